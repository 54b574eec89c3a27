//! Where CloudFormation waits for an answer: a URL that takes one `PUT`, signed without a content type.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    routing::put,
};
use serde_json::Value;
use tokio::net::TcpListener;

#[derive(Clone, Default)]
struct Desk {
    answers: Arc<Mutex<Vec<Value>>>,
    refusals: Arc<Mutex<u32>>,
}

/// It runs until the test's runtime ends.
pub(crate) struct CloudFormation {
    url: String,
    desk: Desk,
}

impl CloudFormation {
    pub(crate) async fn start() -> Self {
        let desk = Desk::default();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/answer?signature=only-for-whoever-answers", listener.local_addr().unwrap());
        let routes = Router::new().route("/answer", put(take)).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url, desk }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Refuses that many answers first.
    pub(crate) fn refuse(&self, count: u32) {
        *self.desk.refusals.lock().unwrap() = count;
    }

    pub(crate) fn answers(&self) -> Vec<Value> {
        self.desk.answers.lock().unwrap().clone()
    }
}

async fn take(State(desk): State<Desk>, headers: HeaderMap, body: String) -> StatusCode {
    // As S3: the signature would not fit.
    if headers.contains_key(header::CONTENT_TYPE) {
        return StatusCode::FORBIDDEN;
    }
    let mut refusals = desk.refusals.lock().unwrap();
    if *refusals > 0 {
        *refusals -= 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    desk.answers.lock().unwrap().push(serde_json::from_str(&body).unwrap());
    StatusCode::OK
}
