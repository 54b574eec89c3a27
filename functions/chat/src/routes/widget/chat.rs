//! `POST /api/widget/chat`

use axum::{extract::State, response::Response};
use shared::{
    http::{ApiError, Deadline, Problem, Visit},
    rule::Rule,
    usage::ClientAddress,
};

use crate::{
    App,
    answer::{Form, answer},
    message::{ChatForm, ChatJson, ChatRequest},
    response::ChatResponse,
};

/// Says something to the assistant, as `POST /api/chat` does, on behalf of the visitor whose token it is.
#[utoipa::path(
    post, path = "/api/widget/chat", tag = "widget", operation_id = "widget_chat", security(("visitor" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of the client's own for this one message, 1 to 255 characters.")),
    request_body(content((ChatJson = "application/json"), (ChatForm = "multipart/form-data"))),
    responses(
        (status = 200, description = "The answer; as events, if they are asked for.",
            content((ChatResponse = "application/json"), (String = "text/event-stream"))),
        (status = 400, description = "Not JSON and no form.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token of a visitor: open the chat again.", body = Problem,
            content_type = "application/problem+json"),
        (status = 409, description = "The same request is being worked on.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Neither JSON nor a form by its type.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is not accepted, or the key came with another message before.", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "A limit is used up; the form is what is left.", body = Problem,
            content_type = "application/problem+json"),
        (status = 503, description = "The speech was not understood, or the database is away.", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn chat(
    State(app): State<App>,
    Visit(visit): Visit,
    Deadline(deadline): Deadline,
    address: ClientAddress,
    form: Form,
    request: ChatRequest,
) -> Result<Response, ApiError> {
    if request.visitor.is_some() {
        return Err(named_by_token());
    }
    if request.test {
        return Err(no_test());
    }
    answer(app, request.of(visit.owner, Some(visit.visitor), address), form, deadline).await
}

/// Only the company's token begins a test.
pub(super) fn no_test() -> ApiError {
    ApiError::field("test", &Rule::new("unknown_field", "only the company's token begins a test"))
}

/// Who speaks is said by the token and by nothing else.
pub(super) fn named_by_token() -> ApiError {
    ApiError::field("visitor_id", &Rule::new("unknown_field", "the token says who the visitor is"))
}
