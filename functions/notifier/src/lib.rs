//! From the queue to Telegram: announces leads, and edits the announcement when a lead grows.

mod batch;
mod deliver;

use shared::{
    config::{ConsumerConfig, DatabaseConfig, Reader, StartError, TelegramConfig},
    database::Database,
    queue::Consumer,
    telegram::Telegram,
};

pub use batch::{handle, handle_batch};
pub use deliver::{Undelivered, deliver};

/// All that the function may use.
#[derive(Debug, Clone)]
pub struct App {
    /// Leads and deliveries.
    pub db: Database,
    /// Where the messages come from.
    pub queue: Consumer,
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
    pub async fn from_env() -> Result<Self, StartError> {
        let mut reader = Reader::load().await;
        let database = DatabaseConfig::read(&mut reader);
        let queue = ConsumerConfig::read(&mut reader);
        let telegram = TelegramConfig::read(&mut reader);
        let (database, queue, telegram) = reader.finish((database, queue, telegram))?;
        Ok(Self {
            db: Database::connect(&database).await,
            queue: Consumer::sqs(&queue)?,
            telegram: Telegram::new(&telegram)?,
            default_chat_id: telegram.default_chat_id,
        })
    }
}
