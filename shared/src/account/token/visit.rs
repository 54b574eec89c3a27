//! Tokens of visitors: what a page may do on behalf of the visitor who opened the chat on it, and nothing of the owner's.

use std::time::Duration;

use jsonwebtoken::{Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::{ISSUER, Tokens, TokensError};
use crate::{conversation::ExternalId, ids::OwnerId};

/// Another type and another audience than an owner's, so that neither passes for the other (RFC 8725, 3.11).
const TYPE: &str = "vt+jwt";
const AUDIENCE: &str = "leadline-widget";

/// How long a visitor's token is good for.
pub const VISIT_LIFETIME: Duration = Duration::from_hours(1);
/// How long after that it still names the visitor to whoever opens the chat again.
const RENEWABLE: Duration = Duration::from_hours(24 * 30);

/// A visitor who opened the chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Whose site it is.
    pub owner: OwnerId,
    /// Who. Named by us, and known to nobody but the one browser.
    pub visitor: ExternalId,
    /// On which site, as the browser named it; None where it named none.
    pub origin: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: OwnerId,
    vis: ExternalId,
    #[serde(skip_serializing_if = "Option::is_none")]
    ori: Option<String>,
    iat: u64,
    exp: u64,
    iss: String,
    aud: String,
}

impl Tokens {
    /// A token for that visit.
    ///
    /// # Errors
    /// See [`TokensError`].
    pub fn issue_visit(&self, visit: &Visit) -> Result<String, TokensError> {
        let now = jsonwebtoken::get_current_timestamp();
        self.sign_visit(visit, now, now + VISIT_LIFETIME.as_secs())
    }

    /// The visit whose token it is; None where it is not one of ours, or has expired.
    #[must_use]
    pub fn verify_visit(&self, token: &str) -> Option<Visit> {
        self.read_visit(token, Duration::ZERO)
    }

    /// As [`verify_visit`](Self::verify_visit), for thirty days after it has expired: it still says who the visitor is.
    #[must_use]
    pub fn remember_visit(&self, token: &str) -> Option<Visit> {
        self.read_visit(token, RENEWABLE)
    }

    fn read_visit(&self, token: &str, leeway: Duration) -> Option<Visit> {
        let mut validation = Validation::new(self.0.algorithm);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = leeway.as_secs();
        let token = decode::<Claims>(token, &self.0.verifying, &validation).ok()?;
        let Claims { sub: owner, vis: visitor, ori: origin, .. } = token.claims;
        (token.header.typ.as_deref() == Some(TYPE)).then_some(Visit { owner, visitor, origin })
    }

    fn sign_visit(&self, visit: &Visit, iat: u64, exp: u64) -> Result<String, TokensError> {
        let Visit { owner, visitor, origin } = visit.clone();
        let claims = Claims { sub: owner, vis: visitor, ori: origin, iat, exp, iss: ISSUER.into(), aud: AUDIENCE.into() };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(self.0.algorithm) };
        Ok(encode(&header, &claims, &self.0.signing)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::TokenConfig, contact::Email};

    const DAY: u64 = 24 * 60 * 60;

    fn visit() -> Visit {
        let visitor = ExternalId::random();
        Visit { owner: OwnerId::new(), visitor, origin: Some("https://flowers.example".to_owned()) }
    }

    #[test]
    fn names_the_visit_for_an_hour_and_the_visitor_for_thirty_days_more() {
        let (tokens, visit) = (Tokens::new(&TokenConfig::development()), visit());
        let fresh = tokens.issue_visit(&visit).unwrap();
        assert_eq!((tokens.verify_visit(&fresh), tokens.remember_visit(&fresh)), (Some(visit.clone()), Some(visit.clone())));
        let now = jsonwebtoken::get_current_timestamp();
        let ended = |days: u64| tokens.sign_visit(&visit, now - days * DAY - 3600, now - days * DAY - 1).unwrap();
        assert_eq!((tokens.verify_visit(&ended(0)), tokens.remember_visit(&ended(29))), (None, Some(visit.clone())));
        assert_eq!(tokens.remember_visit(&ended(30)), None);
    }

    #[test]
    fn neither_a_visitor_nor_an_owner_passes_for_the_other() {
        let (tokens, visit) = (Tokens::new(&TokenConfig::development()), visit());
        let email = Email::try_from("owner@flowers.example".to_owned()).unwrap();
        assert_eq!(tokens.verify(&tokens.issue_visit(&visit).unwrap()), None);
        assert_eq!(tokens.remember_visit(&tokens.issue(visit.owner, &email).unwrap()), None);
    }
}
