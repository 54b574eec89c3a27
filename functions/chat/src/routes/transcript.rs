//! `POST /api/chat/transcript`

use axum::extract::State;
use serde::Serialize;
use shared::{
    conversation::ExternalId,
    http::{ApiError, Deadline, Json, Owner, Problem},
    usage::{Caller, ClientAddress},
};
use utoipa::ToSchema;

use crate::{
    App,
    message::{Recording, RecordingForm},
    turn::transcribe,
};

/// What was heard.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TranscriptResponse {
    /// To be sent as a message with `spoken`, as it is or mended.
    pub(crate) transcript: String,
}

/// Turns speech into text. Nothing is stored: what is to be said is sent as a message.
#[utoipa::path(
    post, path = "/api/chat/transcript", tag = "chat", operation_id = "transcribe", security(("owner" = [])),
    request_body(content = RecordingForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "What was heard.", body = TranscriptResponse),
        (status = 400, description = "No form.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "No form by its type.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No audio, or nobody speaks in it.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "A limit is used up.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The speech was not understood, or the database is away.", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn transcript(
    State(app): State<App>,
    Owner(owner): Owner,
    Deadline(deadline): Deadline,
    address: ClientAddress,
    Recording(clip): Recording,
) -> Result<Json<TranscriptResponse>, ApiError> {
    let visitor = ExternalId::random();
    let heard = transcribe(&app, Caller { owner, visitor: &visitor, address }, &clip, deadline).await?;
    Ok(Json(TranscriptResponse { transcript: heard.as_str().to_owned() }))
}
