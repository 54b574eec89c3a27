//! The shape in which a domain type says why it refused its input.

use std::fmt;

/// Why a value is refused: a code that a page can translate, and a sentence for people.
///
/// Written as `code: detail`, or `place>code: detail` for a part of the value, because serde hands the errors of `try_from` on as text only; [`Rule::parse`] takes it apart again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Stable and machine-readable, such as `too_short`.
    pub code: &'static str,
    /// What would have been accepted.
    pub detail: String,
    /// Which part of the value is refused: `choices`, `[1].text`; empty for the value as a whole.
    place: String,
}

/// Every code there is.
const CODES: [&str; 11] = [
    "missing",
    "unknown_field",
    "wrong_type",
    "invalid",
    "too_short",
    "too_long",
    "too_common",
    "empty",
    "not_audio",
    "chat_not_found",
    "blocked",
];

impl Rule {
    /// A refusal with one of the codes of the contract.
    #[must_use]
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        debug_assert!(CODES.contains(&code), "{code} is not in the contract");
        Self { code, detail: detail.into(), place: String::new() }
    }

    /// The same refusal for a part of the value.
    #[must_use]
    pub fn at(self, place: impl Into<String>) -> Self {
        Self { place: place.into(), ..self }
    }

    /// The path of what is refused, from the path of the value.
    #[must_use]
    pub fn path(&self, value: &str) -> String {
        let joint = if value.is_empty() || self.place.is_empty() || self.place.starts_with('[') { "" } else { "." };
        format!("{value}{joint}{}", self.place)
    }

    /// The rule inside an error text of serde, if it is one of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (head, detail) = text.split_once(": ")?;
        let (place, code) = head.rsplit_once('>').unwrap_or(("", head));
        let code = CODES.iter().find(|known| **known == code)?;
        Some(Self { code, detail: detail.to_owned(), place: place.to_owned() })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joint = if self.place.is_empty() { "" } else { ">" };
        write!(f, "{}{joint}{}: {}", self.place, self.code, self.detail)
    }
}

impl std::error::Error for Rule {}

/// The index of the first item whose key an earlier item has too.
pub(crate) fn repeated<T: std::hash::Hash + Eq>(keys: impl IntoIterator<Item = T>) -> Option<usize> {
    let mut seen = std::collections::HashSet::new();
    keys.into_iter().position(|key| !seen.insert(key))
}

/// Whether PostgreSQL can store the text and a person can read it: no NUL, no other control characters but line breaks and tabs.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_names_the_refused_part_by_its_path() {
        for (place, value, path) in [
            ("", "name", "name"),
            ("choices", "questions[0]", "questions[0].choices"),
            ("[1].text", "questions", "questions[1].text"),
            ("choices", "", "choices"),
        ] {
            let rule = Rule::new("too_short", "expected more: at least 2").at(place);
            assert_eq!(Rule::parse(&rule.to_string()), Some(rule.clone()));
            assert_eq!(rule.path(value), path);
        }
        assert_eq!(Rule::parse("choices>unheard_of: detail"), None);
    }
}
