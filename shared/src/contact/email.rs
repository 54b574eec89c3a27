//! E-mail addresses.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::rule::Rule;

/// An e-mail address in lower case: 3 to 254 characters (RFC 5321), one `@`, a domain with a dot.
///
/// Not a proof that anybody reads it; only a message that arrives is. Compared without case, which is how people write addresses,
/// though RFC 5321 lets the part before the `@` be case-sensitive.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(try_from = "String", into = "String")]
#[sqlx(transparent)]
pub struct Email(String);

impl Email {
    /// The whole address. For storing and sending; logs get the masked `Debug`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim().to_lowercase();
        let refused = || Rule::new("invalid", "expected an e-mail address such as name@example.com");
        let (local, domain) = text.rsplit_once('@').ok_or_else(refused)?;
        let whole = text.chars().count() <= 254 && local.chars().count() <= 64;
        if whole && is_local(local) && is_domain(domain) { Ok(Self(text)) } else { Err(refused()) }
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let domain = self.0.rsplit_once('@').map_or("", |(_, domain)| domain);
        write!(f, "Email(***@{domain})")
    }
}

/// The unquoted form of RFC 5322, with the letters of every script (RFC 6531). Quoted local parts are real and nobody has one.
fn is_local(local: &str) -> bool {
    !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c))
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let label = |label: &&str| {
        !label.is_empty()
            && label.chars().count() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let named = labels.last().is_some_and(|top| top.chars().count() >= 2 && top.chars().any(char::is_alphabetic));
    labels.len() >= 2 && named && labels.iter().all(label)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_what_people_write_and_refuses_what_no_server_would_take() {
        for good in ["a@b.co", " Ivan.Petrov@Mail.RU ", "o'brien+shop@sub.example.com", "почта@пример.рф", "x_1@ex-ample.org"]
        {
            assert!(Email::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in
            ["", "@", "a@", "@b.co", "a@b", "a b@c.de", "a@b..co", ".a@b.co", "a.@b.co", "a@-b.co", "a@1.2", "a\0@b.co", "a@b.c"]
        {
            assert!(Email::try_from(bad.to_owned()).is_err(), "{bad:?}");
        }
        assert!(Email::try_from(format!("{}@example.com", "a".repeat(65))).is_err());
        assert!(Email::try_from(format!("a@{}.com", "b".repeat(64))).is_err());
    }

    #[test]
    fn hides_the_person_in_debug_output() {
        let email = Email::try_from("ivan@mail.ru".to_owned()).unwrap();
        assert_eq!(format!("{email:?}"), "Email(***@mail.ru)");
    }

    proptest! {
        #[test]
        fn what_was_accepted_once_is_accepted_again_unchanged(text in ".{0,40}@.{0,40}\\.[a-z]{2,4}") {
            if let Ok(email) = Email::try_from(text) {
                prop_assert_eq!(Email::try_from(email.as_str().to_owned()).unwrap(), email);
            }
        }
    }
}
