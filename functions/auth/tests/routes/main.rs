//! Accounts, from a request to its answer, on a database of its own for each test.
#![expect(clippy::unwrap_used, reason = "tests")]

mod login;
mod me;
mod outage;
mod register;

use auth::{App, router};
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use serde_json::Value;
use shared::{
    account::Passwords,
    database::Database,
    testing::{Answer, TestDatabase, development_tokens},
};

const PASSWORD: &str = "correct horse battery";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

async fn auth() -> (TestDatabase, Router) {
    let db = TestDatabase::new().await;
    let routes = over(db.app());
    (db, routes)
}

fn over(db: Database) -> Router {
    router(App { db, passwords: Passwords::default(), tokens: development_tokens() })
}

fn post(path: &str, content_type: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path).header(header::CONTENT_TYPE, content_type).body(body.into()).unwrap()
}

/// A problem in one line: the status, and each field with its code or, where there is none, what happened. Holds every problem to what
/// all of them must keep: the form of RFC 9457, and nothing of the database or of what was sent.
fn told(answer: &Answer) -> String {
    let problem = answer.json();
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{answer:?}");
    assert_eq!(problem["status"], answer.status.as_u16());
    assert_eq!(problem["request_id"], answer.headers["x-request-id"].to_str().unwrap());
    let text = String::from_utf8(answer.body.to_vec()).unwrap().to_lowercase();
    for secret in [PASSWORD, "argon2", "select", "insert", "relation", "constraint", "users_email_key", "sqlx", "postgres"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let line = |error: &Value| format!("{} {}", error["field"].as_str().unwrap(), error["code"].as_str().unwrap());
    let fields: Vec<String> = problem["errors"].as_array().into_iter().flatten().map(line).collect();
    let told = if fields.is_empty() { problem["detail"].as_str().unwrap().to_owned() } else { fields.join(", ") };
    format!("{} {told}", answer.status.as_u16())
}
