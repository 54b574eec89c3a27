//! `GET /api/leads/{id}`

use axum::extract::State;
use serde::Serialize;
use shared::{
    conversation::{self, Message},
    http::{ApiError, Json, Owner, Path, Problem},
    ids::LeadId,
    lead::{self, Lead, Note, Provenance},
};
use utoipa::ToSchema;

use crate::App;

/// A lead with what was said, and where each value of it was said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindResponse {
    #[serde(flatten)]
    lead: Lead,
    /// With the visitor who left the lead, oldest first.
    conversation: Vec<Message>,
    /// Every value the lead has had, oldest first.
    fields: Vec<Provenance>,
    /// The owner's own, oldest first; of very many the last 500.
    notes: Vec<Note>,
}

/// Shows one lead with its conversation.
#[utoipa::path(
    get, path = "/api/leads/{id}", tag = "leads", operation_id = "find_lead", security(("owner" = [])),
    params(("id" = Uuid, Path, description = "The lead.")),
    responses(
        (status = 200, description = "The lead.", body = FindResponse),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such lead of this owner.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The id is no UUID.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn find(
    State(app): State<App>,
    Owner(owner): Owner,
    Path(id): Path<LeadId>,
) -> Result<Json<FindResponse>, ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    let Some((lead, visitor)) = lead::find(&mut tx, id).await? else {
        tx.rollback().await?;
        return Err(ApiError::NotFound("lead"));
    };
    let conversation = conversation::find(&mut tx, visitor).await?;
    let fields = lead::fields(&mut tx, id).await?;
    let notes = if lead.note_count > 0 { lead::notes(&mut tx, id).await? } else { Vec::new() };
    tx.commit().await?;
    Ok(Json(FindResponse { lead, conversation, fields, notes }))
}
