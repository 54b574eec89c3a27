//! Which leads an owner asks for.

use ::time::OffsetDateTime;
use serde::Deserialize;

use super::{Cursor, Status};
use crate::rule::{Rule, is_plain};

/// The question to the inbox.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only leads of that status.
    pub status: Option<Status>,
    /// Only leads that hold the text.
    pub search: Option<SearchText>,
    /// Only tests, or none of them; all leads where it is not given.
    pub test: Option<bool>,
    /// Only leads of that time or later.
    pub from: Option<OffsetDateTime>,
    /// Only leads before that time.
    pub to: Option<OffsetDateTime>,
    /// Only leads after the end of another page.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: PageSize,
}

/// Whether the company's own tests are asked for, in a query string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Tests {
    /// Nothing but tests.
    #[serde(rename = "true")]
    Only,
    /// Everything but tests.
    #[serde(rename = "false")]
    Without,
}

impl Tests {
    /// Whether an item must be a test.
    #[must_use]
    pub fn wanted(self) -> bool {
        self == Self::Only
    }
}

/// What to look for in leads: up to 100 characters. Case does not count; in a number only the digits do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct SearchText(String);

impl SearchText {
    /// As it stands in `leads.search_text`, if anything is left of it to look for.
    #[must_use]
    pub fn folded(&self) -> Option<&str> {
        (!self.0.is_empty()).then_some(&self.0)
    }
}

impl TryFrom<String> for SearchText {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        if text.chars().count() > 100 {
            return Err(Rule::new("too_long", "expected at most 100 characters"));
        }
        if !is_plain(text) {
            return Err(Rule::new("invalid", "expected no control characters"));
        }
        Ok(Self(folded(text)))
    }
}

fn folded(text: &str) -> String {
    let is_number = text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || " ()+-".contains(c));
    if !is_number {
        return text.to_lowercase();
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    // Stored numbers start with the country's code, which Russians write as 8.
    if digits.len() == 11 { digits.strip_prefix('8').map_or(digits.clone(), str::to_owned) } else { digits }
}

/// How many leads a page holds: 50, or what was asked for between 1 and 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PageSize(u8);

impl PageSize {
    /// The most that a page holds.
    pub const LARGEST: Self = Self(200);

    /// The number.
    #[must_use]
    pub fn get(self) -> usize {
        self.0.into()
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}

impl TryFrom<String> for PageSize {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let size = text.parse().ok().filter(|size| (1..=200).contains(size));
        size.map(Self).ok_or_else(|| Rule::new("invalid", "expected a number from 1 to 200"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_looked_for_by_their_digits_and_words_without_case() {
        for (text, expected) in [
            ("8 (916) 123-45-67", "9161234567"),
            ("+7 916", "7916"),
            ("45-67", "4567"),
            (" БУКЕТ ", "букет"),
            ("Anna 5", "anna 5"),
            ("100%_", "100%_"),
        ] {
            assert_eq!(SearchText::try_from(text.to_owned()).unwrap().folded(), Some(expected), "{text}");
        }
        assert_eq!(SearchText::try_from(" ".to_owned()).unwrap().folded(), None);
    }

    #[test]
    fn a_page_holds_one_to_two_hundred() {
        for (text, expected) in [("1", Some(1)), ("200", Some(200)), ("0", None), ("201", None), ("many", None), ("-1", None)] {
            assert_eq!(PageSize::try_from(text.to_owned()).ok().map(PageSize::get), expected, "{text}");
        }
    }
}
