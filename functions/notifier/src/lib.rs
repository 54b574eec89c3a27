//! From the queue to Telegram: announces leads, and edits the announcement when a lead grows.

mod batch;
mod deliver;
mod invocation;

use shared::{
    config::{ConsumerConfig, DatabaseConfig, Reader, StartError, TelegramConfig},
    database::Database,
    doctor::{Doctor, Role},
    https::Https,
    queue::Consumer,
    telegram::Telegram,
};

pub use batch::{handle, handle_batch};
pub use deliver::{Undelivered, deliver};
pub use invocation::{Invocation, Outcome, answer};

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
        let https = Https::read(&mut reader);
        let database = DatabaseConfig::read(&mut reader);
        let queue = ConsumerConfig::read(&mut reader);
        let telegram = TelegramConfig::read(&mut reader);
        let (database, queue, telegram) = reader.finish((database, queue, telegram))?;
        Ok(Self {
            db: Database::connect(&database).await,
            queue: Consumer::sqs(&queue, &https)?,
            telegram: Telegram::new(&telegram, &https)?,
            default_chat_id: telegram.default_chat_id,
        })
    }
}

impl App {
    /// Checks the upstreams of this function.
    #[must_use]
    pub fn doctor(&self) -> Doctor {
        Doctor {
            database: Some((self.db.clone(), Role::Functions)),
            consumer: Some(self.queue.clone()),
            telegram: Some((self.telegram.clone(), self.default_chat_id.clone())),
            ..Doctor::default()
        }
    }
}
