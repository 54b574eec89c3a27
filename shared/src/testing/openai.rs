//! A stand-in for OpenAI's API: answers as told, and refuses what OpenAI would refuse.
mod completion;
mod refusal;
mod rules;
mod transcription;
mod wire;

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Multipart, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

pub use completion::Completion;
pub use transcription::{Transcription, TranscriptionRequest};

use super::stand_in::{Server, Shared, settle};
use refusal::Refusal;

/// OpenAI on this machine, for one test.
///
/// Every chat request is checked against OpenAI's `CreateChatCompletionRequest` and its rules for tools. A request that breaks
/// them is answered with 400 (without a key: 401), and dropping the stand-in then panics, so that no test overlooks it.
pub struct OpenAi {
    server: Server,
    state: Arc<Desk>,
}

struct Desk {
    completions: Shared<Completion>,
    transcriptions: Shared<Transcription>,
    asked: Shared<Value>,
    traceparents: Shared<String>,
    heard: Shared<TranscriptionRequest>,
    violations: Shared<String>,
    /// The one that is accepted; empty where all are.
    keys: Shared<String>,
}

impl OpenAi {
    /// Starts on a free port of 127.0.0.1; must be called within a tokio runtime.
    pub async fn start() -> Self {
        let state = Arc::new(Desk {
            completions: Shared::new(),
            transcriptions: Shared::new(),
            asked: Shared::new(),
            traceparents: Shared::new(),
            heard: Shared::new(),
            violations: Shared::new(),
            keys: Shared::new(),
        });
        let routes = Router::new()
            .route("/v1/models", get(list))
            .route("/v1/chat/completions", post(complete))
            .route("/v1/audio/transcriptions", post(transcribe))
            .with_state(Arc::clone(&state));
        Self { server: Server::start(routes).await, state }
    }

    /// `http://127.0.0.1:PORT/v1`, as `OPENAI_BASE_URL` holds it.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}/v1", self.server.origin())
    }

    /// Queues an answer to a chat request. With nothing queued the answer is "How can I help?".
    #[expect(clippy::must_use_candidate, reason = "returns itself only so that answers can be queued in a row")]
    pub fn then(&self, completion: Completion) -> &Self {
        self.state.completions.push(completion);
        self
    }

    /// Refuses every key but this one, with 401, which is no violation: a key may be revoked.
    pub fn accept_only(&self, key: &str) {
        self.state.keys.take();
        self.state.keys.push(key.to_owned());
    }

    /// Forgets the queued answers to chat requests that nobody has asked for.
    pub fn forget(&self) {
        self.state.completions.take();
    }

    /// Queues an answer to a transcription. With nothing queued the clip says "hello".
    #[expect(clippy::must_use_candidate, reason = "returns itself only so that answers can be queued in a row")]
    pub fn then_transcribe(&self, transcription: Transcription) -> &Self {
        self.state.transcriptions.push(transcription);
        self
    }

    /// The bodies of the chat requests so far, in order, refused ones too.
    #[must_use]
    pub fn requests(&self) -> Vec<Value> {
        self.state.asked.all()
    }

    /// The headers `traceparent` of the chat requests so far, empty where there was none.
    #[must_use]
    pub fn traceparents(&self) -> Vec<String> {
        self.state.traceparents.all()
    }

    /// The transcriptions asked for so far, in order.
    #[must_use]
    pub fn transcriptions(&self) -> Vec<TranscriptionRequest> {
        self.state.heard.all()
    }

    /// Hands over the violations so far and forgets them: for a test that means to break the contract.
    #[must_use]
    pub fn take_violations(&self) -> Vec<String> {
        self.state.violations.take()
    }
}

impl Drop for OpenAi {
    fn drop(&mut self) {
        settle("OpenAI", &self.state.violations);
    }
}

impl Desk {
    /// The key of a request, unless it is to be refused.
    fn key(&self, headers: &HeaderMap) -> Result<String, Refusal> {
        let key = rules::bearer(headers)?;
        let accepted = self.keys.all();
        if accepted.is_empty() || accepted.contains(&key) { Ok(key) } else { Err(Refusal::wrong_key()) }
    }

    fn refuse(&self, refusal: Refusal) -> Response {
        if refusal.is_violation() {
            self.violations.push(refusal.to_string());
        }
        refusal.into_response()
    }
}

/// The models that OpenAI has at the time of the contract, one of which is about to go.
async fn list(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Response {
    let model = |id: &str| json!({ "id": id, "object": "model", "created": 1_790_000_000, "owned_by": "openai" });
    let mut leaving = model("gpt-4o");
    leaving["shutdown_date"] = "2027-01-14".into();
    let data = [model("gpt-6-luna"), model("gpt-transcribe"), leaving];
    desk.key(&headers)
        .map_or_else(|refusal| desk.refuse(refusal), |_| Json(json!({ "object": "list", "data": data })).into_response())
}

async fn complete(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    let request = match desk.key(&headers).and_then(|_| rules::json(&body)) {
        Ok(request) => request,
        Err(refusal) => return desk.refuse(refusal),
    };
    desk.asked.push(request.clone());
    desk.traceparents.push(headers.get("traceparent").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned());
    if let Err(refusal) = rules::check(&request) {
        return desk.refuse(refusal);
    }
    let completion = desk.completions.pop().unwrap_or_else(|| Completion::text("How can I help?"));
    completion.answer(&request).await
}

async fn transcribe(State(desk): State<Arc<Desk>>, headers: HeaderMap, form: Multipart) -> Response {
    let request = match desk.key(&headers) {
        Ok(key) => TranscriptionRequest::read(key, form).await,
        Err(refusal) => Err(refusal),
    };
    match request {
        Ok(request) => desk.heard.push(request),
        Err(refusal) => return desk.refuse(refusal),
    }
    let transcription = desk.transcriptions.pop().unwrap_or_else(|| Transcription::text("hello"));
    transcription.answer().await
}

#[cfg(test)]
mod tests;
