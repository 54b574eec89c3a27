//! Where in a message a value stands. Pure.

use std::ops::Range;

use super::Field;

/// The place of a value's words in its message, in UTF-16 code units, as browsers count; the end is exclusive. None where the words cannot be
/// pointed at: an e-mail address spelled oddly, a name put together of two messages.
#[must_use]
pub fn mark(field: Field, value: &str, text: &str) -> Option<(u32, u32)> {
    let found = match field {
        Field::Phone => first(digits(value, text, is_same_phone)),
        Field::Telegram => first(words(value, text)).map(|found| with_sign(found, text)),
        Field::Name | Field::Email | Field::Need => first(words(value, text)),
        // A number is kept as its digits, however they were grouped.
        Field::Answer => first(words(value, text)).or_else(|| first(digits(value, text, |wanted, found| wanted == found))),
    }?;
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).ok();
    let start = units(text.get(..found.start)?)?;
    Some((start, start + units(text.get(found)?)?))
}

fn first(found: Vec<Range<usize>>) -> Option<Range<usize>> {
    found.into_iter().next()
}

/// One letter as it is compared, and where it stands in the text.
struct Letter {
    folded: char,
    at: Range<usize>,
}

/// Case does not count, nor does which blank it is, nor the dots of a ё.
fn letters(text: &str) -> Vec<Letter> {
    let fold = |(start, letter): (usize, char)| {
        let at = start..start + letter.len_utf8();
        let plain = if letter.is_whitespace() { ' ' } else { letter };
        plain.to_lowercase().map(move |folded| Letter { folded: if folded == 'ё' { 'е' } else { folded }, at: at.clone() })
    };
    let mut letters: Vec<Letter> = text.char_indices().flat_map(fold).collect();
    letters.dedup_by(|next, before| next.folded == ' ' && before.folded == ' ');
    letters
}

/// Every place where the value stands as whole words.
pub(super) fn words(value: &str, text: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = letters(value.trim()).into_iter().map(|letter| letter.folded).collect();
    let said = letters(text);
    let is_word = |place: Option<&Letter>| place.is_some_and(|letter| letter.folded.is_alphanumeric() || letter.folded == '_');
    let stands_at = |start: usize| {
        let end = start + wanted.len();
        let here = said.get(start..end).filter(|here| here.iter().map(|letter| letter.folded).eq(wanted.iter().copied()))?;
        let alone = !is_word(start.checked_sub(1).and_then(|before| said.get(before))) && !is_word(said.get(end));
        alone.then_some(here.first()?.at.start..here.last()?.at.end)
    };
    (0..said.len()).filter_map(stands_at).collect()
}

/// With the `@` before a name, if there is one.
fn with_sign(found: Range<usize>, text: &str) -> Range<usize> {
    let sign = text.get(..found.start).is_some_and(|before| before.ends_with('@'));
    found.start - usize::from(sign)..found.end
}

/// Every run of digits, with what stands between them, that is the value; of runs that begin at one place the shortest.
pub(super) fn digits(value: &str, text: &str, same: fn(&str, &str) -> bool) -> Vec<Range<usize>> {
    let wanted: String = value.strip_prefix('+').unwrap_or(value).to_owned();
    if wanted.is_empty() || !wanted.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let groups = groups(text);
    let run_from = |first: usize| run(text, groups.get(first..)?, |run| same(&wanted, run), wanted.len() + 3);
    (0..groups.len()).filter_map(run_from).map(|found| with_opening(found, text)).collect()
}

/// The shortest run of digits from the first group on that is wanted, and not longer than `longest` before its last group.
fn run(text: &str, groups: &[Range<usize>], wanted: impl Fn(&str) -> bool, longest: usize) -> Option<Range<usize>> {
    let start = groups.first()?.start;
    let (mut end, mut run) = (start, String::new());
    for group in groups {
        let together = run.is_empty() || text.get(end..group.start).is_some_and(is_between);
        if !together || run.len() > longest {
            return None;
        }
        run.push_str(text.get(group.clone())?);
        end = group.end;
        if wanted(&run) {
            return Some(start..end);
        }
    }
    None
}

/// With the plus and the bracket that belong to the number.
fn with_opening(found: Range<usize>, text: &str) -> Range<usize> {
    let before = text.get(..found.start).unwrap_or_default();
    before.trim_end_matches(['+', '(']).len()..found.end
}

