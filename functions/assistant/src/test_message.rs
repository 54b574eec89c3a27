//! A message that shows whether a chat takes the owner's leads.

use std::time::Duration;

use shared::{
    assistant::{self, LinkedOwner},
    http::{ApiError, admit},
    ids::OwnerId,
    notice,
    rule::Rule,
    telegram::{ChatId, Telegram, TelegramError, Text},
};

use crate::App;

/// Counts a test message, and tells whose it is. Nobody gets many: the bot carries the leads of all owners, and Telegram bounds what it
/// sends; and whoever is written to may not have asked for it.
pub(crate) async fn begin_test(app: &App, owner: OwnerId) -> Result<LinkedOwner, ApiError> {
    let uses = app.limits.test_message();
    let mut tx = admit(app.db.tenant_counting(owner, &uses).await?, &uses, None).await?;
    let found = assistant::find_telegram(&mut tx).await?;
    tx.commit().await?;
    found.ok_or(ApiError::InvalidToken)
}

/// Sends it, and tells the chat in which it stands: where a group has moved, the one with the new id.
pub(crate) async fn send_test(telegram: &Telegram, linked: &LinkedOwner, chat: ChatId) -> Result<ChatId, ApiError> {
    let text = notice::test_message(linked.language, &linked.company_name);
    match telegram.send_message(chat.as_str(), Text::Plain(&text)).await {
        Ok(_) => Ok(chat),
        Err(TelegramError::Moved(to)) => {
            let chat = ChatId::try_from(to).map_err(ApiError::internal)?;
            telegram.send_message(chat.as_str(), Text::Plain(&text)).await.map_err(told)?;
            Ok(chat)
        }
        Err(error) => Err(told(error)),
    }
}

/// What the owner can do about it; and where only the operator can, or nobody, that it is not the owner's fault.
fn told(error: TelegramError) -> ApiError {
    let chat = |code, detail| ApiError::field("chat_id", &Rule::new(code, detail));
    match error {
        TelegramError::ChatGone(words) if words.to_lowercase().contains("chat not found") => {
            chat("chat_not_found", "Telegram knows no such chat, or the bot is not in it: add the bot, or write to it first")
        }
        TelegramError::ChatGone(_) => chat("blocked", "the bot was blocked or removed there: unblock it, or add it again"),
        TelegramError::Refused(_) | TelegramError::CannotParse(_) => chat("invalid", "the bot may not write into this chat"),
        TelegramError::TooMany(seconds) => ApiError::TelegramUnavailable(Some(Duration::from_secs(seconds))),
        error => {
            // Never with the token: errors of Telegram's do not hold the URL.
            tracing::error!(%error, "a test message could not be sent");
            ApiError::TelegramUnavailable(None)
        }
    }
}
