//! Bodies as HTML's forms send them.

use axum::extract::{FromRequest, Request};
use http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use super::{ApiError, json::read_body, query::parse_urlencoded};

const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// A body of URL-encoded fields.
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

impl<T> Form<T> {
    /// Whether the body of a request with these headers is one.
    #[must_use]
    pub fn is_in(headers: &HeaderMap) -> bool {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        content_type.split(';').next().is_some_and(|mime| mime.trim().eq_ignore_ascii_case(CONTENT_TYPE))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        if !Self::is_in(request.headers()) {
            return Err(ApiError::UnsupportedMediaType(CONTENT_TYPE));
        }
        let body = read_body(request, state).await?;
        parse_urlencoded(&String::from_utf8_lossy(&body)).map(Self)
    }
}
