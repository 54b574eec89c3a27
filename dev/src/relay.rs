//! The queue of one machine: rows of the outbox, handed to the notifier's own handler until it has done them.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use shared::{
    ids::OutboxId,
    lead::{self, LeadEvent},
};
use tokio::{sync::Notify, time::timeout};

use crate::terminal::Failure;

/// How often the outbox is looked at where nobody says that there is something new.
const EVERY: Duration = Duration::from_secs(2);
/// As many as SQS hands over at once.
const BATCH: usize = 10;
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Rows that failed: how often, and when they come again.
type Pauses = HashMap<OutboxId, (u32, Instant)>;

/// Carries rows until the process ends. A row is marked only when it is done, so a crash at any point repeats and never loses.
pub(crate) async fn relay(notifier: notifier::App, wake: Arc<Notify>) {
    let mut pauses = Pauses::new();
    loop {
        let _ = timeout(EVERY, wake.notified()).await;
        if let Err(error) = carry(&notifier, &mut pauses).await {
            tracing::warn!(%error, "the outbox could not be read");
        }
    }
}

async fn carry(notifier: &notifier::App, pauses: &mut Pauses) -> Result<(), Failure> {
    let mut tx = notifier.db.relay().await?;
    let unsent = lead::unsent(&mut tx, Duration::ZERO, 1000).await?;
    tx.end().await?;
    let now = Instant::now();
    let due: Vec<LeadEvent> =
        unsent.into_iter().filter(|event| pauses.get(&event.outbox_id).is_none_or(|(_, until)| *until <= now)).collect();
    for batch in due.chunks(BATCH) {
        let response = notifier::handle_batch(notifier, as_batch(batch)?).await;
        let failed = |event: &LeadEvent| {
            response.batch_item_failures.iter().any(|failure| failure.item_identifier == event.outbox_id.to_string())
        };
        let (failed, done): (Vec<LeadEvent>, Vec<LeadEvent>) = batch.iter().partition(|event| failed(event));
        for LeadEvent { outbox_id, .. } in failed {
            let attempts = pauses.get(&outbox_id).map_or(0, |(attempts, _)| *attempts);
            let pause = LONGEST_PAUSE.min(FIRST_PAUSE * 2_u32.saturating_pow(attempts));
            pauses.insert(outbox_id, (attempts + 1, Instant::now() + pause));
        }
        let done: Vec<OutboxId> = done.iter().map(|event| event.outbox_id).collect();
        pauses.retain(|id, _| !done.contains(id));
        lead::mark_sent(&notifier.db, &done).await?;
    }
    Ok(())
}

/// What SQS would hand to Lambda.
fn as_batch(events: &[LeadEvent]) -> Result<SqsEvent, Failure> {
    let mut batch = SqsEvent::default();
    for event in events {
        let mut message = SqsMessage::default();
        message.message_id = Some(event.outbox_id.to_string());
        message.body = Some(serde_json::to_string(event)?);
        batch.records.push(message);
    }
    Ok(batch)
}
