//! Which chat.

use serde::Deserialize;

use crate::rule::Rule;

/// A chat as the Bot API names it: a number other than 0, negative for groups, or the `@name` of a public channel or group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ChatId(String);

/// Telegram's ids have at most 52 significant bits (Bot API, `Chat`).
const LARGEST: i64 = 1 << 52;

impl ChatId {
    /// As the Bot API takes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ChatId {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        let number = text.parse::<i64>().ok().filter(|id| *id != 0 && id.abs() < LARGEST).map(|id| id.to_string());
        let name = || text.strip_prefix('@').filter(|name| is_name(name)).map(|_| text.to_owned());
        number.or_else(name).map(Self).ok_or_else(|| {
            Rule::new("invalid", "expected the number of a chat, such as -1001234567890, or the @name of a channel")
        })
    }
}

fn is_name(name: &str) -> bool {
    (4..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_is_a_number_or_a_name() {
        for (text, expected) in [
            ("42", Some("42")),
            (" -1001234567890 ", Some("-1001234567890")),
            ("+42", Some("42")),
            ("@flowers_example", Some("@flowers_example")),
            ("", None),
            ("0", None),
            ("9223372036854775807", None),
            ("-9223372036854775807", None),
            ("99999999999999999999", None),
            ("flowers", None),
            ("@abc", None),
            ("@1flowers", None),
            ("@цветы", None),
            ("https://t.me/flowers", None),
            ("4.2", None),
        ] {
            assert_eq!(ChatId::try_from(text.to_owned()).ok().as_ref().map(ChatId::as_str), expected, "{text}");
        }
    }
}
