//! What stands around the functions.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicI64, Ordering},
};

use aws_lambda_events::sqs::SqsEvent;
use shared::{
    config::{DatabaseConfig, TelegramConfig},
    database::Database,
    https::Https,
    ids::OutboxId,
    lead::LeadEvent,
    queue::Queue,
    telegram,
    testing::{OpenAi, RoundTrips, Telegram, TestDatabase, TestOwner, TestQueue},
};
use sqlx::postgres::PgConnectOptions;
use tokio::sync::{Mutex, MutexGuard};

use crate::told;

/// A deployment, one at a time: beside a crowd of another one it would be the machine that is tested.
pub(crate) struct World {
    _alone: MutexGuard<'static, ()>,
    pub(crate) db: TestDatabase,
    pub(crate) queue: TestQueue,
    pub(crate) openai: OpenAi,
    pub(crate) telegram: Telegram,
    /// The way of instances and consumers to the database, and of instances to the queue.
    pub(crate) wires: Wires,
    chats: AtomicI64,
}

/// What a test may cut or slow down.
pub(crate) struct Wires {
    pub(crate) database: RoundTrips,
    pub(crate) queue: RoundTrips,
}

/// An owner with a chat.
pub(crate) struct Owner {
    pub(crate) account: TestOwner,
    pub(crate) chat: String,
}

impl World {
    pub(crate) async fn new() -> Self {
        static ALONE: Mutex<()> = Mutex::const_new(());
        let alone = ALONE.lock().await;
        let (db, queue) = (TestDatabase::new().await, TestQueue::new().await);
        let (openai, telegram) = (OpenAi::start().await, Telegram::start().await);
        let server: PgConnectOptions = db.url().parse().unwrap();
        let sqs = told("LEADLINE_TEST_SQS");
        let (host, port) = sqs.trim_start_matches("http://").rsplit_once(':').unwrap();
        let wires = Wires {
            database: RoundTrips::before(server.get_host(), server.get_port()).await.unwrap(),
            queue: RoundTrips::before(host, port.parse().unwrap()).await.unwrap(),
        };
        Self { _alone: alone, db, queue, openai, telegram, wires, chats: AtomicI64::new(1) }
    }

    /// One connection, opened when it is needed, as an instance of Lambda has.
    pub(crate) fn connection(&self) -> Database {
        let options: PgConnectOptions = self.db.url().parse().unwrap();
        Database::connect_lazy(&DatabaseConfig::new(options.host("127.0.0.1").port(self.wires.database.port()), 1))
    }

    /// The queue as an instance sees it.
    pub(crate) fn queue_of_instances(&self) -> Queue {
        self.queue.app_through(self.wires.queue.port())
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
        let telegram = telegram::Telegram::new(&config, &Https::for_development()).unwrap();
        notifier::App { db, queue: self.queue.consumer(), telegram, default_chat_id: None }
    }
}
