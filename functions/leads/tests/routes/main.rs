//! The inbox, from a request to its answer, on a database of its own for each test.
#![expect(clippy::unwrap_used, reason = "tests")]

mod answers;
mod find;
mod list;
mod set_status;

use axum::{Router, http::header};
use leads::{App, router};
use serde_json::Value;
use shared::{
    conversation::{self, ExternalId, MessageText, Opening},
    database::Database,
    ids::{LeadId, OwnerId},
    lead::{self, CapturedBy, Field},
    testing::{Answer, TestDatabase, TestOwner, development_tokens, request, send},
};

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
}

fn over(db: Database) -> Router {
    router(App { db, tokens: development_tokens() })
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
