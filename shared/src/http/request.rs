//! What surrounds every request: its id, its log line, the size of its body, and errors in one form.

use std::time::Instant;

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use lambda_http::RequestExt;
use tokio::sync::oneshot;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::{
    Instrument, Span,
    field::{Empty, display},
};
use uuid::Uuid;

use super::{
    problem::{ApiError, Outgoing, Problem},
    stream::Rest,
};
use crate::telemetry::{self, Parent, SPANS, Seen};

/// Lambda takes 6 MB with the body in base64, so this is what is left for a body of any route.
pub const MAX_BODY_BYTES: usize = 4_500_000;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Makes a function's routes answer as all of them do. Wrap a router in it once, outermost.
pub fn serve(routes: Router) -> Router {
    routes
        .layer(CatchPanicLayer::custom(|_| ApiError::internal("a handler panicked").into_response()))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(surround))
}

/// In a task of its own: what was begun comes to its end, also where nobody waits for the answer any more.
async fn surround(request: Request, next: Next) -> Response {
    let (head, early) = oneshot::channel();
    let whole = tokio::spawn(observed(request, next, head).in_current_span());
    tokio::select! {
        biased;
        Ok(response) = early => response,
        whole = whole => {
            let lost = || as_problem(ApiError::internal("a request was lost").into_response(), "");
            whole.ok().flatten().unwrap_or_else(lost)
        }
    }
}

/// Works on a request, and sees to it that everything about it is out before it is over. An answer of which more is to come goes to
/// `head` as soon as it begins.
async fn observed(request: Request, next: Next, head: oneshot::Sender<Response>) -> Option<Response> {
    let started = Instant::now();
    let request_id =
        request.lambda_context_ref().map_or_else(|| Uuid::new_v4().to_string(), |context| context.request_id.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());

    let lambda = request.lambda_context_ref().and_then(|context| context.xray_trace_id.as_deref());
    let parent = Parent::of_request(request.headers(), lambda);
    let span = tracing::info_span!(
        target: SPANS, "request", otel.name = format!("{method} {route}"), otel.kind = "server", otel.status_code = Empty,
        http.request.method = %method, http.route = route, http.response.status_code = Empty, owner_id = Empty,
    );
    let span = telemetry::continued(span, parent);
    let answer = async {
        let mut response = finished(as_problem(next.run(request).await, &request_id), &request_id);
        let status = response.status();
        let (response, events) = match response.extensions_mut().remove::<Rest>() {
            Some(rest) => {
                // Whoever asked may have left; the work is done all the same.
                let _ = head.send(response);
                (None, rest.done(&request_id).await)
            }
            None => (Some(response), None),
        };
        telemetry::answered_in(started.elapsed());
        Span::current().record("http.response.status_code", status.as_u16());
        if status.is_server_error() {
            Span::current().record("otel.status_code", "ERROR");
        }
        (status, response, events)
    };
    let answer = answer.instrument(span);
    let ((status, response, events), Seen { owner, round_trips, cold_start, latency_ms }) =
        telemetry::invocation(&request_id, &route, answer).await;

    let (status, owner_id) = (status.as_u16(), owner.map(display));
    tracing::info!(request_id, owner_id, %method, route, status, latency_ms, round_trips, cold_start, "answered");
    drop(events);
    response
}

/// What every answer carries.
fn finished(mut response: Response, request_id: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(&REQUEST_ID, value);
    }
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Gives an error its body: ours as they are, and those that axum answers by itself (404, 405, 413) in the same form.
fn as_problem(mut response: Response, request_id: &str) -> Response {
    let status = response.status();
    let ours = response.extensions_mut().remove::<Outgoing>().map(|Outgoing(problem)| problem);
    let Some(mut problem) = ours.or_else(|| of_the_framework(status)) else { return response };
    request_id.clone_into(&mut problem.request_id);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    *response.body_mut() = Body::from(body);
    response
}

fn of_the_framework(status: StatusCode) -> Option<Problem> {
    let (name, detail) = match status {
        StatusCode::NOT_FOUND => ("not-found", "there is no such route"),
        StatusCode::METHOD_NOT_ALLOWED => ("method-not-allowed", "this route does not have that method"),
        StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "the body is too large"),
        status if status.is_client_error() => ("bad-request", "the request is not what this route accepts"),
        _ => return None,
    };
    Some(Problem::new(status, name, detail.to_owned()))
}
