//! Lead events that no queue took: a turn was cut off, or the queue was away, and the owner had no other turn since.

use std::time::Duration;

use shared::{
    lead,
    telemetry::{Counted, count},
};
use tokio::time::Instant;

use crate::App;

/// A younger one may still be on its way by the turn that made it.
const STALE: Duration = Duration::from_mins(1);
/// As many as SQS takes at once, so that a crash repeats no more.
const BATCH: u32 = 10;

/// Sends them, of all owners, oldest first; how many the queue has for certain, which are marked.
pub(crate) async fn send(app: &App, until: Instant) -> sqlx::Result<u64> {
    let mut sent = 0;
    while Instant::now() < until {
        let mut tx = app.db.relay().await?;
        let stale = lead::unsent(&mut tx, STALE, BATCH).await?;
        tx.end().await?;
        count(Counted::OutboxLeftBehind, stale.len() as u64);
        let taken = app.queue.send(&stale).await;
        lead::mark_sent(&app.db, &taken).await?;
        sent += taken.len() as u64;
        // The queue is away, or these were the last.
        if taken.is_empty() || stale.len() < BATCH as usize {
            break;
        }
    }
    Ok(sent)
}
