//! `POST /api/leads/{id}/announcement`

use axum::{extract::State, http::StatusCode};
use shared::{
    http::{ApiError, Json, Owner, Path, Problem},
    ids::LeadId,
    lead,
    notice::{self, Announcement, Retry},
};

use crate::App;

/// Tries again now to announce a lead whose announcement waits or was given up.
#[utoipa::path(
    post, path = "/api/leads/{id}/announcement", tag = "leads", operation_id = "announce_lead", security(("owner" = [])),
    params(("id" = Uuid, Path, description = "The lead.")),
    responses(
        (status = 202, description = "It is due.", body = Announcement),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such lead of this owner.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The chat shows the lead already, or somebody is busy with it.", body = Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The id is no UUID.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn announce(
    State(app): State<App>,
    Owner(owner): Owner,
    Path(id): Path<LeadId>,
) -> Result<(StatusCode, Json<Announcement>), ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    let retry = notice::retry(&mut tx, id).await?;
    tx.commit().await?;
    let (event, announcement) = match retry {
        Retry::Due(event, announcement) => (event, announcement),
        Retry::AlreadySent => return Err(ApiError::AlreadySent),
        Retry::AlreadyRunning(left) => return Err(ApiError::AlreadyRunning(left)),
        Retry::NotThere => return Err(ApiError::NotFound("lead")),
    };
    let sent = app.queue.send(&[event]).await;
    lead::mark_sent_or_warn(&app.db, &sent).await;
    Ok((StatusCode::ACCEPTED, Json(announcement)))
}
