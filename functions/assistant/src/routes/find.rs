//! `GET /api/assistant`

use axum::extract::State;
use shared::{
    assistant::{self, Profile},
    http::{ApiError, Json, Owner, Problem},
};

use crate::App;

/// Shows what the owner has told the assistant.
#[utoipa::path(
    get, path = "/api/assistant", tag = "assistant", operation_id = "find_assistant", security(("owner" = [])),
    responses(
        (status = 200, description = "The assistant.", body = Profile),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn find(State(app): State<App>, Owner(owner): Owner) -> Result<Json<Profile>, ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    let found = assistant::find(&mut tx).await?;
    tx.commit().await?;
    found.map(Json).ok_or(ApiError::InvalidToken)
}
