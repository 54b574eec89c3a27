//! A request that may come twice, because nobody can know whether the first one arrived.

use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::{database::TenantTx, ids::MessageId, rule::Rule};

/// Longer than any request lives (29 s): until then a second one waits for the first, after it the second takes over.
pub(super) const LEASE: Duration = Duration::from_secs(35);

/// The value of the header `Idempotency-Key`: 1 to 255 printable characters, made by the client for one message and sent with every
/// attempt of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for IdempotencyKey {
    type Error = Rule;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        match text.trim() {
            "" => Err(Rule::new("empty", "expected a key, or no such header")),
            key if key.chars().count() > 255 => Err(Rule::new("too_long", "expected at most 255 characters")),
            key if key.chars().any(char::is_control) => Err(Rule::new("invalid", "expected printable characters")),
            key => Ok(Self(key.to_owned())),
        }
    }
}

/// One attempt of a request with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The visitor as the request named them; empty where it named none.
    pub visitor: String,
    /// The key.
    pub key: IdempotencyKey,
    /// SHA-256 of what is asked, so that a key is not used for something else.
    pub fingerprint: [u8; 32],
}

impl Attempt {
    /// A request that comes once, as far as anybody knows.
    #[must_use]
    pub fn once() -> Self {
        Self::new(None, IdempotencyKey(uuid::Uuid::new_v4().to_string()), &[])
    }

    /// A request of that visitor, with what makes it this one and no other.
    #[must_use]
    pub fn new(visitor: Option<&str>, key: IdempotencyKey, parts: &[&[u8]]) -> Self {
        let digest =
            parts.iter().fold(Sha256::new(), |digest, part| digest.chain_update(part.len().to_be_bytes()).chain_update(part));
        Self { visitor: visitor.unwrap_or_default().to_owned(), key, fingerprint: digest.finalize().into() }
    }
}

/// What became of an earlier attempt with the same key.
#[derive(Debug)]
pub enum Earlier {
    /// It was answered with this.
    Answered(serde_json::Value),
    /// It is being worked on, for that long at most.
    Running(Duration),
    /// It asked for something else.
    Different,
}

/// The earlier attempt with this key, if there was one.
pub async fn find_attempt(tx: &mut TenantTx, attempt: &Attempt) -> sqlx::Result<Option<Earlier>> {
    let owner = tx.owner();
    let row = sqlx::query!(
        r#"
        select fingerprint, response,
            greatest(ceil(extract(epoch from leased_until - now())), 1)::bigint as "seconds!"
        from chat_requests
        where owner_id = $1 and visitor = $2 and key = $3
        "#,
        owner.0,
        attempt.visitor,
        attempt.key.as_str(),
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|row| match row.response {
        _ if row.fingerprint != attempt.fingerprint => Earlier::Different,
        Some(response) => Earlier::Answered(response),
        None => Earlier::Running(Duration::from_secs(row.seconds.unsigned_abs())),
    }))
}

/// A key that is ours, before its message is stored.
#[derive(Debug)]
pub struct Claimed {
    /// Which message it becomes.
    pub message: MessageId,
    /// What an attempt that was cut off has understood and stored.
    pub text: Option<String>,
}

/// Claims the key before the message can be stored: a voice message costs something before it is text.
///
/// None where another attempt has it, or where the transaction's counters are above a limit; nothing is to be kept then.
pub async fn claim_attempt(tx: &mut TenantTx, attempt: &Attempt) -> sqlx::Result<Option<Claimed>> {
    let owner = tx.owner();
    sqlx::query_as!(
        Claimed,
        r#"
        insert into chat_requests (owner_id, visitor, key, fingerprint, message_id, leased_until)
        select $1, $2, $3, $4, $5, now() + $6 from users
        where id = $1 and current_setting('app.over_limit', true) is distinct from 'true'
        on conflict on constraint chat_requests_pkey do update set leased_until = excluded.leased_until
            where chat_requests.response is null and chat_requests.fingerprint = excluded.fingerprint
                and chat_requests.leased_until < now()
        returning message_id as "message: MessageId", (
            select text from messages where messages.owner_id = $1 and messages.id = chat_requests.message_id
        ) as text
        "#,
        owner.0,
        attempt.visitor,
        attempt.key.as_str(),
        attempt.fingerprint.as_slice(),
        MessageId::new().0,
        LEASE as _,
    )
    .fetch_optional(tx.connection())
    .await
}

/// Gives a claimed key back, because nothing could be stored: the next attempt need not wait.
pub async fn release_attempt(tx: &mut TenantTx, attempt: &Attempt) -> sqlx::Result<()> {
    let owner = tx.owner();
    sqlx::query!(
        "update chat_requests set leased_until = now() where owner_id = $1 and visitor = $2 and key = $3 and response is null",
        owner.0,
        attempt.visitor,
        attempt.key.as_str(),
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}
