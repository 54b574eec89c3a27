//! `DELETE /api/assistant/telegram`

use axum::{extract::State, http::StatusCode};
use shared::{
    assistant,
    http::{ApiError, Owner, Problem},
};

use crate::App;

/// Unlinks the chat. Leads that come from then on wait for another one, or go to the deployment's own chat where there is one.
#[utoipa::path(
    delete, path = "/api/assistant/telegram", tag = "assistant", operation_id = "unlink_telegram", security(("owner" = [])),
    responses(
        (status = 204, description = "No chat is linked."),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn unlink_telegram(State(app): State<App>, Owner(owner): Owner) -> Result<StatusCode, ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    assistant::set_telegram(&mut tx, None).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
