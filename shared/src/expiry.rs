//! What time has made useless, of all owners.

use crate::database::UpkeepTx;

/// How many rows were deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Answers kept for requests that might come twice; for a day.
    pub chat_requests: u64,
    /// What was used within a minute, a day or a month that is over.
    pub usage_counters: u64,
    /// Rows of the outbox that a queue took a week ago or more.
    pub outbox: u64,
}

/// Deletes expired rows, of each kind at most so many, so that no statement takes long; one round trip.
pub async fn purge(tx: &mut UpkeepTx, at_most: u32) -> sqlx::Result<Purged> {
    // The conditions are those of the policies too, which would hide and keep every other row.
    let deleted = sqlx::query!(
        r#"
        with chat_requests as (
            delete from chat_requests where ctid = any(array(
                select ctid from chat_requests where expires_at < now() limit $1
            )) returning 1
        ), usage_counters as (
            delete from usage_counters where ctid = any(array(
                select ctid from usage_counters where expires_at < now() limit $1
            )) returning 1
        ), outbox as (
            delete from outbox where ctid = any(array(
                select ctid from outbox where sent_at < now() - interval '7 days' limit $1
            )) returning 1
        )
        select
            (select count(*) from chat_requests) as "chat_requests!",
            (select count(*) from usage_counters) as "usage_counters!",
            (select count(*) from outbox) as "outbox!"
        "#,
        i64::from(at_most),
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(Purged {
        chat_requests: deleted.chat_requests.unsigned_abs(),
        usage_counters: deleted.usage_counters.unsigned_abs(),
        outbox: deleted.outbox.unsigned_abs(),
    })
}
