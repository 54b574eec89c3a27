//! Requests from event files, through a router, to the answer.

use axum::{Router, body::Body};
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// Turns an event file into the request that a function gets from it on Lambda, under that owner's token.
#[must_use]
pub fn event(file: &str, token: Option<&str>) -> Request<Body> {
    let request = lambda_http::request::from_str(file).expect("an event of API Gateway");
    let (mut parts, body) = request.into_parts();
    if let Some(token) = token {
        parts.headers.insert(header::AUTHORIZATION, format!("Bearer {token}").parse().expect("a header"));
    }
    Request::from_parts(parts, Body::from(body.to_vec()))
}

/// A request with JSON (or nothing), under that owner's token.
#[must_use]
pub fn request(method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = match body {
        Some(body) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    request.body(body).expect("a request")
}

/// Sends a request through a router, with all that surrounds it in a function.
pub async fn send(routes: &Router, request: Request<Body>) -> Answer {
    read(begin(routes, request).await).await
}

/// As [`send`], up to the head of the answer.
pub async fn begin(routes: &Router, request: Request<Body>) -> Response<Body> {
    crate::http::serve(routes.clone()).oneshot(request).await.expect("routers do not fail")
}

/// Reads an answer to its end.
pub async fn read(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    Answer { status: parts.status, headers: parts.headers, body }
}
