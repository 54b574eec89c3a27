//! OpenAI's error envelope.
use std::fmt;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::super::stand_in::json;

const WRONG_KEY: &str = "invalid_api_key";

/// Why OpenAI refuses a request.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    message: String,
    param: Option<String>,
    code: Option<&'static str>,
}

impl Refusal {
    /// 400 `invalid_request_error`.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: message.into(), param: None, code: None }
    }

    /// 401, for a request without a key.
    pub(super) fn without_key() -> Self {
        let message =
            "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth";
        Self { status: StatusCode::UNAUTHORIZED, ..Self::invalid(message) }
    }

    /// 401, for a key that OpenAI does not know or that was revoked.
    pub(super) fn wrong_key() -> Self {
        Self { status: StatusCode::UNAUTHORIZED, code: Some(WRONG_KEY), ..Self::invalid("Incorrect API key provided") }
    }

    /// Whether the caller broke the contract; a key may be revoked without that.
    pub(super) fn is_violation(&self) -> bool {
        self.code != Some(WRONG_KEY)
    }

    pub(super) fn about(mut self, param: impl Into<String>, code: &'static str) -> Self {
        self.param = Some(param.into());
        self.code = Some(code);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.message)?;
        self.param.iter().try_for_each(|param| write!(f, " (param {param})"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, message, param, code } = self;
        let error = json!({ "message": message, "type": "invalid_request_error", "param": param, "code": code });
        json(status, &json!({ "error": error }))
    }
}

/// The body of an error in OpenAI's envelope.
pub(super) fn envelope(kind: &str, code: Option<&str>, message: &str) -> String {
    json!({ "error": { "message": message, "type": kind, "param": null, "code": code } }).to_string()
}
