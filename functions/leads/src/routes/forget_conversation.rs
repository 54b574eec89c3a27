//! `DELETE /api/conversations/{id}`

use axum::{extract::State, http::StatusCode};
use shared::{
    conversation,
    http::{ApiError, Owner, Path, Problem},
    ids::VisitorId,
    lead,
};

use crate::App;

/// Forgets a visitor who asked the owner for it: what was said is deleted, the leads and their messages in Telegram are emptied.
#[utoipa::path(
    delete, path = "/api/conversations/{id}", tag = "conversations", operation_id = "forget_conversation", security(("owner" = [])),
    params(("id" = Uuid, Path, description = "The visitor.")),
    responses(
        (status = 204, description = "Nothing is left of the visitor."),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such visitor of this owner, or one who was forgotten.", body = Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The id is no UUID.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn forget_conversation(
    State(app): State<App>,
    Owner(owner): Owner,
    Path(id): Path<VisitorId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = app.db.forget(owner, id).await?;
    let Some(events) = conversation::forget(&mut tx).await? else {
        tx.rollback().await?;
        return Err(ApiError::NotFound("conversation"));
    };
    tx.commit().await?;
    let sent = app.queue.send(&events).await;
    lead::mark_sent_or_warn(&app.db, &sent).await;
    Ok(StatusCode::NO_CONTENT)
}
