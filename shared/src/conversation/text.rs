//! The texts that a request brings.

use serde::{Deserialize, Serialize};

use crate::rule::{Rule, is_plain};

/// What a visitor says at once: 1 to 4,000 characters, not only blanks, no NUL.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct MessageText(String);

/// The longest message that a visitor may type, in characters.
const LONGEST_TYPED: usize = 4_000;
/// The longest transcript that is kept; twenty minutes of fast speech.
const LONGEST_SPOKEN: usize = 30_000;

impl MessageText {
    /// The text, without blanks around it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text of a voice message. What a microphone heard is not refused for its length: the end of a very long one is dropped.
    /// None where nothing was said.
    #[must_use]
    pub fn of_transcript(transcript: &str) -> Option<Self> {
        let kept: String = transcript.trim().chars().filter(|c| *c != '\0').take(LONGEST_SPOKEN).collect();
        (!kept.is_empty()).then_some(Self(kept))
    }
}

impl TryFrom<String> for MessageText {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(Rule::new("empty", "expected a message")),
            length if length > LONGEST_TYPED => Err(Rule::new("too_long", "expected at most 4000 characters")),
            _ if !is_plain(text) => Err(Rule::new("invalid", "expected no control characters but line breaks and tabs")),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

/// The site's own name for a visitor: 1 to 200 printable characters. Unique within one owner, and no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct ExternalId(String);

impl ExternalId {
    /// A name for a visitor whom the site did not name.
    #[must_use]
    pub fn random() -> Self {
        Self(uuid::Uuid::new_v4().to_string())
    }

    /// A name of ours for a visitor who opened the chat on a site.
    #[must_use]
    pub fn of_widget() -> Self {
        Self(format!("widget-{}", uuid::Uuid::new_v4()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ExternalId {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.chars().count() {
            0 => Err(Rule::new("empty", "expected a visitor's id, or none at all")),
            201.. => Err(Rule::new("too_long", "expected at most 200 characters")),
            _ if text.chars().any(char::is_control) => Err(Rule::new("invalid", "expected no control characters")),
            _ => Ok(Self(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_one_to_four_thousand_characters() {
        let code = |text: String| MessageText::try_from(text).err().map(|rule| rule.code);
        assert_eq!(code(String::new()), Some("empty"));
        assert_eq!(code(" \n\t ".to_owned()), Some("empty"));
        assert_eq!(code("я".repeat(4_000)), None);
        assert_eq!(code("я".repeat(4_001)), Some("too_long"));
        assert_eq!(code("a\0b".to_owned()), Some("invalid"));
        assert_eq!(code("two\r\nlines\tand a tab 👍🏽".to_owned()), None);
    }

    #[test]
    fn a_transcript_is_never_refused_for_its_length() {
        assert_eq!(MessageText::of_transcript(" \n"), None);
        assert_eq!(MessageText::of_transcript(&"я".repeat(40_000)).unwrap().as_str().chars().count(), LONGEST_SPOKEN);
    }
}
