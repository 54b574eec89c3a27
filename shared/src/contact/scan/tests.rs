use proptest::prelude::*;

use super::*;

fn shown(found: &[Found]) -> Vec<String> {
    let one = |Found { contact, doubtful }: &Found| {
        let sign = if *doubtful { "?" } else { "" };
        match contact {
            Contact::Phone(phone) => format!("{}{sign}", phone.as_str()),
            Contact::Email(email) => format!("{}{sign}", email.as_str()),
            Contact::Telegram(name) => format!("@{}{sign}", name.as_str()),
        }
    };
    found.iter().map(one).collect()
}

fn found(text: &str) -> Vec<String> {
    shown(&find(text, Region::RU))
}

#[test]
fn finds_contacts_among_words_and_nothing_else() {
    let cases: [(&str, &[&str]); 21] = [
        ("мой телефон 8 (916) 123-45-67, Анна", &["+79161234567"]),
        ("Позвоните +7 916 123-45-67 после 18:00", &["+79161234567"]),
        ("9161234567", &["+79161234567"]),
        ("8-916-123-45-67 или 8(903)765-43-21", &["+79161234567", "+79037654321"]),
        ("89161234567 89037654321", &["+79161234567", "+79037654321"]),
        ("25.12.2026 89161234567", &["+79161234567"]),
        ("пишите на Ivan.Petrov@Mail.ru.", &["ivan.petrov@mail.ru"]),
        ("ivan9161234567@mail.ru", &["ivan9161234567@mail.ru"]),
        ("+1 (415) 555-2671 or jane@example.com", &["+14155552671", "jane@example.com"]),
        ("<b>x@y.io</b>", &["x@y.io"]),
        ("бюджет 1 500 000 рублей", &[]),
        ("25.12.2026 в 10:00", &[]),
        ("заказ 12345678", &[]),
        ("карта 4276 3800 1234 5678", &[]),
        ("ИНН 7707083893", &[]),
        ("@ivan привет", &[]),
        ("заказ 8 916 123 45 67", &[]),
        ("order 1 415 555 2671", &[]),
        ("ваш телефон 8 916 123 45 67", &[]),
        ("8 916 123 45 67 рублей", &[]),
        ("паспорт 4510 123456, тел. 89161234567", &["+79161234567"]),
    ];
    for (text, expected) in cases {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn a_stated_number_outside_the_plan_is_unconfirmed() {
    let cases: &[(&str, Region, &[&str])] = &[
        ("Меня зовут Вася, мой телефон +972 50 123 4567", Region::RU, &["+972501234567?"]),
        ("+972 52 123 4567", Region::RU, &["+972521234567?"]),
        ("мой телефон 8 000 123-45-67", Region::RU, &["+70001234567?"]),
        ("тел. 000 123 45 67, Анна", Region::RU, &["+70001234567?"]),
        ("телефон 375 20 123 45 67", Region::RU, &["+375201234567?"]),
        ("call me at 512 111 0142", Region::US, &["+15121110142?"]),
        ("call me: (512) 111-0142 please", Region::US, &["+15121110142?"]),
        ("512-111-0142 is my phone", Region::US, &["+15121110142?"]),
        ("my cell: 011 972 50 123 4567", Region::US, &["+972501234567?"]),
        ("phone +1 (512) 111-0142", Region::US, &["+15121110142?"]),
        ("mein Telefon: +49 1999 123456", Region::DE, &["+491999123456?"]),
        ("call me on 01011 123456", Region::GB, &["+441011123456?"]),
        ("+972 50 123 4567, не звоните на заказ 12345678", Region::RU, &["+972501234567?"]),
        ("8 916 123-45-67 или +972 50 123 4567", Region::RU, &["+79161234567", "+972501234567?"]),
        // Too short or too long.
        ("мой телефон 8 916 123 45 6", Region::RU, &[]),
        ("мой телефон +7 916 123 45 6", Region::RU, &[]),
        ("мой телефон +7 916 123 45 678", Region::RU, &[]),
        ("call me at +1 512 555 014", Region::US, &[]),
        ("call me at 1 512 555 014", Region::US, &[]),
        ("call me at 555 0142", Region::US, &[]),
        // Not stated as a phone, or stated as something else.
        ("512 111 0142", Region::US, &[]),
        ("0001234567", Region::RU, &[]),
        ("номер заказа +972 50 123 4567", Region::RU, &[]),
        ("позвоните насчёт заказа 0001234567", Region::RU, &[]),
        ("call me about order 512 111 0142", Region::US, &[]),
        ("ваш телефон +972 50 123 4567?", Region::RU, &[]),
        ("позвоните, бюджет +972 501 234 567 рублей", Region::RU, &[]),
        ("call me, the price is $512,111,0142", Region::US, &[]),
        ("позвоните 25.12.2026 10:00", Region::RU, &[]),
        ("звоните, карта 4276 3800 1234 5678", Region::RU, &[]),
        ("телефон 4276 3800 1234 5678", Region::RU, &[]),
        ("call me 2026-12-25 10:30", Region::US, &[]),
    ];
    for (text, region, expected) in cases {
        assert_eq!(shown(&find(text, *region)), *expected, "{text}");
    }
}

#[test]
fn a_possible_first_half_is_completed_by_the_next_message() {
    let (first, second) = ("meine Nummer ist +49 1512 345", "6789");
    assert_eq!(shown(&find_after(Some(first), second, Region::DE)), ["+4915123456789"]);
}

#[test]
fn gives_phones_then_addresses_then_names_each_once() {
    let text = "тг @ivan_petrov, ivan@mail.ru, 89161234567, ещё раз +7 916 123-45-67 и ivan собака mail точка ru";
    assert_eq!(found(text), ["+79161234567", "ivan@mail.ru", "@ivan_petrov"]);
}

#[test]
fn completes_a_phone_of_two_messages_only() {
    let cases = [
        (Some("мой номер 8 916"), "123 45 67", vec!["+79161234567"]),
        (Some("+7 (916)"), "а дальше 1234567, Анна", vec!["+79161234567"]),
        (Some("8 916 123"), "45-67 и почта a@b.ru", vec!["+79161234567", "a@b.ru"]),
        (Some("тел. 495"), "123-45-67", vec!["+74951234567?"]),
        (Some("мой номер 89161234567"), "123 45 67", vec![]),
        (Some("8 916"), "89037654321", vec!["+79037654321"]),
        (Some("8 916 123 45"), "67 квадратных метров", vec!["+79161234567"]),
        (Some("дом на 8 916 123 45"), "67 квадратных метров", vec![]),
        (Some("бюджет 50000"), "100 роз", vec![]),
        (Some("заказ 8 916"), "123 45 67", vec![]),
        (Some("ваш номер 8 916"), "123 45 67", vec![]),
        (Some("8 916, спасибо"), "123 45 67", vec![]),
        (Some("буду 25.12.2026"), "9161234", vec![]),
        (None, "123 45 67", vec![]),
    ];
    for (before, text, expected) in cases {
        assert_eq!(shown(&find_after(before, text, Region::RU)), expected, "{before:?} {text}");
    }
}

proptest! {
    #[test]
    fn never_panics(before in "\\PC{0,60}", text in "(\\PC|[0-9+@ .()-]|[а-я]|\n|\u{200d}){0,200}") {
        let _ = find(&text, Region::US);
        let _ = find_after(Some(&before), &text, Region::RU);
    }

    #[test]
    fn never_panics_on_pieces_of_contacts(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "8", "916", "123-45-67", "+7", "(", ")", "@", ".", "ivan", "_petrov", " at ", " dot ", "собака", "точка", "ru", "t.me/", "wa.me/", "https://",
            "тел", "заказ", "№", "$", "é", "😀", "\n", "-", ":", "/", "x", "доб", "00", "ё", "тг", " ", "²", "ß", "İ",
        ]), 0..40)
    ) {
        let text = pieces.concat();
        let _ = find_after(Some(&text), &text, Region::RU);
        let _ = find_after(Some(&text), &text, Region::US);
    }

    #[test]
    fn finds_a_mobile_number_in_any_common_spelling(
        rest in 0u32..10_000_000,
        prefix in prop::sample::select(vec!["+7", "8", "7"]),
        spelling in 0usize..8,
    ) {
        let (a, b, c) = (rest / 10_000, rest / 100 % 100, rest % 100);
        let number = match spelling {
            0 => format!("{prefix}916{a:03}{b:02}{c:02}"),
            1 => format!("{prefix} (916) {a:03}-{b:02}-{c:02}"),
            2 => format!("{prefix} 916 {a:03} {b:02} {c:02}"),
            3 => format!("{prefix}-916-{a:03}-{b:02}-{c:02}"),
            4 => format!("{prefix}.916.{a:03}.{b:02}.{c:02}"),
            5 => format!("{prefix}(916){a:03}{b:02}{c:02}"),
            6 => format!("{prefix}\u{a0}916\u{a0}{a:03}\u{2011}{b:02}\u{2011}{c:02}"),
            _ => format!("{prefix}916 {a:03}{b:02}\u{200b}{c:02}"),
        };
        prop_assert_eq!(found(&format!("звоните {number} вечером")), vec![format!("+7916{rest:07}")]);
    }

    #[test]
    fn completes_a_mobile_number_wherever_it_was_broken(rest in 0u32..10_000_000, at in 4usize..11) {
        let number = format!("8916{rest:07}");
        let (start, end) = number.split_at(at);
        let found = shown(&find_after(Some(&format!("мой номер {start}")), end, Region::RU));
        prop_assert_eq!(found, vec![format!("+7916{rest:07}")]);
    }

    #[test]
    fn finds_nothing_in_dates_times_and_prices(
        parts in prop::collection::vec((0usize..6, 1u32..29, 1u32..13, 1u32..1000, 0u32..1000), 1..6),
        us in any::<bool>(),
    ) {
        let one = |(kind, day, month, big, small): (usize, u32, u32, u32, u32)| match kind {
            0 => format!("{day:02}.{month:02}.2026"),
            1 => format!("{month}/{day}/26"),
            2 => format!("2026-{month:02}-{day:02}"),
            3 => format!("{day}:{:02}", small % 60),
            4 => format!("{big} {small:03} 000 руб"),
            _ => format!("${big},{small:03},000.00"),
        };
        let text = parts.into_iter().map(one).collect::<Vec<_>>().join(" ");
        let region = if us { Region::US } else { Region::RU };
        prop_assert_eq!(shown(&find(&text, region)), Vec::<String>::new(), "{}", text);
    }
}
