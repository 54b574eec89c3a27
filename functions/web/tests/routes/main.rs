//! Pages and documents, from a request to the answer.
#![expect(clippy::unwrap_used, reason = "tests")]

mod docs;
mod health;
mod metrics;
mod page;

use axum::{
    Router,
    http::{StatusCode, header},
};
use shared::testing::{Answer, TestDatabase, request, send};
use web::{App, Console, router};

/// Of at least 32 bytes.
pub(crate) const METRICS_TOKEN: &str = "0123456789abcdef0123456789abcdef";

async fn web() -> (TestDatabase, Router) {
    let db = TestDatabase::new().await;
    let routes = router(App { db: db.app(), console: Console::default(), metrics_token: Some(METRICS_TOKEN.into()) });
    (db, routes)
}

async fn get(routes: &Router, path: &str) -> Answer {
    send(routes, request("GET", path, None, None)).await
}

fn text(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    std::str::from_utf8(&answer.body).unwrap()
}

fn assert_not_found(answer: &Answer, path: &str) {
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{path}");
    assert_eq!(answer.json()["type"], "urn:leadline:problem:not-found", "{path}");
}

/// What an attribute of the tags of a page holds, wherever it stands.
fn values_of<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}
