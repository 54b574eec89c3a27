//! What the stand-in answers to a call.
use std::time::Duration;

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use serde_json::{Value, json};

use super::super::stand_in::json;

/// One answer to a call of the Bot API.
#[derive(Clone, Debug)]
pub enum TelegramAnswer {
    /// The call succeeds.
    Ok,
    /// Telegram refuses: the HTTP status and `error_code`, its text, and its `parameters` or null.
    Error {
        /// The HTTP status, and the body's `error_code`.
        code: u16,
        /// What Telegram says.
        description: String,
        /// `retry_after` or `migrate_to_chat_id`, or null.
        parameters: Value,
    },
    /// The call succeeds after this time; nothing is shown if the caller gives up before.
    Stall(Duration),
    /// The message is shown and the connection breaks without an answer: the outcome that nobody knows.
    AcceptThenCut,
    /// The connection breaks without an answer, and nothing is shown.
    Cut,
    /// 200 with a page of HTML, as a proxy on the way answers.
    Garbage,
}

impl TelegramAnswer {
    /// 403: the person has blocked the bot.
    #[must_use]
    pub fn blocked() -> Self {
        Self::error(403, "Forbidden: bot was blocked by the user", Value::Null)
    }

    /// 400: there is no such chat, or the bot is not in it.
    #[must_use]
    pub fn chat_not_found() -> Self {
        Self::error(400, "Bad Request: chat not found", Value::Null)
    }

    /// 400: Telegram does not understand the HTML.
    #[must_use]
    pub fn cannot_parse() -> Self {
        Self::error(400, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"", Value::Null)
    }

    /// 429: come back in so many seconds.
    #[must_use]
    pub fn too_many(retry_after: u32) -> Self {
        let description = format!("Too Many Requests: retry after {retry_after}");
        Self::error(429, description, json!({ "retry_after": retry_after }))
    }

    /// 400: the group has become a supergroup with another id.
    #[must_use]
    pub fn migrated(new_chat_id: i64) -> Self {
        let description = "Bad Request: group chat was upgraded to a supergroup chat";
        Self::error(400, description, json!({ "migrate_to_chat_id": new_chat_id }))
    }

    /// 400: an edit that changes nothing. (The stand-in notices such an edit by itself, too.)
    #[must_use]
    pub fn not_modified() -> Self {
        Self::error(400, NOT_MODIFIED, Value::Null)
    }

    /// 502: Telegram is down.
    #[must_use]
    pub fn down() -> Self {
        Self::error(502, "Bad Gateway", Value::Null)
    }

    fn error(code: u16, description: impl Into<String>, parameters: Value) -> Self {
        Self::Error { code, description: description.into(), parameters }
    }
}

pub(super) const NOT_MODIFIED: &str = "Bad Request: message is not modified: specified new message content and reply markup are \
                                       exactly the same as a current content and reply markup of the message";

pub(super) fn delivered(result: &Value) -> Response {
    json(StatusCode::OK, &json!({ "ok": true, "result": result }))
}

pub(super) fn refused(code: u16, description: &str, parameters: &Value) -> Response {
    let mut body = json!({ "ok": false, "error_code": code, "description": description });
    if !parameters.is_null() {
        body["parameters"] = parameters.clone();
    }
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    json(status, &body)
}

pub(super) fn garbage() -> Response {
    Html("<html><body>Please sign in to the network</body></html>").into_response()
}
