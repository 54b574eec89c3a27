//! From the queue to Telegram: announces leads, and edits the announcement when a lead grows.

mod deliver;

use std::collections::HashMap;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use futures::future::join_all;
use shared::{
    config::{DatabaseConfig, Reader, StartError, TelegramConfig},
    database::Database,
    ids::LeadId,
    lead::LeadEvent,
    telegram::Telegram,
};

pub use deliver::{Undelivered, deliver};

/// All that the function may use.
#[derive(Debug, Clone)]
pub struct App {
    /// Leads and deliveries.
    pub db: Database,
    /// The bot.
    pub telegram: Telegram,
    /// The chat of owners who have set none.
    pub default_chat_id: Option<String>,
}

impl App {
    /// The app of this process's environment.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn from_env() -> Result<Self, StartError> {
        let mut reader = Reader::from_env();
        let (database, telegram) = (DatabaseConfig::read(&mut reader), TelegramConfig::read(&mut reader));
        let (database, telegram) = reader.finish((database, telegram))?;
        Ok(Self {
            db: Database::connect_lazy(&database),
            telegram: Telegram::new(&telegram)?,
            default_chat_id: telegram.default_chat_id,
        })
    }
}

/// Handles a batch of SQS, and names the messages that must come again. The others are done: nothing is acknowledged that was not.
pub async fn handle_batch(app: &App, batch: SqsEvent) -> SqsBatchResponse {
    // Messages of one lead one after another: the first shows the lead as it is now, and the others find that done.
    let mut leads: HashMap<Option<LeadId>, Vec<(String, Option<LeadEvent>)>> = HashMap::new();
    for message in batch.records {
        let id = message.message_id.unwrap_or_default();
        let event: Option<LeadEvent> = message.body.and_then(|body| serde_json::from_str(&body).ok());
        leads.entry(event.map(|event| event.lead_id)).or_default().push((id, event));
    }
    let failed = join_all(leads.into_values().map(|messages| handle_lead(app, messages))).await;
    let mut response = SqsBatchResponse::default();
    failed.into_iter().flatten().for_each(|id| response.add_failure(id));
    response
}

/// The ids of the messages that must come again.
async fn handle_lead(app: &App, messages: Vec<(String, Option<LeadEvent>)>) -> Vec<String> {
    let mut failed = Vec::new();
    for (id, event) in messages {
        if !is_done(app, &id, event).await {
            failed.push(id);
        }
    }
    failed
}

async fn is_done(app: &App, message_id: &str, event: Option<LeadEvent>) -> bool {
    let Some(event) = event else {
        // It will never be readable; after its last attempt it lies in the dead-letter queue, where somebody can look at it.
        tracing::error!(message_id, "a message of the queue is no lead event");
        return false;
    };
    let LeadEvent { owner_id, lead_id, .. } = event;
    let outcome = deliver(app, event).await;
    if let Err(error) = &outcome {
        tracing::warn!(message_id, %owner_id, %lead_id, %error, "a lead could not be announced yet");
    }
    outcome.is_ok()
}
