//! Rows that time has made useless.

use shared::expiry::{self, Purged};
use tokio::time::Instant;

use crate::App;

/// Of each kind in one statement, which so takes some milliseconds.
const BATCH: u32 = 1000;

/// Deletes them, of all owners; how many.
pub(crate) async fn purge(app: &App, until: Instant) -> sqlx::Result<Purged> {
    let mut all = Purged::default();
    while Instant::now() < until {
        let mut tx = app.db.upkeep().await?;
        let purged = expiry::purge(&mut tx, BATCH).await?;
        tx.commit().await?;
        all.chat_requests += purged.chat_requests;
        all.usage_counters += purged.usage_counters;
        all.outbox += purged.outbox;
        if [purged.chat_requests, purged.usage_counters, purged.outbox].iter().all(|count| *count < BATCH.into()) {
            break;
        }
    }
    Ok(all)
}
