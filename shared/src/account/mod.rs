//! Owners: who they are, how they prove it.

mod password;
mod password_hash;
mod store;
mod token;

use ::time::OffsetDateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use password::Password;
pub use password_hash::{HashFailed, PasswordHash, Passwords};
pub use store::{NewAccount, Registered, create, find, find_credentials};
pub use token::{Tokens, TokensError, VISIT_LIFETIME, Visit};

use crate::{contact::Region, database::as_text, ids::OwnerId, rule::Rule};

/// An owner's account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Account {
    /// The owner.
    pub id: OwnerId,
    /// In lower case.
    #[schema(example = "owner@flowers.example")]
    pub email: String,
    /// As the assistant says it.
    pub company_name: String,
    /// In which Leadline speaks to the owner.
    pub language: Language,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}

/// In which language an owner is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Decode, sqlx::Encode, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// Russian.
    Ru,
}

as_text!(Language);

impl Language {
    /// The language of a browser's `Accept-Language`, as far as it is one of ours.
    #[must_use]
    pub fn of_browser(accept_language: &str) -> Self {
        let first = accept_language.split([',', ';', '-']).next().unwrap_or_default().trim();
        if first.eq_ignore_ascii_case("ru") { Self::Ru } else { Self::En }
    }

    /// Where an owner of that language dials numbers without a country's code, until the owner says otherwise.
    #[must_use]
    pub fn usual_region(self) -> Region {
        match self {
            Self::En => Region::US,
            Self::Ru => Region::RU,
        }
    }
}

/// A company's name: 1 to 120 characters, not only blanks.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct CompanyName(String);

impl CompanyName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CompanyName {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(Rule::new("empty", "expected a name")),
            121.. => Err(Rule::new("too_long", "expected at most 120 characters")),
            _ if text.chars().any(char::is_control) => Err(Rule::new("invalid", "expected no control characters")),
            _ => Ok(Self(text.to_owned())),
        }
    }
}
