//! One HTTP request to a model's server, below async-openai: no retry, and errors sorted before anything logs a body.

use std::time::Duration;

use async_openai::{error::OpenAIError, middleware::HttpRequestFactory};
use bytes::Bytes;
use reqwest::{RequestBuilder, Response, StatusCode, header::HeaderMap};
use serde::Deserialize;

use super::ModelError;
use crate::telemetry;

/// Sends the request. Every answer but a success becomes a [`ModelError`] here.
pub(super) async fn send(http: reqwest::Client, request: HttpRequestFactory) -> Result<Response, OpenAIError> {
    let mut request = request.build().await?;
    if let Some(traceparent) = telemetry::traceparent().and_then(|told| told.parse().ok()) {
        request.headers_mut().insert("traceparent", traceparent);
    }
    successful(http.execute(request).await).await.map_err(boxed)
}

/// Sends a request of our own, and reads the body of a success.
pub(super) async fn asked(request: RequestBuilder) -> Result<Bytes, ModelError> {
    let response = successful(request.send().await).await?;
    response.bytes().await.map_err(|error| of_transport(&error))
}

async fn successful(sent: reqwest::Result<Response>) -> Result<Response, ModelError> {
    let response = sent.map_err(|error| of_transport(&error))?;
    if response.status().is_success() {
        return Ok(response);
    }
    let (status, retry_after) = (response.status(), retry_after(response.headers()));
    let body = response.bytes().await.unwrap_or_default();
    Err(of_status(status, retry_after, &body))
}

impl From<OpenAIError> for ModelError {
    /// The error inside of async-openai's.
    fn from(error: OpenAIError) -> Self {
        match error {
            OpenAIError::Boxed(error) => error.downcast().map_or(Self::Unreachable, |error| *error),
            OpenAIError::Reqwest(error) => of_transport(&error),
            OpenAIError::StreamError(_) => Self::Unreachable,
            OpenAIError::InvalidArgument(_) => Self::Refused(0),
            _ => Self::Unreadable,
        }
    }
}

fn boxed(error: ModelError) -> OpenAIError {
    OpenAIError::Boxed(Box::new(error))
}

fn of_transport(error: &reqwest::Error) -> ModelError {
    if error.is_timeout() && !error.is_connect() { ModelError::TimedOut } else { ModelError::Unreachable }
}

fn of_status(status: StatusCode, retry_after: Option<Duration>, body: &[u8]) -> ModelError {
    #[derive(Default, Deserialize)]
    struct Envelope {
        error: Kind,
    }
    #[derive(Default, Deserialize)]
    struct Kind {
        r#type: Option<String>,
        code: Option<String>,
    }
    let Kind { r#type, code } = serde_json::from_slice::<Envelope>(body).unwrap_or_default().error;
    let no_quota = [r#type, code].into_iter().flatten().any(|word| word == "insufficient_quota");
    match status.as_u16() {
        429 if no_quota => ModelError::QuotaUsedUp,
        401 | 403 => ModelError::KeyRefused(status.as_u16()),
        status @ (408 | 409 | 429 | 500..) => ModelError::Busy { status, retry_after },
        status => ModelError::Refused(status),
    }
}

/// `retry-after-ms`, else `Retry-After` in seconds. Its form as a date is left to the usual delay.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    number("retry-after-ms").map(Duration::from_millis).or_else(|| number("retry-after").map(Duration::from_secs))
}
