//! The shape in which a domain type says why it refused its input.

use std::fmt;

/// Why a value is refused: a code that a page can translate, and a sentence for people.
///
/// Written as `code: detail`, because serde hands the errors of `try_from` on as text only; [`Rule::parse`] takes it apart again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Stable and machine-readable, such as `too_short`.
    pub code: &'static str,
    /// What would have been accepted.
    pub detail: String,
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
        Self { code, detail: detail.into() }
    }

    /// The rule inside an error text of serde, if it is one of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (code, detail) = text.split_once(": ")?;
        let code = CODES.iter().find(|known| **known == code)?;
        Some(Self { code, detail: detail.to_owned() })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Rule {}

/// Whether PostgreSQL can store the text and a person can read it: no NUL, no other control characters but line breaks and tabs.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}
