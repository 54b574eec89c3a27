//! The texts that an owner writes: bounded, without blanks around them, and readable.

use serde::{Deserialize, Serialize};

use crate::rule::{Rule, is_plain};

/// A text of at most so many characters; may be empty, and may have several lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Text<const LONGEST: usize>(String);

/// A text of one line with at least and at most so many characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Line<const SHORTEST: usize, const LONGEST: usize>(String);

impl<const LONGEST: usize> Text<LONGEST> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const SHORTEST: usize, const LONGEST: usize> Line<SHORTEST, LONGEST> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const LONGEST: usize> TryFrom<String> for Text<LONGEST> {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        bounded(&text, 0, LONGEST, is_plain, "expected no control characters but line breaks and tabs").map(Self)
    }
}

impl<const SHORTEST: usize, const LONGEST: usize> TryFrom<String> for Line<SHORTEST, LONGEST> {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_line = |text: &str| !text.chars().any(char::is_control);
        bounded(&text, SHORTEST, LONGEST, is_line, "expected one line without control characters").map(Self)
    }
}

fn bounded(text: &str, shortest: usize, longest: usize, readable: fn(&str) -> bool, otherwise: &str) -> Result<String, Rule> {
    let text = text.trim();
    match text.chars().count() {
        0 if shortest > 0 => Err(Rule::new("empty", format!("expected at most {longest} characters, and at least {shortest}"))),
        length if length > longest => Err(Rule::new("too_long", format!("expected at most {longest} characters"))),
        length if length < shortest => Err(Rule::new("too_short", format!("expected at least {shortest} characters"))),
        _ if !readable(text) => Err(Rule::new("invalid", otherwise)),
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_bounded_and_readable_and_has_no_blanks_around_it() {
        let text = |text: &str| Text::<5>::try_from(text.to_owned()).map(|text| text.0).map_err(|rule| rule.code);
        for (written, expected) in [
            ("", Ok("")),
            (" \n\t", Ok("")),
            (" ab\r\nc ", Ok("ab\r\nc")),
            ("ёёёёё", Ok("ёёёёё")),
            ("ёёёёёё", Err("too_long")),
            ("a\0b", Err("invalid")),
            ("a\u{1b}[1m", Err("invalid")),
        ] {
            assert_eq!(text(written), expected.map(str::to_owned), "{written:?}");
        }
    }

    #[test]
    fn a_line_is_one_line() {
        let line = |text: &str| Line::<2, 4>::try_from(text.to_owned()).map(|line| line.0).map_err(|rule| rule.code);
        for (written, expected) in [
            (" ёё ", Ok("ёё")),
            ("  ", Err("empty")),
            ("ё", Err("too_short")),
            ("ёёёёё", Err("too_long")),
            ("a\nb", Err("invalid")),
            ("a\tb", Err("invalid")),
        ] {
            assert_eq!(line(written), expected.map(str::to_owned), "{written:?}");
        }
    }
}
