//! What stands around the functions.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicI64, Ordering},
};

use aws_lambda_events::sqs::SqsEvent;
use shared::{
    config::TelegramConfig,
    database::Database,
    ids::OutboxId,
    lead::LeadEvent,
    telegram,
    testing::{OpenAi, Telegram, TestDatabase, TestOwner, TestQueue},
};

/// A deployment.
pub(crate) struct World {
    pub(crate) db: TestDatabase,
    pub(crate) queue: TestQueue,
    pub(crate) openai: OpenAi,
    pub(crate) telegram: Telegram,
    chats: AtomicI64,
}

/// An owner with a chat.
pub(crate) struct Owner {
    pub(crate) account: TestOwner,
    pub(crate) chat: String,
}

impl World {
    pub(crate) async fn new() -> Self {
        let (db, queue) = (TestDatabase::new().await, TestQueue::new().await);
        let (openai, telegram) = (OpenAi::start().await, Telegram::start().await);
        Self { db, queue, openai, telegram, chats: AtomicI64::new(1) }
    }

    pub(crate) async fn owner(&self) -> Owner {
        let account = TestOwner::new(&self.db).await;
        let chat = format!("-100{}", self.chats.fetch_add(1, Ordering::Relaxed));
        let has = format!("update assistants set telegram_chat_id = '{chat}' where owner_id = '{}'", account.id);
        self.db.execute(&has).await;
        Owner { account, chat }
    }

    /// What the queue hands out, all of which must be committed: a consumer that came before would find nothing to do.
    pub(crate) async fn receive(&self) -> SqsEvent {
        let batch = self.queue.receive().await;
        let event = |body: &String| serde_json::from_str::<LeadEvent>(body).unwrap();
        let bodies = batch.records.iter().filter_map(|message| message.body.as_ref());
        let events: HashSet<OutboxId> = bodies.map(|body| event(body).outbox_id).collect();
        let ids: Vec<_> = events.iter().map(|id| id.0).collect();
        let committed = sqlx::query_scalar::<_, i64>("select count(*) from outbox where id = any($1)").bind(ids);
        let committed = committed.fetch_one(self.db.superuser()).await.unwrap();
        assert_eq!(usize::try_from(committed).unwrap(), events.len(), "sent before it was committed: {events:?}");
        batch
    }

    /// A notifier in this process.
    pub(crate) fn notifier(&self, db: Database) -> notifier::App {
        let base_url = self.telegram.base_url();
        let config = TelegramConfig { base_url, bot_token: "1:token".into(), default_chat_id: None };
        let telegram = telegram::Telegram::new(&config).unwrap();
        notifier::App { db, queue: self.queue.consumer(), telegram, default_chat_id: None }
    }
}
