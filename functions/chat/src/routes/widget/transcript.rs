//! `POST /api/widget/transcript`

use axum::extract::State;
use shared::{
    http::{ApiError, Deadline, Json, Problem, Visit},
    usage::{Caller, ClientAddress},
};

use crate::{
    App,
    message::{Recording, RecordingForm},
    routes::transcript::TranscriptResponse,
    turn::transcribe,
};

/// Turns speech into text, which the visitor can mend before sending it. Nothing is stored.
#[utoipa::path(
    post, path = "/api/widget/transcript", tag = "widget", operation_id = "widget_transcribe", security(("visitor" = [])),
    request_body(content = RecordingForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "What was heard.", body = TranscriptResponse),
        (status = 400, description = "No form.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token of a visitor: open the chat again.", body = Problem,
            content_type = "application/problem+json"),
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
    Visit(visit): Visit,
    Deadline(deadline): Deadline,
    address: ClientAddress,
    Recording(clip): Recording,
) -> Result<Json<TranscriptResponse>, ApiError> {
    let caller = Caller { owner: visit.owner, visitor: &visit.visitor, address };
    let heard = transcribe(&app, caller, &clip, deadline).await?;
    Ok(Json(TranscriptResponse { transcript: heard.as_str().to_owned() }))
}
