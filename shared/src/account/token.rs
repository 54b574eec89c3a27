//! Access tokens: JWT (RFC 7519), with the precautions of RFC 8725.

mod visit;

use std::{sync::Arc, time::Duration};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use visit::{VISIT_LIFETIME, Visit};

use crate::{config::TokenConfig, contact::Email, ids::OwnerId};

/// Says what kind of token it is, so that no other one signed with the same key passes for it (RFC 9068).
const TYPE: &str = "at+jwt";
const ISSUER: &str = "leadline";
const AUDIENCE: &str = "leadline-api";

/// Signs and verifies access tokens. Cheap to clone.
#[derive(Clone)]
pub struct Tokens(Arc<Keys>);

struct Keys {
    algorithm: Algorithm,
    signing: EncodingKey,
    verifying: DecodingKey,
    validation: Validation,
    lifetime: Duration,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: OwnerId,
    email: String,
    iat: u64,
    exp: u64,
    iss: String,
    aud: String,
    jti: Uuid,
}

/// The token could not be signed; happens only with a key of another kind than the algorithm.
#[derive(Debug, thiserror::Error)]
#[error("the token could not be signed")]
pub struct TokensError(#[from] jsonwebtoken::errors::Error);

impl Tokens {
    /// Tokens of that key.
    #[must_use]
    pub fn new(config: &TokenConfig) -> Self {
        let secret = config.secret.expose_secret().as_bytes();
        // The one algorithm that tokens are signed with: whatever a token's header says of itself is not asked.
        let mut validation = Validation::new(config.algorithm);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = 0;
        Self(Arc::new(Keys {
            algorithm: config.algorithm,
            signing: EncodingKey::from_secret(secret),
            verifying: DecodingKey::from_secret(secret),
            validation,
            lifetime: Duration::from_secs(60 * u64::from(config.expire_minutes)),
        }))
    }

    /// A token for that owner.
    ///
    /// # Errors
    /// See [`TokensError`].
    pub fn issue(&self, owner: OwnerId, email: &Email) -> Result<String, TokensError> {
        let now = jsonwebtoken::get_current_timestamp();
        self.sign(owner, email, now, now + self.0.lifetime.as_secs())
    }

    /// How long a token lasts.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.0.lifetime
    }

    /// The owner whose token it is; None where it is not one of ours, or has expired.
    #[must_use]
    pub fn verify(&self, token: &str) -> Option<OwnerId> {
        let token = decode::<Claims>(token, &self.0.verifying, &self.0.validation).ok()?;
        (token.header.typ.as_deref() == Some(TYPE)).then_some(token.claims.sub)
    }

    fn sign(&self, owner: OwnerId, email: &Email, iat: u64, exp: u64) -> Result<String, TokensError> {
        let claims = Claims {
            sub: owner,
            email: email.as_str().to_owned(),
            iat,
            exp,
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            jti: Uuid::new_v4(),
        };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(self.0.algorithm) };
        Ok(encode(&header, &claims, &self.0.signing)?)
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(***)")
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn tokens(secret: &str, algorithm: Algorithm) -> Tokens {
        Tokens::new(&TokenConfig { secret: secret.into(), algorithm, expire_minutes: 60 })
    }

    fn ours() -> Tokens {
        tokens("0123456789abcdef0123456789abcdef", Algorithm::HS256)
    }

    fn email() -> Email {
        Email::try_from("owner@flowers.example".to_owned()).unwrap()
    }

    fn claims(token: &str) -> Value {
        let middle = token.split('.').nth(1).unwrap();
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(middle).unwrap()).unwrap()
    }

    /// A token with our key and these changes.
    fn forged(header: &Header, changes: &Value) -> String {
        let mut claims = claims(&ours().issue(OwnerId::new(), &email()).unwrap());
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        encode(header, &claims, &ours().0.signing).unwrap()
    }

    #[test]
    fn names_the_owner_and_everything_else_that_the_contract_asks_for() {
        let owner = OwnerId::new();
        let token = ours().issue(owner, &email()).unwrap();
        assert_eq!(ours().verify(&token), Some(owner));
        let claims = claims(&token);
        for name in ["sub", "email", "iat", "exp", "iss", "aud", "jti"] {
            assert!(!claims[name].is_null(), "{name}");
        }
        assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 3600);
    }

    #[test]
    fn refuses_what_is_not_ours_or_not_an_access_token_any_more() {
        let access = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::HS256) };
        let now = jsonwebtoken::get_current_timestamp();
        assert!(ours().verify(&forged(&access, &json!({}))).is_some(), "the forger's tool works");
        for changes in
            [json!({ "exp": now - 1 }), json!({ "aud": "another-api" }), json!({ "iss": "somebody" }), json!({ "sub": "me" })]
        {
            assert_eq!(ours().verify(&forged(&access, &changes)), None, "{changes}");
        }
        assert_eq!(ours().verify(&forged(&Header::new(Algorithm::HS256), &json!({}))), None, "another type");
        let other_key = tokens("another secret of thirty-two bytes", Algorithm::HS256).issue(OwnerId::new(), &email()).unwrap();
        assert_eq!(ours().verify(&other_key), None);
        let other_algorithm =
            tokens("0123456789abcdef0123456789abcdef", Algorithm::HS512).issue(OwnerId::new(), &email()).unwrap();
        assert_eq!(ours().verify(&other_algorithm), None);
    }

    #[test]
    fn refuses_a_token_without_a_signature() {
        let token = ours().issue(OwnerId::new(), &email()).unwrap();
        let payload = token.split('.').nth(1).unwrap();
        for algorithm in ["none", "None", "NONE"] {
            let header = BASE64_URL_SAFE_NO_PAD.encode(json!({ "alg": algorithm, "typ": TYPE }).to_string());
            assert_eq!(ours().verify(&format!("{header}.{payload}.")), None);
        }
    }

    proptest! {
        #[test]
        fn one_changed_character_is_one_too_many(at in 0usize..400, to in "[A-Za-z0-9_-]") {
            let token = ours().issue(OwnerId::new(), &email()).unwrap();
            let at = at % token.len();
            // The last character of a part may hold bits that mean nothing.
            let insignificant = token[at + 1..].starts_with('.') || at + 1 == token.len();
            prop_assume!(token.as_bytes()[at] != b'.' && !insignificant && !token[at..].starts_with(&to));
            let mut changed = token.clone();
            changed.replace_range(at..=at, &to);
            prop_assert_eq!(ours().verify(&changed), None);
        }

        #[test]
        fn never_panics(text in "\\PC{0,80}") {
            prop_assert_eq!(ours().verify(&text), None);
        }
    }
}
