//! A deployment, and the environment in which a function's program finds it.

use shared::testing::{OpenAi, Telegram, TestDatabase, TestOwner, TestQueue};

use crate::{instance::Instance, told};

pub(crate) struct World {
    pub(crate) db: TestDatabase,
    pub(crate) queue: TestQueue,
    pub(crate) openai: OpenAi,
    pub(crate) telegram: Telegram,
    pub(crate) owner: TestOwner,
}

impl World {
    pub(crate) async fn new() -> Self {
        let db = TestDatabase::new().await;
        let owner = TestOwner::of_event_files(&db).await;
        Self { db, queue: TestQueue::new().await, openai: OpenAi::start().await, telegram: Telegram::start().await, owner }
    }

    /// A function's program in this deployment, with more variables.
    pub(crate) async fn start(&self, function: &str, more: &[(&str, &str)]) -> Instance {
        let environment = [
            ("AWS_LAMBDA_LOG_FORMAT", "JSON".to_owned()),
            ("DEV_MODE", "TRUE".to_owned()),
            ("DATABASE_URL", self.db.url()),
            ("OPENAI_BASE_URL", self.openai.base_url()),
            ("OPENAI_API_KEY", "key".to_owned()),
            ("TELEGRAM_API_URL", self.telegram.base_url()),
            ("TELEGRAM_BOT_TOKEN", "1:token".to_owned()),
            ("TELEGRAM_CHAT_ID", "42".to_owned()),
            ("QUEUE_URL", self.queue.url().to_owned()),
            ("DEAD_LETTER_QUEUE_URL", self.queue.dead_letter_url().to_owned()),
            ("AWS_ENDPOINT_URL", told("LEADLINE_TEST_SQS")),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
        ];
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Instance::start(function, environment.into_iter().chain(more)).await
    }
}
