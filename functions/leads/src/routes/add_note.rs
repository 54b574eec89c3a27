//! `POST /api/leads/{id}/notes`

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use shared::{
    http::{ApiError, Json, Owner, Path, Problem},
    ids::LeadId,
    lead::{self, Note, NoteText},
};
use utoipa::ToSchema;

use crate::App;

/// What to write down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddNoteRequest {
    #[schema(value_type = String, min_length = 1, max_length = 2000, example = "Просила перезвонить после шести")]
    text: NoteText,
}

/// Writes a note down with a lead. Nobody but the owner reads it.
#[utoipa::path(
    post, path = "/api/leads/{id}/notes", tag = "leads", operation_id = "add_note", security(("owner" = [])),
    params(("id" = Uuid, Path, description = "The lead.")), request_body = AddNoteRequest,
    responses(
        (status = 201, description = "The note.", body = Note),
        (status = 400, description = "Not JSON.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such lead of this owner.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is not accepted.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn add_note(
    State(app): State<App>,
    Owner(owner): Owner,
    Path(id): Path<LeadId>,
    Json(request): Json<AddNoteRequest>,
) -> Result<(StatusCode, Json<Note>), ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    let note = lead::add_note(&mut tx, id, &request.text).await?;
    tx.commit().await?;
    note.map(|note| (StatusCode::CREATED, Json(note))).ok_or(ApiError::NotFound("lead"))
}
