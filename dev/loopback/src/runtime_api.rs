//! Lambda's runtime API, for one program (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>).

use std::{
    io,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc, oneshot, watch},
    task::JoinHandle,
};

/// As long as API Gateway waits.
const TIME: Duration = Duration::from_secs(29);
/// As much as Lambda takes as an answer.
const LARGEST_ANSWER: usize = 6 * 1024 * 1024;

/// Listens on a port of its own until it is dropped. Events go to the program in the order in which they are given.
#[derive(Debug)]
pub struct RuntimeApi {
    port: u16,
    events: mpsc::UnboundedSender<Bytes>,
    outcomes: mpsc::UnboundedReceiver<Outcome>,
    asked: watch::Receiver<u64>,
    accepting: JoinHandle<()>,
}

/// What became of an event.
#[derive(Debug)]
pub struct Outcome {
    /// The program's answer, or what it says went wrong.
    pub answer: Result<Bytes, String>,
    acknowledgement: oneshot::Sender<()>,
}

struct Desk {
    events: Mutex<mpsc::UnboundedReceiver<Bytes>>,
    outcomes: mpsc::UnboundedSender<Outcome>,
    asked: watch::Sender<u64>,
}

impl RuntimeApi {
    /// Starts on a free port; must be called within a tokio runtime.
    ///
    /// # Errors
    /// There is no free port.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let (events, given) = mpsc::unbounded_channel();
        let (told, outcomes) = mpsc::unbounded_channel();
        let (asking, asked) = watch::channel(0);
        let desk = Desk { events: Mutex::new(given), outcomes: told, asked: asking };
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(respond))
            .fallback(fail)
            .with_state(Arc::new(desk));
        let accepting = tokio::spawn(async move {
            // Ends with the task.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { port, events, outcomes, asked, accepting })
    }

    /// `AWS_LAMBDA_RUNTIME_API`
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Gives the program an event, as JSON.
    pub fn give(&self, event: impl Into<Bytes>) {
        // The desk lives as long as this.
        let _ = self.events.send(event.into());
    }

    /// Waits for what becomes of the next event. The program waits until it is acknowledged.
    pub async fn outcome(&mut self) -> Option<Outcome> {
        self.outcomes.recv().await
    }

    /// How often the program has asked for an event: the next time it does so, it has nothing left to do for the one before.
    #[must_use]
    pub fn asked(&self) -> u64 {
        *self.asked.borrow()
    }

    /// Waits until the program has asked for an event that often.
    pub async fn has_asked(&mut self, times: u64) {
        // The desk lives as long as this.
        let _ = self.asked.wait_for(|asked| *asked >= times).await;
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Outcome {
    /// Tells the program that Lambda has its answer.
    pub fn acknowledge(self) {
        // A program that was killed does not wait any more.
        let _ = self.acknowledgement.send(());
    }
}

async fn next(State(desk): State<Arc<Desk>>) -> Response {
    desk.asked.send_modify(|asked| *asked += 1);
    let Some(event) = desk.events.lock().await.recv().await else { return StatusCode::GONE.into_response() };
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + TIME;
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", uuid::Uuid::new_v4().to_string()),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:loopback".to_owned()),
    ];
    (headers, event).into_response()
}

async fn respond(State(desk): State<Arc<Desk>>, request: Request) -> StatusCode {
    let answer = axum::body::to_bytes(request.into_body(), LARGEST_ANSWER).await;
    tell(&desk, answer.map_err(|error| format!("the answer broke off: {error}"))).await
}

/// The program says that it failed, at its start or with an event.
async fn fail(State(desk): State<Arc<Desk>>, request: Request) -> StatusCode {
    let what = format!("{} {}", request.method(), request.uri());
    let why = axum::body::to_bytes(request.into_body(), LARGEST_ANSWER).await.unwrap_or_default();
    tell(&desk, Err(format!("{what}: {}", String::from_utf8_lossy(&why)))).await
}

async fn tell(desk: &Desk, answer: Result<Bytes, String>) -> StatusCode {
    let (acknowledgement, acknowledged) = oneshot::channel();
    let _ = desk.outcomes.send(Outcome { answer, acknowledgement });
    // Dropped unacknowledged where nobody is interested any more.
    let _ = acknowledged.await;
    StatusCode::ACCEPTED
}
