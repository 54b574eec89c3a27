//! The inbox, from a request to its answer, on a database of its own for each test.
#![expect(clippy::unwrap_used, reason = "tests")]

mod announce;
mod answers;
mod conversations;
mod export;
mod find;
mod list;
mod notes;
mod set_status;
mod stats;
mod tests;
mod usage;

use std::sync::Arc;

use axum::{Router, http::header};
use leads::{App, router};
use serde_json::Value;
use shared::{
    conversation::{self, ExternalId, MessageText, Opening},
    database::Database,
    ids::{LeadId, OwnerId},
    lead::{self, CapturedBy, Field},
    queue::Queue,
    testing::{Answer, TestDatabase, TestOwner, development_tokens, request, send},
    usage::Limits,
};
use tokio::sync::Notify;

struct Inbox {
    db: TestDatabase,
    routes: Router,
    owner: TestOwner,
}

impl Inbox {
    async fn new() -> Self {
        let db = TestDatabase::new().await;
        Self { routes: over(db.app()), owner: TestOwner::new(&db).await, db }
    }

    async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        send(&self.routes, request(method, path, Some(&self.owner.token), body)).await
    }

    async fn lead(&self, visitor: &str, says: &str, needs: Option<&str>) -> LeadId {
        lead_of(&self.db.app(), self.owner.id, visitor, says, needs).await
    }

    /// As if its visitor had taken it back.
    async fn erase(&self, lead: LeadId) {
        let erase = "update leads set erased_at = now(), name = null, phone = null, email = null, telegram = null, need = null,
            answers = '{}', source = '{}', search_text = '', revision = revision + 1";
        self.db.execute(&format!("{erase} where id = '{lead}'")).await;
    }
}

fn over(db: Database) -> Router {
    sending_to(db, Queue::Local(Arc::new(Notify::new())))
}

fn sending_to(db: Database, queue: Queue) -> Router {
    router(App { db, tokens: development_tokens(), queue, limits: Limits::default() })
}

/// The lead of a visitor who says this, through the same functions as a turn of the chat.
async fn lead_of(db: &Database, owner: OwnerId, visitor: &str, says: &str, needs: Option<&str>) -> LeadId {
    let mut tx = db.tenant(owner).await.unwrap();
    let (visitor, text) = (ExternalId::try_from(visitor.to_owned()).unwrap(), MessageText::try_from(says.to_owned()).unwrap());
    let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
    let mut values = lead::values_in(turn.message, None, says, turn.assistant.region);
    values.extend(needs.map(|need| lead::Value::new(Field::Need, need, turn.message)));
    let captured = lead::capture(&mut tx, turn.visitor, turn.lead, &values, CapturedBy::VisitorText).await.unwrap();
    tx.commit().await.unwrap();
    captured.lead
}

/// A problem in one line: the status, and each field with its code or, where there is none, what happened.
fn told(answer: &Answer) -> String {
    let problem = answer.json();
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{answer:?}");
    assert_eq!(problem["request_id"], answer.headers["x-request-id"].to_str().unwrap());
    let line = |error: &Value| format!("{} {}", error["field"].as_str().unwrap(), error["code"].as_str().unwrap());
    let fields: Vec<String> = problem["errors"].as_array().into_iter().flatten().map(line).collect();
    let told = if fields.is_empty() { problem["detail"].as_str().unwrap().to_owned() } else { fields.join(", ") };
    format!("{} {told}", answer.status.as_u16())
}
