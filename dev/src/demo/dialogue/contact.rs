//! Phones and e-mail addresses in a message, found by their shape. (The product has a real parser; a script does with this.)
use std::ops::Range;

use super::text::{is_one_of, words};

/// Beside one of these words, a number is a phone.
const ABOUT_PHONES: &str = "\
    тел телефон телефону телефона номер номеру мобильный звоните позвоните перезвоните phone cell mobile call number tel";

/// The contacts of a message, verbatim; of several the last, for a correction comes last.
#[derive(Default)]
pub(super) struct Contacts<'a> {
    pub(super) phone: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    spans: Vec<Range<usize>>,
}

impl<'a> Contacts<'a> {
    /// Where a contact was asked for, or the text speaks of a phone, a number that is too short counts too: the server refuses it, and the
    /// assistant asks for it again.
    pub(super) fn in_text(text: &'a str, asked: bool) -> Self {
        let mut found = Self::default();
        let asked = asked || words(text).iter().any(|word| is_one_of(ABOUT_PHONES, &word.lower));
        for (at, _) in text.match_indices('@') {
            if let Some(place) = email_around(text, at) {
                found.email = Some(&text[place.clone()]);
                found.spans.push(place);
            }
        }
        let mut from = 0;
        while let Some(start) = text[from..].find(|letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '(')) {
            let start = from + start;
            let free = !found.covers(start) && !text[..start].ends_with(|letter: char| letter.is_alphanumeric() || letter == '#');
            let place = number_from(text, start);
            if free && is_phone(&text[place.clone()], asked) {
                found.phone = Some(&text[place.clone()]);
                from = place.end;
                found.spans.push(place);
            } else {
                let digits = text[start + 1..].find(|letter: char| !letter.is_ascii_digit());
                from = digits.map_or(text.len(), |length| start + 1 + length);
            }
        }
        found
    }

    pub(super) fn spans(&self) -> impl Iterator<Item = Range<usize>> {
        self.spans.iter().cloned()
    }

    pub(super) fn covers(&self, at: usize) -> bool {
        self.spans.iter().any(|place| place.contains(&at))
    }
}

/// Whether two numbers end in the same ten digits: `8 999 …` is `+7 999 …`.
pub(super) fn same_number(one: &str, other: &str) -> bool {
    let tail = |number: &str| number.chars().rev().filter(char::is_ascii_digit).take(10).collect::<String>();
    tail(one) == tail(other)
}

fn email_around(text: &str, at: usize) -> Option<Range<usize>> {
    let outside = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '.' | '_' | '%' | '+' | '-'));
    let before = text[..at].rfind(outside).map_or(0, |place| place + text[place..].chars().next().map_or(1, char::len_utf8));
    let after = text[at + 1..].find(outside).map_or(text.len(), |length| at + 1 + length);
    let domain = text[at + 1..after].trim_end_matches(['.', '-', '_']);
    let valid = before < at && domain.split_once('.').is_some_and(|(host, rest)| !host.is_empty() && rest.len() >= 2);
    valid.then(|| before..at + 1 + domain.len())
}

/// From the first sign of a number to its last digit.
fn number_from(text: &str, start: usize) -> Range<usize> {
    let inside = |letter: char| letter.is_ascii_digit() || matches!(letter, ' ' | '(' | ')' | '-' | '.' | '\u{a0}' | '‑' | '–');
    let rest = &text[start..];
    let run = rest[1..].find(|letter| !inside(letter)).map_or(rest, |length| &rest[..=length]);
    let run = run.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let opened = usize::from(run.starts_with('(') && !run.contains(')'));
    start + opened..(start + run.len()).max(start + opened)
}

fn is_phone(number: &str, asked: bool) -> bool {
    let groups: Vec<_> = number.split(|letter: char| !letter.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let lengths: Vec<_> = groups.iter().map(|group| group.len()).collect();
    let digits: usize = lengths.iter().sum();
    if number.starts_with('+') {
        return (5..=15).contains(&digits);
    }
    let is_date = matches!(lengths[..], [2, 2, 4, ..] | [4, 2, 2, ..]);
    let is_range = lengths.iter().filter(|length| **length > 4).count() > 1;
    let is_sum = lengths.len() > 1 && lengths[1..].iter().all(|length| *length == 3) && groups[1..].contains(&"000");
    let shortest = if asked { 5 } else { 10 };
    (shortest..=12).contains(&digits) && !number.starts_with("000") && !is_date && !is_range && !is_sum
}
