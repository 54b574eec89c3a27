//! Finding contacts in free text. Pure: the same text and region always give the same contacts.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::{Email, Phone, Region};

/// Something in a text by which a person can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// A phone number.
    Phone(Phone),
    /// An e-mail address.
    Email(Email),
}

/// The contacts in a text, in the order of kind (phones, then e-mails) and place, each once.
#[must_use]
pub fn find(text: &str, region: Region) -> Vec<Contact> {
    let mut found = Vec::new();
    let mut add = |contact| {
        if !found.contains(&contact) {
            found.push(contact);
        }
    };
    // Digits inside of an address ("ivan9161234567@mail.ru") are no phone.
    let without_emails = EMAIL.replace_all(text, " | ");
    runs_of_digits(&without_emails).into_iter().flat_map(|run| phones_in(run, region)).for_each(&mut add);
    EMAIL
        .find_iter(text)
        .filter_map(|found| Email::try_from(found.as_str().trim_end_matches('.').to_owned()).ok())
        .for_each(|email| add(Contact::Email(email)));
    found
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a constant pattern, compiled by the tests below")]
    Regex::new(r"[^\s@<>(),;:«»\x22]+@[^\s@<>(),;:«»\x22!?/|]+\.[^\s@<>(),;:«»\x22!?/|]+").expect("a pattern")
});

/// Fewer digits than a whole national number are a price, a date or a flat, not a contact.
const SHORTEST: usize = 10;
/// E.164 allows 15 digits.
const LONGEST: usize = 15;

/// Stretches of digits with what people put between them. A letter, a comma or a slash ends one.
fn runs_of_digits(text: &str) -> Vec<&str> {
    let part_of_number =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | '.' | '–' | ' ' | '\u{a0}' | '\u{2011}');
    text.split(|c| !part_of_number(c)).filter(|run| digits(run) >= SHORTEST).collect()
}

/// The phones in one run: the longest groups, from the left, that are a number. "25.12.2026 8 916 1234567" holds one.
fn phones_in(run: &str, region: Region) -> Vec<Contact> {
    let groups: Vec<&str> = run.split([' ', '\u{a0}']).filter(|group| !group.is_empty()).collect();
    let mut found = Vec::new();
    let mut start = 0;
    while start < groups.len() {
        let longest = (start..groups.len()).rev().find_map(|end| {
            let text = groups.get(start..=end)?.join(" ");
            let plausible = (SHORTEST..=LONGEST).contains(&digits(&text)) && text.rfind('+').unwrap_or(0) == 0;
            let phone = if plausible { Phone::parse(&text, region) } else { None };
            phone.map(|phone| (phone, end))
        });
        match longest {
            Some((phone, end)) => {
                found.push(Contact::Phone(phone));
                start = end + 1;
            }
            None => start += 1,
        }
    }
    found
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<String> {
        find(text, Region::RU)
            .into_iter()
            .map(|contact| match contact {
                Contact::Phone(phone) => phone.as_str().to_owned(),
                Contact::Email(email) => email.as_str().to_owned(),
            })
            .collect()
    }

    #[test]
    fn finds_contacts_among_words_and_nothing_else() {
        let cases: [(&str, &[&str]); 16] = [
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
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,200}") {
            let _ = find(&text, Region::RU);
        }

        #[test]
        fn finds_a_mobile_number_in_any_common_spelling(
            rest in 0u32..10_000_000,
            prefix in prop::sample::select(vec!["+7", "8", "7"]),
            spelling in 0usize..4,
        ) {
            let (a, b, c) = (rest / 10_000, rest / 100 % 100, rest % 100);
            let number = match spelling {
                0 => format!("{prefix}916{a:03}{b:02}{c:02}"),
                1 => format!("{prefix} (916) {a:03}-{b:02}-{c:02}"),
                2 => format!("{prefix} 916 {a:03} {b:02} {c:02}"),
                _ => format!("{prefix}-916-{a:03}-{b:02}-{c:02}"),
            };
            prop_assert_eq!(found(&format!("звоните {number} вечером")), vec![format!("+7916{rest:07}")]);
        }
    }
}
