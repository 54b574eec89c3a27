//! A stand-in of Lambda's runtime API, for one program and one event
//! (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>).

use std::{
    future::pending,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::Value;
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};

use super::steps::Steps;

/// As long as API Gateway waits.
const TIME: Duration = Duration::from_secs(29);

/// Listens on a port of its own until it is dropped.
pub(crate) struct RuntimeApi {
    port: u16,
    desk: Arc<Desk>,
    accepting: JoinHandle<()>,
}

struct Desk {
    steps: Arc<Steps>,
    event: Mutex<Option<Value>>,
    answer: Mutex<Option<Value>>,
    finished: Notify,
}

impl RuntimeApi {
    pub(crate) async fn start(event: Value, steps: &Arc<Steps>) -> Self {
        let desk = Desk { steps: Arc::clone(steps), event: Some(event).into(), answer: None.into(), finished: Notify::new() };
        let desk = Arc::new(desk);
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(respond))
            .fallback(fail)
            .with_state(Arc::clone(&desk));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let accepting = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { port, desk, accepting }
    }

    /// `AWS_LAMBDA_RUNTIME_API`
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Waits until the program has answered and knows that it has.
    pub(crate) async fn finished(&self) {
        self.desk.finished.notified().await;
    }

    /// What Lambda has as the answer.
    pub(crate) fn answer(&self) -> Option<Value> {
        self.desk.answer.lock().unwrap().clone()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// The one event; whoever asks again waits.
async fn next(State(desk): State<Arc<Desk>>) -> Response {
    let event = desk.event.lock().unwrap().take();
    let Some(event) = event else { return pending().await };
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + TIME;
    let headers = [
        ("lambda-runtime-aws-request-id", uuid::Uuid::new_v4().to_string()),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:killed".to_owned()),
    ];
    (headers, Json(event)).into_response()
}

async fn respond(State(desk): State<Arc<Desk>>, answer: Bytes) -> StatusCode {
    let keep = async { *desk.answer.lock().unwrap() = serde_json::from_slice(&answer).ok() };
    desk.steps.step("answer to Lambda".to_owned(), keep).await;
    desk.finished.notify_one();
    StatusCode::ACCEPTED
}

/// The program says that it failed, which no program does here.
async fn fail(State(desk): State<Arc<Desk>>, request: Request) -> StatusCode {
    *desk.answer.lock().unwrap() = Some(format!("{} {}", request.method(), request.uri()).into());
    desk.finished.notify_one();
    StatusCode::ACCEPTED
}
