//! `GET /api/conversations/{id}`

use axum::extract::State;
use serde::Serialize;
use shared::{
    conversation::{self, Conversation, Message},
    http::{ApiError, Json, Owner, Path, Problem},
    ids::VisitorId,
};
use utoipa::ToSchema;

use crate::App;

/// A conversation with all that was said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindConversationResponse {
    #[serde(flatten)]
    about: Conversation,
    /// Oldest first; of a very long conversation the last 500 messages.
    conversation: Vec<Message>,
}

/// Shows one conversation.
#[utoipa::path(
    get, path = "/api/conversations/{id}", tag = "conversations", operation_id = "find_conversation", security(("owner" = [])),
    params(("id" = Uuid, Path, description = "The visitor.")),
    responses(
        (status = 200, description = "The conversation.", body = FindConversationResponse),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such visitor of this owner, or one who was forgotten.", body = Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The id is no UUID.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn find_conversation(
    State(app): State<App>,
    Owner(owner): Owner,
    Path(id): Path<VisitorId>,
) -> Result<Json<FindConversationResponse>, ApiError> {
    let mut tx = app.db.tenant_planning(owner).await?;
    let Some(about) = conversation::find_talk(&mut tx, id).await? else {
        tx.rollback().await?;
        return Err(ApiError::NotFound("conversation"));
    };
    let conversation = conversation::find(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(FindConversationResponse { about, conversation }))
}
