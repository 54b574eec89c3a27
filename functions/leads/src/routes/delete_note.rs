//! `DELETE /api/leads/{id}/notes/{note_id}`

use axum::{extract::State, http::StatusCode};
use shared::{
    http::{ApiError, Owner, Path, Problem},
    ids::{LeadId, NoteId},
    lead,
};

use crate::App;

/// Takes a note away.
#[utoipa::path(
    delete, path = "/api/leads/{id}/notes/{note_id}", tag = "leads", operation_id = "delete_note", security(("owner" = [])),
    params(("id" = Uuid, Path, description = "The lead."), ("note_id" = Uuid, Path, description = "The note.")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such note of this owner.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "An id is no UUID.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn delete_note(
    State(app): State<App>,
    Owner(owner): Owner,
    Path((id, note)): Path<(LeadId, NoteId)>,
) -> Result<StatusCode, ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    let deleted = lead::delete_note(&mut tx, id, note).await?;
    tx.commit().await?;
    if deleted { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::NotFound("note")) }
}
