//! Passwords as people choose them.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zxcvbn::zxcvbn;

use crate::rule::Rule;

/// A password that an account may have: 8 to 256 characters of any kind, and none of the common ones.
///
/// OWASP ASVS 5.0: 6.2.1 (at least 8), 6.2.4 (not among the 3000 most common), 6.2.5 (no rules of composition), 6.2.9 (at least 64
/// allowed). Taken as it is typed: nothing is trimmed or folded.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Password(SecretString);

/// ASVS 5.0, 6.2.4.
const COMMON: u64 = 3000;

impl Password {
    pub(super) fn expose(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl TryFrom<String> for Password {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.chars().count() {
            0..8 => Err(Rule::new("too_short", "expected at least 8 characters; 15 and more are better")),
            257.. => Err(Rule::new("too_long", "expected at most 256 characters")),
            _ if is_common(&text) => Err(Rule::new("too_common", "this password is among the most common ones: choose another")),
            _ => Ok(Self(text.into())),
        }
    }
}

/// Whether it is among the passwords that are tried first, or as easy to guess as one ("aaaaaaaa", "12345678").
fn is_common(text: &str) -> bool {
    // No list holds longer ones, and the estimate's time grows with the square of the length.
    text.chars().count() <= 40 && zxcvbn(text, &[]).guesses() <= COMMON
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        Password::try_from(text.to_owned()).err().map(|rule| rule.code)
    }

    #[test]
    fn refuses_short_long_and_common_ones_and_no_others() {
        for common in ["password", "12345678", "qwertyuiop", "Password", "password1", "aaaaaaaa", "iloveyou", "football"] {
            assert_eq!(code(common), Some("too_common"), "{common}");
        }
        assert_eq!(code("1234567"), Some("too_short"));
        assert_eq!(code(&"я".repeat(257)), Some("too_long"));
        for good in ["correct horse battery", "пароль из четырёх слов", "        x", "x9$kQ2vL", &"я".repeat(256)]
        {
            assert_eq!(code(good), None, "{good}");
        }
    }
}
