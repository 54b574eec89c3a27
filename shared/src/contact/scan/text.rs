//! A message made plain, so that the searches see one kind of digit, dash and space.

use std::{iter, ops::Range};

/// What stands where a contact was taken out. No message holds it: control characters become spaces.
pub(super) const HIDDEN: char = '\u{1}';

/// How far a word may stand from what it says something about, in bytes. Bounds the work for every candidate.
const REACH: usize = 160;

/// A message in lower case, with ASCII digits, `-` for every dash, a space for every blank, and no invisible characters.
#[derive(Debug)]
pub(super) struct Text(String);

/// A run of letters and digits, and what lies between it and the place it was looked up from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) gap: &'t str,
}

impl Text {
    pub(super) fn new(raw: &str) -> Self {
        Self(raw.chars().filter(|c| !is_invisible(*c)).map(plain).flat_map(char::to_lowercase).collect())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Where in the raw text the characters are that this range of the plain one was made of.
    pub(super) fn raw_range(raw: &str, plain_range: &Range<usize>) -> Option<Range<usize>> {
        let mut at = 0;
        let mut found: Option<Range<usize>> = None;
        for (start, c) in raw.char_indices().filter(|(_, c)| !is_invisible(*c)) {
            if plain_range.contains(&at) {
                let end = start + c.len_utf8();
                found = Some(found.map_or(start, |found| found.start)..end);
            }
            at += plain(c).to_lowercase().map(char::len_utf8).sum::<usize>();
        }
        found
    }

    /// The part at that range; empty where there is none.
    pub(super) fn part(&self, range: Range<usize>) -> &str {
        self.0.get(range).unwrap_or_default()
    }

    /// Takes a contact out, so that no other search finds something inside of it. Places stay as they are.
    pub(super) fn hide(&mut self, range: Range<usize>) {
        if self.0.get(range.clone()).is_some() {
            let blank = HIDDEN.to_string().repeat(range.len());
            self.0.replace_range(range, &blank);
        }
    }

    pub(super) fn char_before(&self, at: usize) -> Option<char> {
        self.part(0..at).chars().next_back()
    }

    pub(super) fn char_after(&self, at: usize) -> Option<char> {
        self.part(at..self.0.len()).chars().next()
    }

    /// The words before a place, the nearest first, as far as they can be about it.
    pub(super) fn words_before(&self, at: usize) -> impl Iterator<Item = Word<'_>> {
        let mut rest = self.part(self.0.floor_char_boundary(at.saturating_sub(REACH))..at);
        iter::from_fn(move || {
            let upto = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
            let before = upto.trim_end_matches(char::is_alphanumeric);
            let word = Word { text: upto.get(before.len()..)?, gap: rest.get(upto.len()..)? };
            rest = before;
            (!word.text.is_empty()).then_some(word)
        })
    }

    /// The words after a place, the nearest first.
    pub(super) fn words_after(&self, at: usize) -> impl Iterator<Item = Word<'_>> {
        let mut rest = self.part(at..self.0.floor_char_boundary(at.saturating_add(REACH)));
        iter::from_fn(move || {
            let from = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
            let after = from.trim_start_matches(char::is_alphanumeric);
            let gap = rest.get(..rest.len() - from.len())?;
            let word = Word { text: from.get(..from.len() - after.len())?, gap };
            rest = after;
            (!word.text.is_empty()).then_some(word)
        })
    }

    /// Whether the message says nothing but what stands at that range.
    pub(super) fn is_only(&self, range: Range<usize>) -> bool {
        let says_more = |c: char| c.is_alphanumeric() || c == HIDDEN;
        !self.part(0..range.start).contains(says_more) && !self.part(range.end..self.0.len()).contains(says_more)
    }
}

/// Zero-width and direction marks, soft hyphens, and what makes an emoji of a digit. Numbers copied from an address book bring them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn plain(c: char) -> char {
    match c {
        // Full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        _ if c.is_whitespace() || c.is_control() => ' ',
        _ => digit(c).unwrap_or(c),
    }
}

/// The zeros of scripts whose digits stand in a row of ten: Arabic-Indic, Persian, Devanagari, Bengali, Thai, mathematical …
const ZEROS: [u32; 12] = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xe50, 0x17e0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6];

fn digit(c: char) -> Option<char> {
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_one_kind_of_digit_dash_and_space() {
        let cases = [
            ("＋７ ９１６", "+7 916"),
            ("8\u{a0}916\u{2011}123", "8 916-123"),
            ("٠١٢٣ ۴۵", "0123 45"),
            ("8\u{fe0f}\u{20e3}9\u{fe0f}\u{20e3}", "89"),
            ("ИВАН\u{200b}@Mail\u{ad}.RU\r", "иван@mail.ru\n"),
            ("a\u{1}b\tc", "a b c"),
        ];
        for (raw, expected) in cases {
            assert_eq!(Text::new(raw).as_str(), expected, "{raw:?}");
        }
    }

    #[test]
    fn reads_words_away_from_a_place() {
        let text = Text::new("номер заказа: 55, мой телефон");
        let before: Vec<_> = text.words_before(text.as_str().find("55").unwrap()).map(|word| (word.text, word.gap)).collect();
        assert_eq!(before, [("заказа", ": "), ("номер", " ")]);
        let after: Vec<_> = text.words_after(text.as_str().find(", мой").unwrap()).map(|word| (word.text, word.gap)).collect();
        assert_eq!(after, [("мой", ", "), ("телефон", " ")]);
    }

    #[test]
    fn knows_where_a_plain_range_was_in_the_raw_text() {
        for (raw, part, expected) in [
            ("да ＋７ 916", "+7 916", "＋７ 916"),
            ("8\u{fe0f}\u{20e3}9", "9", "9"),
            ("ИВАН\u{200b}@Mail.RU!", "иван@mail.ru", "ИВАН\u{200b}@Mail.RU"),
            ("İ 916", "916", "916"),
        ] {
            let text = Text::new(raw);
            let start = text.as_str().find(part).unwrap();
            let range = Text::raw_range(raw, &(start..start + part.len())).unwrap();
            assert_eq!(&raw[range], expected, "{raw:?}");
        }
    }

    #[test]
    fn hides_a_contact_without_moving_the_rest() {
        let mut text = Text::new("да ivan да");
        assert!(!text.is_only(5..9));
        text.hide(5..9);
        assert_eq!(text.as_str(), "да \u{1}\u{1}\u{1}\u{1} да");
        assert_eq!(text.char_before(5), Some(' '));
        assert_eq!(text.char_after(5), Some(HIDDEN));
    }
}
