//! What the stand-in answers to a chat request.
use std::time::Duration;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    super::stand_in::cut_after,
    refusal::envelope,
    wire::{self, Said},
};

/// One answer to `POST /v1/chat/completions`, whole or streamed as the request asks.
///
/// Every success carries the same usage: 120 prompt tokens, 64 of them cached, and 20 completion tokens.
#[derive(Clone, Debug)]
pub enum Completion {
    /// The model says this.
    Text(String),
    /// The model calls this tool with these arguments: a string that should hold JSON, and with a real model need not.
    Tool {
        /// The tool's name.
        name: String,
        /// The arguments as the model wrote them.
        arguments: String,
    },
    /// The model says this and calls `register_lead` with these arguments.
    TextAndTool(String, Value),
    /// The model says this, in one piece even where a stream was asked for, as some compatible servers do.
    Whole(String),
    /// An HTTP status with a body and more headers.
    Status {
        /// The HTTP status.
        status: u16,
        /// The body, sent as `application/json`.
        body: String,
        /// More headers.
        headers: Vec<(&'static str, String)>,
    },
    /// 200 with a page of HTML, as a proxy on the way answers.
    Garbage,
    /// "How can I help?", after this time.
    Stall(Duration),
    /// The other one, after this time.
    Late(Duration, Box<Self>),
    /// The connection breaks within the answer.
    Cut,
}

impl Completion {
    /// The model says `text`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The model calls `register_lead`.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "reads as `register_lead(json!({ … }))`")]
    pub fn register_lead(arguments: Value) -> Self {
        Self::Tool { name: "register_lead".into(), arguments: arguments.to_string() }
    }

    /// The model calls `register_lead` with arguments that break off.
    #[must_use]
    pub fn broken_tool() -> Self {
        Self::Tool { name: "register_lead".into(), arguments: r#"{"name": "Iv"#.into() }
    }

    /// 429 `rate_limit_exceeded`: come back in 10 ms (`retry-after-ms`; `Retry-After` can only say a second).
    #[must_use]
    pub fn rate_limited() -> Self {
        let headers = vec![("retry-after", "1".into()), ("retry-after-ms", "10".into())];
        let message = "Rate limit reached for requests. Please try again in 10ms.";
        Self::Status { status: 429, body: envelope("requests", Some("rate_limit_exceeded"), message), headers }
    }

    /// 429 `insufficient_quota`: no money is left; waiting does not help.
    #[must_use]
    pub fn no_quota() -> Self {
        let message = "You exceeded your current quota, please check your plan and billing details.";
        Self::status(429, envelope("insufficient_quota", Some("insufficient_quota"), message))
    }

    /// 401: the key is wrong.
    #[must_use]
    pub fn unauthorized() -> Self {
        let message = "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.";
        Self::status(401, envelope("invalid_request_error", Some("invalid_api_key"), message))
    }

    /// 500: OpenAI itself fails.
    #[must_use]
    pub fn failing() -> Self {
        let message = "The server had an error while processing your request. Sorry about that!";
        Self::status(500, envelope("server_error", None, message))
    }

    fn status(status: u16, body: String) -> Self {
        Self::Status { status, body, headers: Vec::new() }
    }

    pub(super) async fn answer(self, request: &Value) -> Response {
        match self {
            Self::Text(text) => wire::say(&Said::Text(text), request),
            Self::Tool { name, arguments } => wire::say(&Said::Call { name, arguments }, request),
            Self::TextAndTool(text, arguments) => {
                wire::say(&Said::TextAndCall { text, name: "register_lead".into(), arguments: arguments.to_string() }, request)
            }
            Self::Whole(text) => wire::say(&Said::Text(text), &json!({ "model": request["model"] })),
            Self::Status { status, body, headers } => plain(status, "application/json", headers, body),
            Self::Garbage => {
                plain(200, "text/html", Vec::new(), "<html><body>Please sign in to the network</body></html>".into())
            }
            Self::Stall(time) => {
                tokio::time::sleep(time).await;
                wire::say(&Said::Text("How can I help?".into()), request)
            }
            Self::Late(time, completion) => {
                tokio::time::sleep(time).await;
                Box::pin(completion.answer(request)).await
            }
            Self::Cut => wire::break_off(request),
        }
    }
}

/// A response outside OpenAI's success shape.
pub(super) fn plain(status: u16, kind: &str, headers: Vec<(&'static str, String)>, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
    for (name, value) in headers {
        if let Ok(value) = value.parse() {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A JSON answer that promises 2 KB and breaks off after `start`.
pub(super) fn broken_json(start: &str) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_LENGTH, "2048")];
    cut_after(headers.into_response(), vec![start.to_owned()])
}
