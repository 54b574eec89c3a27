//! From the queue to Telegram: announces leads, and edits the announcement when a lead grows.

mod deliver;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::future::join_all;
use shared::{
    config::{DatabaseConfig, Reader, StartError, TelegramConfig},
    database::Database,
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
    let failed = join_all(batch.records.iter().map(|message| handle_message(app, message))).await;
    let mut response = SqsBatchResponse::default();
    failed.into_iter().flatten().for_each(|id| response.add_failure(id));
    response
}

/// The id of the message if it must come again.
async fn handle_message(app: &App, message: &SqsMessage) -> Option<String> {
    let id = message.message_id.clone().unwrap_or_default();
    let Ok(event) = serde_json::from_str::<LeadEvent>(message.body.as_deref().unwrap_or_default()) else {
        // It will never be readable; after its last attempt it lies in the dead-letter queue, where somebody can look at it.
        tracing::error!(message_id = id, "a message of the queue is no lead event");
        return Some(id);
    };
    let LeadEvent { owner_id, lead_id, .. } = event;
    match deliver(app, event).await {
        Ok(()) => None,
        Err(error) => {
            tracing::warn!(message_id = id, %owner_id, %lead_id, %error, "a lead could not be announced yet");
            Some(id)
        }
    }
}
