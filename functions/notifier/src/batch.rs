//! A batch of SQS: what is done with each message, and which of them come again.

use std::collections::HashMap;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::future::join_all;
use lambda_runtime::LambdaEvent;
use shared::{
    ids::LeadId,
    lead::LeadEvent,
    notice::pause,
    queue,
    telemetry::{self, SPANS, Seen, invocation},
};
use tracing::Instrument;

use crate::{App, Undelivered, deliver};

/// Handles an invocation with a batch of SQS: see [`handle_batch`].
pub async fn handle(app: &App, event: LambdaEvent<SqsEvent>) -> SqsBatchResponse {
    let (request_id, messages) = (event.context.request_id, event.payload.records.len());
    let (response, Seen { round_trips, cold_start, latency_ms, .. }) =
        invocation(&request_id, "batch", handle_batch(app, event.payload)).await;
    let failed = response.batch_item_failures.len();
    tracing::info!(request_id, messages, failed, latency_ms, round_trips, cold_start, "batch done");
    response
}

/// Handles a batch of SQS, and names the messages that must come again. The others are done, or lie in the dead-letter queue: nothing
/// is acknowledged that was not.
pub async fn handle_batch(app: &App, batch: SqsEvent) -> SqsBatchResponse {
    // Messages of one lead one after another: the first shows the lead as it is now, and the others find that done.
    let mut leads: HashMap<Option<LeadId>, Vec<(SqsMessage, Option<LeadEvent>)>> = HashMap::new();
    for message in batch.records {
        let event: Option<LeadEvent> = message.body.as_deref().and_then(|body| serde_json::from_str(body).ok());
        leads.entry(event.map(|event| event.lead_id)).or_default().push((message, event));
    }
    let failed = join_all(leads.into_values().map(|messages| handle_lead(app, messages))).await;
    let mut response = SqsBatchResponse::default();
    failed.into_iter().flatten().for_each(|id| response.add_failure(id));
    response
}

/// The ids of the messages that must come again.
async fn handle_lead(app: &App, messages: Vec<(SqsMessage, Option<LeadEvent>)>) -> Vec<String> {
    let mut failed = Vec::new();
    for (message, event) in messages {
        let span = tracing::info_span!(
            target: SPANS, "announce", otel.kind = "consumer", messaging.system = "aws_sqs",
            owner_id = event.map(|event| display(event.owner_id)), lead_id = event.map(|event| display(event.lead_id)),
        );
        let span = telemetry::continued(span, queue::parent(&message));
        if !is_done(app, &message, event).instrument(span).await {
            failed.push(message.message_id.unwrap_or_default());
        }
    }
    failed
}

/// Whether the message may be deleted. If not, the queue knows when to bring it again.
async fn is_done(app: &App, message: &SqsMessage, event: Option<LeadEvent>) -> bool {
    let message_id = message.message_id.as_deref();
    let Some(event) = event else {
        tracing::error!(message_id, "a message of the queue is no lead event");
        return app.queue.set_aside(message).await;
    };
    let Err(error) = deliver(app, event).await else { return true };
    let LeadEvent { owner_id, lead_id, .. } = event;
    let wait = match &error {
        Undelivered::GivenUp(_) => {
            tracing::error!(message_id, %owner_id, %lead_id, %error, "a lead could not be announced");
            return app.queue.set_aside(message).await;
        }
        Undelivered::Busy(wait) | Undelivered::Later(_, wait) => *wait,
        // Nobody could count this attempt but the queue.
        Undelivered::Database(_) => pause(receives(message)),
    };
    tracing::warn!(message_id, %owner_id, %lead_id, %error, "a lead could not be announced yet");
    app.queue.come_again(message, wait).await;
    false
}

/// How often the queue has handed the message over, this time included.
fn receives(message: &SqsMessage) -> u32 {
    message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or(1)
}
