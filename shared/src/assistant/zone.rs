//! Time zones.

use serde::{Deserialize, Serialize};

use crate::rule::Rule;

/// The name of a time zone, such as `Europe/Moscow`: at most 64 characters.
///
/// Which names there are, the database knows (`pg_timezone_names`): a name that it does not know is refused when it is to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct TimeZone(String);

impl TimeZone {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The zone that a browser says it is in; None for what is no name of a zone. A browser may send what its user cannot change, so nothing
    /// is refused here, and a zone without a place (`Etc/Unknown`) is dropped when it is stored.
    #[must_use]
    pub fn of_browser(name: &str) -> Option<Self> {
        Self::try_from(name.to_owned()).ok()
    }

    /// Why a name is refused.
    #[must_use]
    pub fn unknown() -> Rule {
        Rule::new("invalid", "expected the name of a time zone such as Europe/Moscow")
    }
}

impl TryFrom<String> for TimeZone {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let name = text.trim();
        let is_name =
            (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte));
        if is_name { Ok(Self(name.to_owned())) } else { Err(Self::unknown()) }
    }
}
