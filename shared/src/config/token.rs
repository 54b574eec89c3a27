//! `SECRET_KEY`, `ALGORITHM`, `ACCESS_TOKEN_EXPIRE_MINUTES`.

use jsonwebtoken::Algorithm;
use secrecy::{ExposeSecret, SecretString};

use super::Reader;

/// The key of one's own machine. Known to everybody, so refused unless `DEV_MODE` is on.
pub const DEVELOPMENT_SECRET: &str = "leadline-development-key-known-to-everybody";

/// How access tokens are signed.
#[derive(Debug, Clone)]
pub struct TokenConfig {
    /// At least 32 bytes.
    pub secret: SecretString,
    /// One of HMAC's; tokens of any other are refused.
    pub algorithm: Algorithm,
    /// How long a token lasts.
    pub expire_minutes: u32,
}

impl TokenConfig {
    /// Reads `SECRET_KEY`, `ALGORITHM` (HS256) and `ACCESS_TOKEN_EXPIRE_MINUTES` (10080: a week).
    pub fn read(reader: &mut Reader) -> Self {
        const HOLDS: &str = "expected at least 32 random bytes, such as `openssl rand -hex 32` prints";
        let secret: SecretString = match reader.optional("SECRET_KEY") {
            Some(secret) => secret.into(),
            None if reader.dev_mode() => DEVELOPMENT_SECRET.into(),
            None => reader.secret("SECRET_KEY", HOLDS),
        };
        let exposed = secret.expose_secret();
        let weak = exposed.len() < 32 || (exposed == DEVELOPMENT_SECRET && !reader.dev_mode());
        if weak && !exposed.is_empty() {
            reader.refuse("SECRET_KEY", HOLDS);
        }
        let algorithm = reader.parsed("ALGORITHM", Algorithm::HS256, "expected HS256, HS384 or HS512");
        if !matches!(algorithm, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512) {
            reader.refuse("ALGORITHM", "expected HS256, HS384 or HS512");
        }
        let expire_minutes = reader.parsed("ACCESS_TOKEN_EXPIRE_MINUTES", 10_080, "expected a number of minutes");
        Self { secret, algorithm, expire_minutes }
    }

    /// One's own machine: the key that everybody knows.
    #[must_use]
    pub fn development() -> Self {
        Self { secret: DEVELOPMENT_SECRET.into(), algorithm: Algorithm::HS256, expire_minutes: 10_080 }
    }
}
