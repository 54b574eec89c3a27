//! `DELETE /api/widget/lead`

use axum::{extract::State, http::StatusCode};
use shared::{
    conversation,
    http::{ApiError, Problem, Visit},
    lead,
};

use super::announce_all;
use crate::App;

/// Deletes the visitor's contacts: the lead and its card in Telegram are emptied.
///
/// The conversation stays, with `███` in place of each contact and name. `POST /api/widget/session` returns it as it is then.
#[utoipa::path(
    delete, path = "/api/widget/lead", tag = "widget", operation_id = "take_lead_back", security(("visitor" = [])),
    responses(
        (status = 204, description = "No lead holds anything of the visitor's."),
        (status = 401, description = "No valid token of a visitor.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn take_back(State(app): State<App>, Visit(visit): Visit) -> Result<StatusCode, ApiError> {
    let mut tx = app.db.tenant(visit.owner).await?;
    let visitor = conversation::find_visitor(&mut tx, &visit.visitor).await?;
    tx.commit().await?;
    let Some(visitor) = visitor else { return Ok(StatusCode::NO_CONTENT) };
    let mut tx = app.db.forget(visit.owner, visitor).await?;
    let events = lead::take_back(&mut tx).await?;
    tx.commit().await?;
    announce_all(&app, &events).await;
    Ok(StatusCode::NO_CONTENT)
}
