//! What the function is invoked with: a batch of SQS, or the doctor.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use lambda_runtime::LambdaEvent;
use serde::{Deserialize, Serialize};
use shared::doctor::Report;

use crate::{App, handle};

/// An event.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Invocation {
    /// A direct invocation with `{"doctor": true}`, as a deployment's smoke test does.
    Doctor {
        /// True.
        doctor: bool,
    },
    /// From the queue of lead events.
    Batch(SqsEvent),
}

/// The answer to it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    /// What the doctor found.
    Report(Report),
    /// The messages to redeliver.
    Batch(SqsBatchResponse),
}

/// Answers an event.
pub async fn answer(app: &App, event: LambdaEvent<Invocation>) -> Outcome {
    match event.payload {
        Invocation::Doctor { .. } => Outcome::Report(app.doctor().examine().await),
        Invocation::Batch(batch) => Outcome::Batch(handle(app, LambdaEvent::new(batch, event.context)).await),
    }
}
