//! `POST /api/chat`

use axum::{extract::State, response::Response};
use shared::{
    http::{ApiError, Deadline, Owner, Problem},
    usage::ClientAddress,
};

use crate::{
    App,
    answer::{Form, answer},
    message::{ChatForm, ChatJson, ChatRequest},
    response::ChatResponse,
};

/// Says something to the owner's assistant, as one of the owner's visitors.
///
/// A contact in the message is stored with it before the model is asked, so that a failing model costs an answer and never a lead.
///
/// With `Accept: text/event-stream` the answer comes while it is being said: `transcript` and `lead` where there is one, `delta` for each
/// piece of the sentence, `form` where the visitor can leave a contact, and at last `done` with the whole answer, or `error` with a
/// problem. A comment is sent every ten seconds of silence. What is refused is refused with its status, as without.
///
/// With an `Idempotency-Key` the request can be sent again for a day: it gets the same answer, and nothing is stored or asked twice.
#[utoipa::path(
    post, path = "/api/chat", tag = "chat", operation_id = "chat", security(("owner" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of the client's own for this one message, 1 to 255 characters.")),
    request_body(content((ChatJson = "application/json"), (ChatForm = "multipart/form-data"))),
    responses(
        (status = 200, description = "The answer; as events, if they are asked for.",
            content((ChatResponse = "application/json"), (String = "text/event-stream"))),
        (status = 400, description = "Not JSON and no form.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The same request is being worked on.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = Problem, content_type = "application/problem+json"),
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
    Owner(owner): Owner,
    Deadline(deadline): Deadline,
    address: ClientAddress,
    form: Form,
    request: ChatRequest,
) -> Result<Response, ApiError> {
    let visitor = request.visitor.clone();
    answer(app, request.of(owner, visitor, address), form, deadline).await
}
