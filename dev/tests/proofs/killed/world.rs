//! What the programs of one scenario stand among, and what comes after they were killed.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use notifier::handle_batch;
use shared::{
    config::TelegramConfig,
    telegram,
    testing::{OpenAi, Telegram, TestDatabase, TestOwner, TestQueue},
};
use tokio::time::Instant;

/// A deployment. Each run has an owner of its own in it.
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

    /// The notifier in this process, which nobody kills.
    pub(crate) fn notifier(&self) -> notifier::App {
        let base_url = self.telegram.base_url();
        let config = TelegramConfig { base_url, bot_token: "1:token".into(), default_chat_id: None };
        let telegram = telegram::Telegram::new(&config).unwrap();
        notifier::App { db: self.db.app(), queue: self.queue.consumer(), telegram, default_chat_id: None }
    }

    /// Some minutes later: nobody holds anything any more, upkeep has run once, and the queue has brought all that it had.
    pub(crate) async fn recovers(&self) {
        self.db
            .execute(
                "update outbox set created_at = created_at - interval '2 minutes';
                update deliveries set leased_until = now() - interval '1 second' where leased_until is not null",
            )
            .await;
        let upkeep = upkeep::App { db: self.db.app(), queue: self.queue.app() };
        upkeep::run(&upkeep, Instant::now() + Duration::from_mins(2)).await.unwrap();
        let notifier = self.notifier();
        let give_up = Instant::now() + Duration::from_mins(1);
        while self.queue.left().await > 0 {
            assert!(Instant::now() < give_up, "the queue is never empty");
            let batch = self.queue.receive().await;
            let failed = handle_batch(&notifier, batch.clone()).await.batch_item_failures;
            assert!(failed.is_empty(), "{failed:?}");
            for message in &batch.records {
                self.queue.delete(message).await;
            }
        }
        assert!(self.queue.dead_letters().await.is_empty());
    }
}