/// Where digits stand without anything between them.
pub(super) fn groups(text: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        match groups.last_mut() {
            Some(group) if group.end == at => group.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// What may stand between two groups of one number.
pub(super) fn is_between(text: &str) -> bool {
    text.chars().count() <= 4 && !text.chars().any(char::is_alphanumeric)
}

/// Whether the digits are those of the number, as people write it: with the country's code, after a prefix for abroad (00, 810), without
/// the code, or with the trunk prefix in its place (8 in Russia, 0 in most of Europe).
pub(super) fn is_same_phone(number: &str, found: &str) -> bool {
    let national =
        |digits: &str| digits.len() >= 7 && number.len() - digits.len().min(number.len()) <= 3 && number.ends_with(digits);
    let abroad = || ["00", "810"].iter().any(|prefix| found.strip_prefix(prefix) == Some(number));
    let trunk = || found.strip_prefix(['8', '0']).is_some_and(|rest| rest.len() < number.len() && national(rest));
    found == number || (found.len() < number.len() && national(found)) || trunk() || abroad()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The words that the mark stands under.
    fn marked(field: Field, value: &str, text: &str) -> Option<String> {
        let (start, end) = mark(field, value, text)?;
        let units: Vec<u16> = text.encode_utf16().collect();
        Some(String::from_utf16(&units[start as usize..end as usize]).unwrap())
    }

    #[test]
    fn points_at_the_words_that_the_value_was_taken_from() {
        use Field::{Answer, Email, Name, Need, Phone, Telegram};
        let russian = "+79161234567";
        for (field, value, text, expected) in [
            (Name, "Анна", "Меня зовут Анна, здравствуйте", Some("Анна")),
            (Name, "Анна", "меня зовут анна", Some("анна")),
            (Name, "Анна", "Аннада", None),
            (Name, "Анна", "Жанна и Анна", Some("Анна")),
            (Name, "Пётр Иванов", "это петр  иванов", Some("петр  иванов")),
            (Name, "Анна", "🌷🌷 Анна", Some("Анна")),
            (Need, "букет на свадьбу", "Нужен Букет\nна свадьбу!", Some("Букет\nна свадьбу")),
            (Need, "свадебный букет", "букет, свадебный", None),
            (Email, "anna@example.com", "пишите: Anna@Example.com.", Some("Anna@Example.com")),
            (Email, "anna@example.com", "anna at example dot com", None),
            (Email, "anna@example.com", "joanna@example.com", None),
            (Telegram, "anna_ivanova", "я @Anna_Ivanova", Some("@Anna_Ivanova")),
            (Telegram, "anna_ivanova", "t.me/anna_ivanova", Some("anna_ivanova")),
            (Telegram, "anna_ivanova", "anna_ivanova2", None),
            (Phone, russian, "8 (916) 123-45-67", Some("8 (916) 123-45-67")),
            (Phone, russian, "звоните +7 916 123 45 67 до 20", Some("+7 916 123 45 67")),
            (Phone, russian, "9161234567", Some("9161234567")),
            (Phone, russian, "(916) 123-45-67.", Some("(916) 123-45-67")),
            (Phone, russian, "810 7 916 123 45 67", Some("810 7 916 123 45 67")),
            (Phone, russian, "2 букета, 8 916 123-45-67", Some("8 916 123-45-67")),
            (Phone, russian, "в 10 8 916 123-45-67", Some("8 916 123-45-67")),
            (Phone, russian, "8 916 123-45-68", None),
            (Phone, russian, "123-45-67", None),
            (Phone, russian, "8 916 и 123-45-67", None),
            (Phone, "+4930901820", "030 901820 in Berlin", Some("030 901820")),
            (Phone, "+4930901820", "0049 30 901820", Some("0049 30 901820")),
            (Phone, "+14155552671", "call (415) 555-2671", Some("(415) 555-2671")),
            (Phone, "+78123094567", "812 309-45-67", Some("812 309-45-67")),
            (Answer, "5000", "до 5 000 рублей", Some("5 000")),
            (Answer, "5000", "до 50 000 рублей", None),
            (Answer, "2026-12-25", "к 25.12.2026", None),
            (Answer, "Доставка", "с доставкой", None),
            (Answer, "25 декабря", "к 25 декабря", Some("25 декабря")),
        ] {
            assert_eq!(marked(field, value, text).as_deref(), expected, "{field:?} {value}: {text}");
        }
    }

    #[test]
    fn counts_as_browsers_do() {
        assert_eq!(mark(Field::Name, "Анна", "🌷 Анна"), Some((3, 7)));
        assert_eq!(mark(Field::Name, "🌷", "я 🌷"), Some((2, 4)));
        assert_eq!(mark(Field::Name, "", "Анна"), None);
        assert_eq!(mark(Field::Phone, "+", "8 916"), None);
    }

    proptest! {
        #[test]
        fn never_panics_and_stays_within_the_text(value in "\\PC{0,12}|\\+?[0-9]{0,15}", text in "\\PC{0,40}|[0-9 ()+-]{0,40}") {
            for field in [Field::Name, Field::Phone, Field::Telegram, Field::Answer] {
                if let Some((start, end)) = mark(field, &value, &text) {
                    prop_assert!(start < end && end as usize <= text.encode_utf16().count());
                }
            }
        }

        #[test]
        fn finds_every_word_that_stands_alone(before in "[а-я]{1,8}", value in "[А-Яа-я]{1,8}", after in "[а-я]{1,8}") {
            let text = format!("{before} {value}, {after}");
            let found = marked(Field::Name, &value, &text).unwrap();
            prop_assert_eq!(found.to_lowercase().replace('ё', "е"), value.to_lowercase().replace('ё', "е"));
        }
    }
}
