//! `DELETE /api/widget/visitor`

use axum::{extract::State, http::StatusCode};
use shared::{
    conversation,
    http::{ApiError, Problem, Visit},
};

use super::announce_all;
use crate::App;

/// Forgets the visitor: what was said is deleted, the leads and their messages in Telegram are emptied, and the token opens nothing more.
#[utoipa::path(
    delete, path = "/api/widget/visitor", tag = "widget", operation_id = "forget_visitor", security(("visitor" = [])),
    responses(
        (status = 204, description = "Nothing is left of the visitor."),
        (status = 401, description = "No valid token of a visitor.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn forget(State(app): State<App>, Visit(visit): Visit) -> Result<StatusCode, ApiError> {
    let mut tx = app.db.tenant(visit.owner).await?;
    let visitor = conversation::find_visitor(&mut tx, &visit.visitor).await?;
    tx.commit().await?;
    let Some(visitor) = visitor else { return Ok(StatusCode::NO_CONTENT) };
    let mut tx = app.db.forget(visit.owner, visitor).await?;
    let events = conversation::forget(&mut tx).await?.unwrap_or_default();
    tx.commit().await?;
    announce_all(&app, &events).await;
    Ok(StatusCode::NO_CONTENT)
}
