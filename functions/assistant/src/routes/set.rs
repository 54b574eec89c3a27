//! `PUT /api/assistant`

use axum::extract::State;
use shared::{
    assistant::{self, Profile, Settings, Stored, TimeZone},
    http::{ApiError, Json, Owner, Problem},
};

use crate::App;

/// Replaces all that the owner has told the assistant. Holds from a visitor's next message on; of two at once the last one holds.
#[utoipa::path(
    put, path = "/api/assistant", tag = "assistant", operation_id = "set_assistant", security(("owner" = [])),
    request_body = Settings,
    responses(
        (status = 200, description = "The assistant as it is now.", body = Profile),
        (status = 400, description = "Not JSON.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is not accepted, or is missing.", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn set(
    State(app): State<App>,
    Owner(owner): Owner,
    Json(settings): Json<Settings>,
) -> Result<Json<Profile>, ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    match assistant::set(&mut tx, settings).await? {
        Stored::Done(profile) => {
            tx.commit().await?;
            Ok(Json(*profile))
        }
        Stored::UnknownTimeZone => {
            tx.rollback().await?;
            Err(ApiError::field("time_zone", &TimeZone::unknown()))
        }
        Stored::NoAccount => {
            tx.rollback().await?;
            Err(ApiError::InvalidToken)
        }
    }
}
