//! `GET /api/assistant/onboarding`

use axum::extract::State;
use shared::{
    assistant::{self, Onboarding},
    http::{ApiError, Json, Owner, Problem},
};

use crate::App;

/// Tells how far the owner is with setting up.
#[utoipa::path(
    get, path = "/api/assistant/onboarding", tag = "assistant", operation_id = "find_onboarding", security(("owner" = [])),
    responses(
        (status = 200, description = "What is done.", body = Onboarding),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn onboarding(State(app): State<App>, Owner(owner): Owner) -> Result<Json<Onboarding>, ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    let found = assistant::onboarding(&mut tx).await?;
    tx.commit().await?;
    found.map(Json).ok_or(ApiError::InvalidToken)
}
