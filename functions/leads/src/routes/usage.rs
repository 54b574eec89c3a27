//! `GET /api/usage`

use axum::extract::State;
use shared::{
    http::{ApiError, Json, Owner, Problem},
    usage::{self, Month},
};

use crate::App;

/// Tells what the owner has used this month, and how much there may be.
#[utoipa::path(
    get, path = "/api/usage", tag = "usage", operation_id = "find_usage", security(("owner" = [])),
    responses(
        (status = 200, description = "This month of UTC so far.", body = Month),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn usage(State(app): State<App>, Owner(owner): Owner) -> Result<Json<Month>, ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    let month = usage::month(&mut tx, &app.limits).await?;
    tx.commit().await?;
    month.map(Json).ok_or(ApiError::InvalidToken)
}
