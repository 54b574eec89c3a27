//! Argon2id, off the async threads and in memory that is kept.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{self, Output, Salt},
};
use secrecy::{ExposeSecret, SecretString};

use super::Password;

/// OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Verified where there is no account, so that an unknown e-mail costs the same time. No password has this hash.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password's hash as a PHC string, with the parameters it was made with.
#[derive(Clone, sqlx::Type)]
#[sqlx(transparent)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Of an account that nobody signs in to with a password.
    #[must_use]
    pub fn of_nobody() -> Self {
        Self(NOBODY.to_owned())
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(***)")
    }
}

/// Hashes and verifies passwords, one at a time, in one buffer that is never given back.
///
/// glibc does not use freed blocks of 19 MiB again: a process that allocates them anew for each hash grows by gigabytes.
/// One at a time, because the buffer is what a hash costs, and an instance of Lambda serves one request at a time anyway.
#[derive(Clone, Default)]
pub struct Passwords {
    memory: Arc<Mutex<Vec<Block>>>,
}

/// The parameters are wrong, or the thread of a hash died. Neither happens with parameters that are constants.
#[derive(Debug, thiserror::Error)]
#[error("hashing failed: {0}")]
pub struct HashFailed(String);

impl Passwords {
    /// The hash to store, with a fresh random salt.
    ///
    /// # Errors
    /// See [`HashFailed`].
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, HashFailed> {
        let memory = Arc::clone(&self.memory);
        off_the_async_threads(move || {
            let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(failed)?;
            let salt = Salt::generate();
            let output = digest(&memory, password.expose(), &salt, &params, Params::DEFAULT_OUTPUT_LEN)?;
            let hash = phc::PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params: (&params).try_into().map_err(failed)?,
                salt: Some(salt),
                hash: Some(output),
            };
            Ok(PasswordHash(hash.to_string()))
        })
        .await
    }

    /// Whether the password has that hash. Takes as long where there is none.
    ///
    /// # Errors
    /// See [`HashFailed`].
    pub async fn verify(&self, password: SecretString, hash: Option<PasswordHash>) -> Result<bool, HashFailed> {
        let memory = Arc::clone(&self.memory);
        off_the_async_threads(move || {
            let known = hash.is_some();
            let text = hash.map_or_else(|| NOBODY.to_owned(), |PasswordHash(text)| text);
            let hash = phc::PasswordHash::new(&text).map_err(failed)?;
            let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else { return Err(HashFailed("no salt".to_owned())) };
            let params = Params::try_from(&hash).map_err(failed)?;
            let output = digest(&memory, password.expose_secret().as_bytes(), salt, &params, expected.len())?;
            // `Output` compares in constant time.
            Ok(output == *expected && known)
        })
        .await
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

fn digest(
    memory: &Mutex<Vec<Block>>,
    password: &[u8],
    salt: &Salt,
    params: &Params,
    length: usize,
) -> Result<Output, HashFailed> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    // A panic in the middle of a hash leaves blocks that the next hash overwrites.
    let mut blocks = memory.lock().unwrap_or_else(PoisonError::into_inner);
    blocks.resize(params.block_count(), Block::default());
    let mut output = vec![0; length];
    argon2.hash_password_into_with_memory(password, salt, &mut output, blocks.as_mut_slice()).map_err(failed)?;
    Output::new(&output).map_err(failed)
}

async fn off_the_async_threads<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HashFailed> + Send + 'static,
) -> Result<T, HashFailed> {
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

fn failed(error: impl std::fmt::Display) -> HashFailed {
    HashFailed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn knows_the_password_again_and_no_other() {
        let passwords = Passwords::default();
        let hash = passwords.hash(Password::try_from("correct horse battery".to_owned()).unwrap()).await.unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.0);
        assert!(passwords.verify("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct horse batterx".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse battery".into(), None).await.unwrap());
    }
}
