//! `PUT /api/assistant/telegram`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    assistant::{self, TelegramLink},
    http::{ApiError, Json, Owner, Problem},
    telegram::ChatId,
};
use utoipa::ToSchema;

use crate::{
    App,
    test_message::{begin_test, send_test},
};

/// Which chat.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkTelegramRequest {
    /// A number, negative for groups, or the `@name` of a channel.
    #[schema(value_type = String, example = "-1001234567890")]
    chat_id: ChatId,
}

/// Sends a test message to a chat, and links the chat if the message arrived.
///
/// A group that has become a supergroup is linked by its new id.
#[utoipa::path(
    put, path = "/api/assistant/telegram", tag = "assistant", operation_id = "link_telegram", security(("owner" = [])),
    request_body = LinkTelegramRequest,
    responses(
        (status = 200, description = "The message arrived, and leads are announced there from now on.", body = TelegramLink),
        (status = 400, description = "Not JSON.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`chat_id` is `chat_not_found`, `blocked` or `invalid`; nothing was changed.", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "The owner had many test messages sent; nothing was changed.", body = Problem,
            content_type = "application/problem+json"),
        (status = 503, description = "Telegram cannot be reached, or asks to wait; nothing was changed.", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn link_telegram(
    State(app): State<App>,
    Owner(owner): Owner,
    Json(request): Json<LinkTelegramRequest>,
) -> Result<Json<TelegramLink>, ApiError> {
    let linked = begin_test(&app, owner).await?;
    // No transaction is open while Telegram is asked.
    let chat = send_test(&app.telegram, &linked, request.chat_id).await?;
    let mut tx = app.db.tenant(owner).await?;
    assistant::set_telegram(&mut tx, Some(&chat)).await?;
    tx.commit().await?;
    Ok(Json(TelegramLink::from(Some(chat.as_str().to_owned()))))
}
