//! The queue of lead events, between the functions that find leads and the one that announces them.

mod consumer;
mod trace;

use std::sync::Arc;

use aws_sdk_sqs::{Client, error::DisplayErrorContext, types::SendMessageBatchRequestEntry};
use tokio::sync::Notify;
use tracing::Instrument;

pub use consumer::Consumer;
pub use trace::parent;

use crate::{
    aws,
    config::QueueConfig,
    https::Https,
    ids::OutboxId,
    lead::LeadEvent,
    telemetry::{Counted, SPANS, count},
};

/// How many messages SQS takes at once.
const BATCH: usize = 10;

/// Where lead events go. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Queue {
    /// A standard queue of SQS, fair between owners: the message group is the owner.
    Sqs {
        /// With region and credentials.
        client: Client,
        /// Of the queue.
        url: String,
    },
    /// One machine: the outbox itself is the queue, and this wakes the task that carries its rows to the notifier.
    Local(Arc<Notify>),
}

impl Queue {
    /// A queue of SQS. Connects at the first call.
    ///
    /// # Errors
    /// The TLS library could not be set up.
    pub fn sqs(config: &QueueConfig, https: &Https) -> reqwest::Result<Self> {
        Ok(Self::Sqs { client: Client::new(&aws::sdk(&config.aws, https)?), url: config.url.clone() })
    }

    /// Hands events over, and tells which of them the queue has for certain. The others stay in the outbox and are sent again later,
    /// so a failure here is logged and is no failure of the caller.
    pub async fn send(&self, events: &[LeadEvent]) -> Vec<OutboxId> {
        match self {
            Self::Local(wake) => {
                if !events.is_empty() {
                    wake.notify_one();
                }
                Vec::new()
            }
            Self::Sqs { client, url } => {
                let mut taken = Vec::new();
                for batch in events.chunks(BATCH) {
                    let span = tracing::info_span!(
                        target: SPANS, "send lead events", otel.kind = "producer", messaging.system = "aws_sqs",
                        messaging.batch.message_count = batch.len(),
                    );
                    taken.extend(send_batch(client, url, batch).instrument(span).await);
                }
                taken
            }
        }
    }
}

async fn send_batch(client: &Client, url: &str, batch: &[LeadEvent]) -> Vec<OutboxId> {
    let traceparent = trace::attribute();
    let entries = batch.iter().filter_map(|event| {
        SendMessageBatchRequestEntry::builder()
            .id(event.outbox_id.to_string())
            .message_body(serde_json::to_string(event).ok()?)
            .message_group_id(event.owner_id.to_string())
            .set_message_attributes(traceparent.clone())
            .build()
            .ok()
    });
    match client.send_message_batch().queue_url(url).set_entries(Some(entries.collect())).send().await {
        Ok(answer) => {
            for failed in answer.failed() {
                count(Counted::QueueFailures, 1);
                tracing::error!(outbox_id = failed.id(), code = failed.code(), "the queue refused a lead event");
            }
            let taken = |event: &&LeadEvent| answer.successful().iter().any(|entry| entry.id() == event.outbox_id.to_string());
            batch.iter().filter(taken).map(|event| event.outbox_id).collect()
        }
        Err(error) => {
            count(Counted::QueueFailures, batch.len() as u64);
            tracing::error!(error = %DisplayErrorContext(error), events = batch.len(), "the queue is away");
            Vec::new()
        }
    }
}
