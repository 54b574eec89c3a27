use super::*;
use crate::ids::MessageId;

fn said(role: Role, text: &str) -> Said {
    Said { id: MessageId::new(), role, text: text.to_owned() }
}

fn masked(values: &[(Field, &str)], conversation: &[Said]) -> Vec<String> {
    let values: Vec<(Field, String)> = values.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
    let changed = Mask::new(Region::RU, &values, conversation).conversation(conversation);
    let text = |said: &Said| changed.iter().find(|(other, _)| other.id == said.id).map_or(&said.text, |(_, text)| text).clone();
    conversation.iter().map(text).collect()
}

fn answered(values: &[(Field, &str)], answer: &str) -> String {
    masked(values, &[said(Role::Assistant, answer)]).remove(0)
}

#[test]
fn masks_a_phone_in_every_spelling() {
    for (answer, expected) in [
        ("Записал: +79161234567.", "Записал: ███."),
        ("Записал: 8 (916) 123-45-67.", "Записал: ███."),
        ("8-916-123-45-67", "███"),
        ("8 916 12 34 567, верно?", "███, верно?"),
        ("**+7 916** 123 45 67", "**███"),
        ("[+7 (916) 123-45-67](tel:+79161234567)", "[███](tel:███)"),
        ("916.123.45.67", "███"),
        ("007 916 123 45 67", "███"),
        ("＋７ ９１６ １２３ ４５ ６７", "＋███"),
        ("8\u{a0}916\u{2011}123\u{2011}45\u{2011}67", "███"),
        ("Номер на 45-67 записан", "Номер на ███ записан"),
        ("Наш телефон +7 495 123-45-67", "Наш телефон +7 495 123-45-67"),
        ("Наш телефон +7 495 765-43-21", "Наш телефон +7 495 765-43-21"),
        ("Букет за 4 500 рублей в 2026", "Букет за 4 500 рублей в 2026"),
    ] {
        assert_eq!(answered(&[(Field::Phone, "+79161234567")], answer), expected, "{answer}");
    }
}

#[test]
fn masks_a_name_and_its_cases_and_leaves_other_words() {
    for (name, answer, expected) in [
        ("Фёкла", "Спасибо, ФЕКЛА!", "Спасибо, ███!"),
        ("фёкла", "Передам Фёкле, Фёкла", "Передам ███, ███"),
        ("Анна", "Для Анны и Анной, но Жанна, Аннада", "Для ███ и ███, но Жанна, Аннада"),
        ("Анна Иванова", "Анна, г-жа Иванова, Иванову", "███, г-жа ███, ███"),
        ("Роман", "Роману: два романа", "███: два романа"),
        ("Вера", "Верю", "Верю"),
        ("Игорь", "Игоря ждём", "███ ждём"),
        ("Ludwig van Beethoven", "van Ludwig's Beethoven", "van ███'s ███"),
        ("Kate", "Nice to meet you, Kate.", "Nice to meet you, ███."),
        ("А. Петров", "А Петрова нет", "А ███ нет"),
    ] {
        assert_eq!(answered(&[(Field::Name, name)], answer), expected, "{name}: {answer}");
    }
}

#[test]
fn masks_addresses_however_they_are_written() {
    let values = [(Field::Email, "anna@example.com"), (Field::Telegram, "anna_ivanova")];
    for (answer, expected) in [
        ("Пишу на Anna@Example.com.", "Пишу на ███."),
        ("[anna@example.com](mailto:anna@example.com)", "[███](mailto:███)"),
        ("anna собака example точка com", "███"),
        ("@Anna_Ivanova, https://t.me/anna_ivanova", "@███, https://███"),
        ("joanna@example.com, anna_ivanova2", "joanna@example.com, anna_ivanova2"),
    ] {
        assert_eq!(answered(&values, answer), expected, "{answer}");
    }
}

#[test]
fn masks_every_contact_of_the_visitor_and_keeps_the_companys() {
    let conversation = [
        said(Role::Visitor, "Нужны розы, мой номер 8 916"),
        said(Role::Assistant, "А дальше? Наш телефон 8 495 765-43-21"),
        said(Role::Visitor, "123 45 67, почта anna@example.com"),
        said(Role::Assistant, "Записал 8-916-123-45-67 и ANNA@example.com"),
    ];
    let expected = ["Нужны розы, мой номер ███", "А дальше? Наш телефон 8 495 765-43-21", "███, почта ███", "Записал ███ и ███"];
    assert_eq!(masked(&[(Field::Phone, "+79161234567")], &conversation), expected);
}

#[test]
fn masks_contacts_within_answers_and_leaves_the_rest_of_them() {
    let values = [(Field::Answer, "жене на 8 916 123-45-67"), (Field::Need, "букет")];
    assert_eq!(answered(&values, "Букет жене, +79161234567"), "Букет жене, ███");
}

#[test]
fn a_text_without_a_deleted_value_does_not_change() {
    let mask = Mask::new(Region::RU, &[(Field::Name, "Анна".to_owned())], &[]);
    assert_eq!((mask.text("Здравствуйте!"), mask.text("")), (None, None));
}
