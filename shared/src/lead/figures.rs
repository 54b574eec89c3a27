//! Numbers and dates as people write them. Pure.

use time::{Date, Month};

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Digits, and a point before a fraction: no groups, no zeros that say nothing.
    pub(super) plain: String,
    /// What follows makes it another number ("50 тыс.", "1,5 million", "50k").
    pub(super) scaled: bool,
}

/// The numbers in a text, in their order. "1 500 000", "1,500,000" and "1.500.000" are one number each, "2,5" is one with a fraction.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut rest = chars.as_slice();
    while let Some(start) = rest.iter().position(char::is_ascii_digit) {
        let (plain, after) = number_at(&rest[start..]);
        found.push(Number { plain, scaled: is_scale(after) });
        rest = after;
    }
    found
}

/// The full dates in a text: `25.12.2026` and `2026-12-25`. Other spellings leave open what is the day and what the month.
pub(super) fn dates(text: &str) -> Vec<Date> {
    text.split_whitespace().filter_map(|word| date(word.trim_matches(|c: char| !c.is_alphanumeric()))).collect()
}

/// The date that a text is, and nothing beside it.
pub(super) fn date(text: &str) -> Option<Date> {
    let (year, month, day) = match *text.split('.').collect::<Vec<_>>() {
        [day, month, year] => (year, month, day),
        _ => match *text.split('-').collect::<Vec<_>>() {
            [year, month, day] => (year, month, day),
            _ => return None,
        },
    };
    let number = |digits: &str, longest| {
        ((1..=longest).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse::<u16>().ok())?
    };
    let year = number(year, 4).filter(|_| year.len() == 4)?;
    let month = Month::try_from(u8::try_from(number(month, 2)?).ok()?).ok()?;
    Date::from_calendar_date(year.into(), month, u8::try_from(number(day, 2)?).ok()?).ok()
}

/// Reads the number that begins with the first character; what stands after it.
fn number_at(chars: &[char]) -> (String, &[char]) {
    let (mut whole, mut rest) = digits(chars);
    let grouped = whole.len() <= 3 && !whole.starts_with('0');
    while let Some((group, after)) =
        behind(rest, &[' ', '\u{a0}', '\u{202f}', ',', '.']).filter(|(group, _)| grouped && group.len() == 3)
    {
        whole += &group;
        rest = after;
    }
    let mut plain = whole.trim_start_matches('0').to_owned();
    if plain.is_empty() {
        plain.push('0');
    }
    if let Some((fraction, after)) = behind(rest, &[',', '.']) {
        let fraction = fraction.trim_end_matches('0');
        if !fraction.is_empty() {
            plain = format!("{plain}.{fraction}");
        }
        rest = after;
    }
    (plain, rest)
}

/// The digits behind one separator.
fn behind<'a>(chars: &'a [char], separators: &[char]) -> Option<(String, &'a [char])> {
    let (separator, rest) = chars.split_first()?;
    let (group, after) = digits(rest);
    (separators.contains(separator) && !group.is_empty()).then_some((group, after))
}

fn digits(chars: &[char]) -> (String, &[char]) {
    let end = chars.iter().position(|c| !c.is_ascii_digit()).unwrap_or(chars.len());
    (chars[..end].iter().collect(), &chars[end..])
}

fn is_scale(after: &[char]) -> bool {
    let apart = after.first().is_some_and(|c| c.is_whitespace());
    let word: String =
        after.iter().skip(usize::from(apart)).take_while(|c| c.is_alphabetic()).flat_map(|c| c.to_lowercase()).collect();
    // Alone, these are a preposition in Russian and nothing in English.
    let short = !apart && matches!(word.as_str(), "к" | "k" | "т");
    short
        || ["тыс", "млн", "млрд", "миллион", "миллиард", "thousand", "million", "billion"]
            .iter()
            .any(|scale| word.starts_with(scale))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_numbers_as_people_write_them() {
        let cases: [(&str, &[&str]); 18] = [
            ("25 человек", &["25"]),
            ("1 500 000 рублей", &["1500000"]),
            ("1\u{a0}500\u{202f}000", &["1500000"]),
            ("$1,500,000", &["1500000"]),
            ("1.500.000", &["1500000"]),
            ("2,5 метра", &["2.5"]),
            ("2.50", &["2.5"]),
            ("0.125", &["0.125"]),
            ("007", &["7"]),
            ("0", &["0"]),
            ("от 20 до 30", &["20", "30"]),
            ("20-30", &["20", "30"]),
            ("5 20 декабря", &["5", "20"]),
            ("50 тыс. рублей", &["50…"]),
            ("1,5 миллиона", &["1.5…"]),
            ("50к, 60k", &["50…", "60…"]),
            ("5 к пятнице", &["5"]),
            ("двадцать", &[]),
        ];
        for (text, expected) in cases {
            let read: Vec<String> =
                numbers(text).into_iter().map(|number| number.plain + if number.scaled { "…" } else { "" }).collect();
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn reads_full_dates_only() {
        for (text, expected) in [
            ("25.12.2026", Some("2026-12-25")),
            ("5.3.2026", Some("2026-03-05")),
            ("2026-12-25", Some("2026-12-25")),
            ("29.02.2028", Some("2028-02-29")),
            ("29.02.2026", None),
            ("25.13.2026", None),
            ("25.12.26", None),
            ("25.12", None),
            ("12/25/2026", None),
            ("25.12.2026.1", None),
            ("25-12-2026", None),
            ("+5.3.2026", None),
            ("", None),
        ] {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
        let found: Vec<String> = dates("с 01.02.2026 (или 2026-02-03), до пятницы").iter().map(ToString::to_string).collect();
        assert_eq!(found, ["2026-02-01", "2026-02-03"]);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9., \u{a0}кk-]{0,40}|\\PC{0,40}") {
            let _ = (numbers(&text), dates(&text));
        }

        #[test]
        fn a_grouped_number_is_the_number(number in 0u64..10_000_000_000, separator in prop::sample::select(vec![" ", "\u{a0}", ",", "."])) {
            let digits = number.to_string();
            let grouped: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
            let read = numbers(&grouped.join(separator));
            prop_assert_eq!(read, vec![Number { plain: digits, scaled: false }]);
        }
    }
}
