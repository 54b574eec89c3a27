//! From a schedule's event to what is in the queue and what is left in the database.
#![expect(clippy::unwrap_used, reason = "tests: what is broken must stop them")]

mod expired;
mod left_behind;

use lambda_runtime::{Context, LambdaEvent};
use serde::de::IgnoredAny;
use shared::{
    conversation::{self, ExternalId, MessageText, Opening},
    lead::{self, CapturedBy, LeadEvent},
    queue::Queue,
    testing::{TestDatabase, TestOwner},
};
use upkeep::{App, Report, handle};

struct Stage {
    db: TestDatabase,
    app: App,
}

impl Stage {
    async fn new(queue: Queue) -> Self {
        let db = TestDatabase::new().await;
        Self { app: App { db: db.app(), queue }, db }
    }

    /// A lead of another owner, whose event no queue took.
    async fn left_behind(&self) -> LeadEvent {
        let owner = TestOwner::new(&self.db).await.id;
        let (visitor, text) = ("visitor-1".to_owned(), "8 916 123-45-67".to_owned());
        let (visitor, text) = (ExternalId::try_from(visitor).unwrap(), MessageText::try_from(text).unwrap());
        let mut tx = self.db.app().tenant(owner).await.unwrap();
        let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
        let values = lead::values_in(turn.message, None, text.as_str(), turn.assistant.region);
        let captured = lead::capture(&mut tx, turn.visitor, None, &values, CapturedBy::VisitorText).await.unwrap();
        tx.commit().await.unwrap();
        captured.event.unwrap()
    }

    /// As if that had been so long ago.
    async fn ages(&self, time: &str) {
        self.db.execute(&format!("update outbox set created_at = created_at - interval '{time}'")).await;
    }

    /// What the function answers to the event file.
    async fn upkeep(&self) -> Report {
        let file = include_str!("../../../../events/upkeep/scheduled.json");
        let event = LambdaEvent::<IgnoredAny>::new(serde_json::from_str(file).unwrap(), Context::default());
        handle(&self.app, &event.context).await.unwrap()
    }

    async fn count(&self, table: &str) -> i64 {
        self.db.count(&format!("select count(*) from {table}")).await
    }
}
