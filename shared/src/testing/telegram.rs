//! A stand-in for Telegram's Bot API: shows what a person in the chat would see, and refuses what Telegram would refuse.
mod answer;
mod chat;
mod markup;
mod rules;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    response::Response,
    routing::any,
};
use serde_json::{Value, json};

pub use answer::TelegramAnswer;
pub use chat::ShownMessage;

use super::stand_in::{Server, Shared, cut, settle};
use answer::{delivered, refused};
use chat::Chats;

/// Telegram on this machine, for one test.
///
/// Every call is checked against the Bot API's description and its rules for texts. A call that breaks them is answered with 400,
/// and dropping the stand-in then panics, so that no test overlooks it.
pub struct Telegram {
    server: Server,
    state: Arc<Desk>,
}

/// A call that a bot made.
#[derive(Clone, Debug, PartialEq)]
pub struct TelegramCall {
    /// The method, such as `sendMessage`.
    pub method: String,
    /// The bot's token.
    pub token: String,
    /// The parameters.
    pub body: Value,
}

struct Desk {
    answers: Shared<TelegramAnswer>,
    calls: Shared<TelegramCall>,
    chats: Chats,
    violations: Shared<String>,
}

impl Telegram {
    /// Starts on a free port of 127.0.0.1; must be called within a tokio runtime.
    pub async fn start() -> Self {
        let state =
            Arc::new(Desk { answers: Shared::new(), calls: Shared::new(), chats: Chats::new(), violations: Shared::new() });
        let routes = Router::new().route("/{bot}/{method}", any(receive)).with_state(Arc::clone(&state));
        Self { server: Server::start(routes).await, state }
    }

    /// `http://127.0.0.1:PORT`, as `TELEGRAM_API_URL` holds it.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.server.origin()
    }

    /// Queues an answer to a call of whichever method. With nothing queued calls succeed.
    #[expect(clippy::must_use_candidate, reason = "returns itself only so that answers can be queued in a row")]
    pub fn then(&self, answer: TelegramAnswer) -> &Self {
        self.state.answers.push(answer);
        self
    }

    /// The calls so far, in order, failed ones too.
    #[must_use]
    pub fn calls(&self) -> Vec<TelegramCall> {
        self.state.calls.all()
    }

    /// The messages that people in the chats see now, oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<ShownMessage> {
        self.state.chats.messages()
    }

    /// Hands over the violations so far and forgets them: for a test that means to break the rules.
    #[must_use]
    pub fn take_violations(&self) -> Vec<String> {
        self.state.violations.take()
    }
}

impl Drop for Telegram {
    fn drop(&mut self) {
        settle("Telegram", &self.state.violations);
    }
}

async fn receive(State(desk): State<Arc<Desk>>, Path((bot, method)): Path<(String, String)>, body: Bytes) -> Response {
    let body = if body.is_empty() { Ok(json!({})) } else { serde_json::from_slice(&body) };
    let call =
        TelegramCall { method, token: bot.strip_prefix("bot").unwrap_or_default().to_owned(), body: body.unwrap_or(Value::Null) };
    desk.calls.push(call.clone());
    if let Err((code, fault)) = rules::check(&call) {
        desk.violations.push(format!("{}: {code} {fault}", call.method));
        return refused(code, &fault, &Value::Null);
    }
    desk.answer(&call).await
}

impl Desk {
    async fn answer(&self, call: &TelegramCall) -> Response {
        match self.answers.pop().unwrap_or(TelegramAnswer::Ok) {
            TelegramAnswer::Ok => self.deliver(call),
            TelegramAnswer::Error { code, description, parameters } => refused(code, &description, &parameters),
            TelegramAnswer::Stall(time) => {
                tokio::time::sleep(time).await;
                self.deliver(call)
            }
            TelegramAnswer::AcceptThenCut => {
                self.deliver(call);
                cut()
            }
            TelegramAnswer::Cut => cut(),
            TelegramAnswer::Garbage => answer::garbage(),
        }
    }

    fn deliver(&self, call: &TelegramCall) -> Response {
        match self.chats.carry_out(call) {
            Ok(result) => delivered(&result),
            Err(description) => refused(400, description, &Value::Null),
        }
    }
}

#[cfg(test)]
mod tests;
