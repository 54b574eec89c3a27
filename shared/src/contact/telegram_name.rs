//! Telegram user names.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::rule::Rule;

/// A Telegram user name in lower case, without its `@`: 5 to 32 Latin letters, digits and underscores, a letter first and no
/// underscore last (Telegram's FAQ, "Usernames and t.me"). Case does not count there.
///
/// Not a proof that anybody has it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(try_from = "String", into = "String")]
#[sqlx(transparent)]
pub struct TelegramName(String);

impl TelegramName {
    /// The whole name. For storing and sending; logs get the masked `Debug`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TelegramName {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        let name = text.strip_prefix('@').unwrap_or(text).to_ascii_lowercase();
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let ends = name.starts_with(|first: char| first.is_ascii_alphabetic()) && !name.ends_with('_');
        if (5..=32).contains(&name.len()) && plain && ends {
            Ok(Self(name))
        } else {
            Err(Rule::new("invalid", "expected a Telegram user name such as ivan_petrov"))
        }
    }
}

impl From<TelegramName> for String {
    fn from(name: TelegramName) -> Self {
        name.0
    }
}

impl fmt::Debug for TelegramName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.get(self.0.len().saturating_sub(2)..).unwrap_or_default();
        write!(f, "TelegramName(***{last})")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_what_telegram_takes() {
        for good in ["ivan_petrov", "@Ivan_Petrov", " abcde ", "a1234", "a__bc"] {
            assert!(TelegramName::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "@", "ivan", "1ivan", "_ivan", "ivan_", "ivan petrov", "иван_петров", "ivan-petrov", "@@ivan_petrov"]
        {
            assert!(TelegramName::try_from(bad.to_owned()).is_err(), "{bad:?}");
        }
        assert!(TelegramName::try_from("a".repeat(32)).is_ok());
        assert!(TelegramName::try_from("a".repeat(33)).is_err());
    }

    #[test]
    fn hides_the_person_in_debug_output() {
        let name = TelegramName::try_from("Ivan_Petrov".to_owned()).unwrap();
        assert_eq!(format!("{name:?}"), "TelegramName(***ov)");
    }

    proptest! {
        #[test]
        fn what_was_accepted_once_is_accepted_again_unchanged(text in "@?[a-zA-Z0-9_]{1,34}") {
            if let Ok(name) = TelegramName::try_from(text) {
                prop_assert_eq!(TelegramName::try_from(name.as_str().to_owned()).unwrap(), name);
            }
        }
    }
}
