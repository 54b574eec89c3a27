//! `PATCH /api/leads/{id}`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    http::{ApiError, Json, Owner, Path, Problem},
    ids::LeadId,
    lead::{self, Lead, Status},
};
use utoipa::ToSchema;

use crate::App;

/// What to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetStatusRequest {
    status: Status,
}

/// Changes how far the owner is with a lead.
#[utoipa::path(
    patch, path = "/api/leads/{id}", tag = "leads", operation_id = "set_lead_status", security(("owner" = [])),
    params(("id" = Uuid, Path, description = "The lead.")), request_body = SetStatusRequest,
    responses(
        (status = 200, description = "The lead as it is now.", body = Lead),
        (status = 400, description = "Not JSON.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such lead of this owner.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is not accepted.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn set_status(
    State(app): State<App>,
    Owner(owner): Owner,
    Path(id): Path<LeadId>,
    Json(request): Json<SetStatusRequest>,
) -> Result<Json<Lead>, ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    lead::set_status(&mut tx, id, request.status).await?;
    let found = lead::find(&mut tx, id).await?;
    tx.commit().await?;
    found.map(|(lead, _)| Json(lead)).ok_or(ApiError::NotFound("lead"))
}
