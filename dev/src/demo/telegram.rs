//! A Telegram without Telegram: messages appear in the terminal and under `/dev/telegram`.
mod board;
mod shown;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use serde_json::{Value, json};

use super::json;
use board::Board;
use shown::Message;

/// The console that stands for the owner's Telegram while no bot token is set. Clones share their messages.
#[derive(Clone, Default)]
pub(crate) struct Console(Arc<Mutex<Board>>);

impl Console {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// `POST /bot{token}/{sendMessage, editMessageText, getMe, getChat}`, as Telegram has them.
    pub(crate) fn bot_api(&self) -> Router {
        Router::new().route("/{bot}/{method}", post(call)).with_state(self.clone())
    }

    /// `GET /dev/telegram`: the last 50 messages, newest first.
    pub(crate) fn page(&self) -> Router {
        Router::new().route("/dev/telegram", get(list)).with_state(self.clone())
    }

    /// The last 50 messages, newest first.
    pub(crate) fn messages(&self) -> Vec<Value> {
        self.board().newest_first()
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A refusal in Telegram's words.
struct Refusal(StatusCode, &'static str);

const NOT_FOUND: Refusal = Refusal(StatusCode::NOT_FOUND, "Not Found");

const fn bad_request(description: &'static str) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, description)
}

async fn list(State(console): State<Console>) -> Response {
    json(StatusCode::OK, &json!({ "messages": console.messages() }))
}

async fn call(State(console): State<Console>, Path((bot, method)): Path<(String, String)>, body: Bytes) -> Response {
    match carry_out(&console, &bot, &method, &body) {
        Ok(Done::Message(message)) => {
            message.print();
            json(StatusCode::OK, &json!({ "ok": true, "result": message.as_result() }))
        }
        Ok(Done::About(result)) => json(StatusCode::OK, &json!({ "ok": true, "result": result })),
        Err(Refusal(status, description)) => {
            let refusal = json!({ "ok": false, "error_code": status.as_u16(), "description": description });
            json(status, &refusal)
        }
    }
}

/// What a call came to.
enum Done {
    Message(Message),
    /// What was asked about the bot or a chat.
    About(Value),
}

fn carry_out(console: &Console, bot: &str, method: &str, body: &[u8]) -> Result<Done, Refusal> {
    bot.strip_prefix("bot").filter(|token| !token.is_empty()).ok_or(NOT_FOUND)?;
    match method {
        "getMe" => Ok(Done::About(json!({ "id": 1, "is_bot": true, "first_name": "Console", "username": "console_bot" }))),
        "getChat" => Ok(Done::About(json!({ "id": 1, "type": "private", "first_name": "Console" }))),
        "sendMessage" => console.board().send(&parameters(body)?).map(Done::Message),
        "editMessageText" => console.board().edit(&parameters(body)?).map(Done::Message),
        _ => Err(NOT_FOUND),
    }
}

fn parameters(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|_| bad_request("Bad Request: the console reads parameters as JSON only"))
}

#[cfg(test)]
mod tests;
