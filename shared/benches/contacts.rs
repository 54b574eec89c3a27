//! How long the search for contacts takes: for what visitors write, and for what somebody might send to stall it.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use shared::contact::{Region, find, find_after};

const PLAIN: &str = "Здравствуйте! Хотим заказать у вас кухню в новую квартиру, угловую, примерно три на два метра, фасады светлые, \
    без ручек. Сколько времени занимает изготовление и можно ли посмотреть образцы в выходные дни?";

const PHONE: &str =
    "Добрый день! Нужен букет на свадьбу 12.06.2026, бюджет до 15 000 рублей, мой телефон 8 (916) 123-45-67, Анна";

fn contacts(criterion: &mut Criterion) {
    let mut case = |name: &str, text: &str| {
        criterion.bench_function(name, |bencher| bencher.iter(|| find(black_box(text), Region::RU)));
    };
    let to_length = |unit: &str| unit.chars().cycle().take(4_000).collect::<String>();
    case("200 characters without a contact", PLAIN);
    case("a sentence with a phone", PHONE);
    case("4,000 characters without a contact", &to_length(PLAIN));
    case("4,000 characters with phones", &to_length(PHONE));
    for unit in [
        "8 ",
        "@",
        "8",
        "a@b ",
        "8 916 123 45 6 ",
        "375291234567 ",
        "+44 30 123 45 6 7 ",
        "9161 234567 ",
        "a at b dot ",
        "a@b.ru ",
        "t.me/abcde ",
        "тг a_b_c ",
        "25.12.2026 ",
        " собака точка",
        "тел 8 916 1 ",
    ] {
        case(&format!("4,000 characters of {unit:?}"), &to_length(unit));
    }
    criterion.bench_function("a phone in two messages", |bencher| {
        bencher.iter(|| find_after(black_box(Some("мой номер 8 916")), black_box("123 45 67"), Region::RU));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).warm_up_time(std::time::Duration::from_millis(300)).measurement_time(std::time::Duration::from_secs(1));
    targets = contacts
}
criterion_main!(benches);
