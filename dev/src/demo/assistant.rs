//! The demonstration assistant behind OpenAI's protocol: it answers while no key is set, from the messages of the request alone.
mod answer;

use axum::{Router, body::Bytes, extract::DefaultBodyLimit, http::StatusCode, response::Response, routing::post};
use serde_json::{Value, json};

use super::{
    dialogue::{self, Message, Role},
    json,
};

/// The longest request, in bytes: audio of 25 MB and its form.
const LARGEST_BODY: usize = 26 * 1024 * 1024;

/// What a visitor writes to see what happens where no model answers.
const FAIL: &str = "/fail";

/// `POST /v1/chat/completions`, whole or streamed, and `POST /v1/audio/transcriptions`, which says that it cannot hear.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/v1/chat/completions", post(complete))
        .route("/v1/audio/transcriptions", post(transcribe))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

async fn complete(body: Bytes) -> Response {
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let messages: Vec<_> = list(&request["messages"]).iter().filter_map(message).collect();
    if messages.is_empty() {
        return refuse(
            StatusCode::BAD_REQUEST,
            "invalid_request_error",
            "missing_required_parameter",
            "messages: none to answer.",
        );
    }
    if messages.last().is_some_and(|last| last.role == Role::User && last.content == FAIL) {
        let message = "The demonstration assistant was told to fail.";
        return refuse(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "demonstration_told_to_fail", message);
    }
    // Later it is no part of what the visitor said about themselves.
    let messages: Vec<_> = messages.into_iter().filter(|message| message.content != FAIL).collect();
    answer::give(&request, &dialogue::next(&messages, offers_register_lead(&request)))
}

/// Takes the clip before it answers: a connection closed on a caller that still writes would look like a network fault.
async fn transcribe(_clip: Bytes) -> Response {
    let message = "The demonstration assistant cannot understand speech. Set OPENAI_API_KEY, or type the message.";
    refuse(StatusCode::NOT_IMPLEMENTED, "server_error", "demonstration_cannot_hear", message)
}

fn offers_register_lead(request: &Value) -> bool {
    list(&request["tools"]).iter().any(|tool| tool["function"]["name"] == "register_lead")
}

/// System messages are for a model and are left out; a content may be a text or a list of parts.
fn message(message: &Value) -> Option<Message> {
    let role = match message["role"].as_str()? {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        "tool" => Role::Tool,
        _ => return None,
    };
    let parts = list(&message["content"]).iter().filter_map(|part| part["text"].as_str());
    let content = message["content"].as_str().map_or_else(|| parts.collect(), str::to_owned);
    Some(Message { role, content })
}

fn refuse(status: StatusCode, kind: &str, code: &str, message: &str) -> Response {
    let error = json!({ "message": message, "type": kind, "param": null, "code": code });
    json(status, &json!({ "error": error }))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests;
