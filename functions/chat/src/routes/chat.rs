//! `POST /api/chat`

use axum::extract::State;
use shared::{
    http::{ApiError, Deadline, Json, Owner, Problem},
    usage::{Caller, ClientAddress},
};
use tokio::time::Instant;

use crate::{
    App,
    message::{ChatForm, ChatJson, ChatRequest},
    response::ChatResponse,
    talk::talk,
    turn::{Stop, conclude, hear, keep},
};

/// Says something to the owner's assistant, as one of the owner's visitors.
///
/// A contact in the message is stored with it before the model is asked, so that a failing model costs an answer and never a lead.
/// With an `Idempotency-Key` the request can be sent again for a day: it gets the same answer, and nothing is stored or asked twice.
#[utoipa::path(
    post, path = "/api/chat", tag = "chat", operation_id = "chat", security(("owner" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of the client's own for this one message, 1 to 255 characters.")),
    request_body(content((ChatJson = "application/json"), (ChatForm = "multipart/form-data"))),
    responses(
        (status = 200, description = "The answer.", body = ChatResponse),
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
    request: ChatRequest,
) -> Result<Json<ChatResponse>, ApiError> {
    let visitor = request.visitor.clone();
    match turn(&app, Caller { owner, visitor: &visitor, address }, request, deadline).await {
        Ok(response) => Ok(Json(response)),
        Err(Stop::Answered(response)) => Ok(Json(*response)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

async fn turn(app: &App, caller: Caller<'_>, request: ChatRequest, deadline: Instant) -> Result<ChatResponse, Stop> {
    let heard = hear(app, caller, request.content, request.attempt, deadline).await?;
    let kept = keep(app, caller, &heard).await?;
    // No transaction is open while the model thinks.
    let talk = talk(&app.openai, caller.owner, &kept.turn, &kept.said(&heard.text), kept.lead().is_some(), deadline).await;
    conclude(app, caller, &heard, kept, talk).await
}
