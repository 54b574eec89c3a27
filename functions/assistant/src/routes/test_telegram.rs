//! `POST /api/assistant/telegram/test`

use axum::extract::State;
use shared::{
    assistant::TelegramLink,
    http::{ApiError, Json, Owner, Problem},
    notice,
    telegram::ChatId,
};

use crate::{
    App,
    test_message::{begin_test, send_test},
};

/// Sends a test message to the linked chat.
#[utoipa::path(
    post, path = "/api/assistant/telegram/test", tag = "assistant", operation_id = "test_telegram", security(("owner" = [])),
    responses(
        (status = 200, description = "The message arrived.", body = TelegramLink),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "No chat is linked.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`chat_id` is `chat_not_found`, `blocked` or `invalid` by now.", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "The owner had many test messages sent.", body = Problem,
            content_type = "application/problem+json"),
        (status = 503, description = "Telegram cannot be reached, or asks to wait.", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn test_telegram(State(app): State<App>, Owner(owner): Owner) -> Result<Json<TelegramLink>, ApiError> {
    let linked = begin_test(&app, owner).await?;
    let before = linked.chat_id.clone().ok_or(ApiError::NotLinked)?;
    let chat = ChatId::try_from(before.clone()).map_err(|rule| ApiError::field("chat_id", &rule))?;
    let chat = send_test(&app.telegram, &linked, chat).await?;
    if chat.as_str() != before {
        let mut tx = app.db.tenant(owner).await?;
        notice::record_moved(&mut tx, &before, chat.as_str()).await?;
        tx.commit().await?;
    }
    Ok(Json(TelegramLink::from(Some(chat.as_str().to_owned()))))
}
