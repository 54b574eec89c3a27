//! `GET /api/auth/me`

use axum::extract::State;
use shared::{
    account::{self, Account},
    http::{ApiError, Json, Owner, Problem},
};

use crate::App;

/// Tells whose token it is.
#[utoipa::path(
    get, path = "/api/auth/me", tag = "auth", operation_id = "me", security(("owner" = [])),
    responses(
        (status = 200, description = "The account.", body = Account),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn me(State(app): State<App>, Owner(owner): Owner) -> Result<Json<Account>, ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    let account = account::find(&mut tx).await?;
    tx.commit().await?;
    account.map(Json).ok_or(ApiError::InvalidToken)
}
