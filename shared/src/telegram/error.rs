//! What Telegram answers when it does not do what it was asked.

use serde::Deserialize;
use serde_json::Value;

/// Why a call failed, sorted by what to do about it. Never holds the URL, which holds the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TelegramError {
    /// Not before that many seconds.
    #[error("Telegram asks to wait {0} s")]
    TooMany(u64),
    /// The bot was blocked or removed, or there is no such chat: no use to try again.
    #[error("the chat does not take messages: {0}")]
    ChatGone(String),
    /// The group became a supergroup; this is its new id.
    #[error("the chat has moved")]
    Moved(String),
    /// The text's markup is not Telegram's HTML.
    #[error("Telegram could not read the markup: {0}")]
    CannotParse(String),
    /// The message shows the text already.
    #[error("the message shows this already")]
    NotModified,
    /// The message to edit is gone, or too old.
    #[error("the message cannot be edited any more")]
    MessageGone,
    /// The bot's token is wrong: an alarm for the operator.
    #[error("Telegram does not know this bot token")]
    TokenWrong,
    /// Another refusal of this very request: no use to try again.
    #[error("Telegram refused: {0}")]
    Refused(String),
    /// Telegram is down or cannot be reached; nothing was done.
    #[error("Telegram cannot be reached")]
    Unreachable,
    /// The request may have been carried out; the answer did not come.
    #[error("Telegram did not answer in time")]
    Unknown,
}

impl TelegramError {
    pub(super) fn of_transport(error: &reqwest::Error) -> Self {
        if error.is_connect() || error.is_builder() { Self::Unreachable } else { Self::Unknown }
    }
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    result: Option<Value>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

/// Sorts an answer. The wordings are those of the Bot API's errors, which have no other mark.
pub(super) fn read(status: u16, body: &[u8]) -> Result<Value, TelegramError> {
    let Ok(answer) = serde_json::from_slice::<Answer>(body) else {
        // A gateway's page or a redirect in place of an answer: only with a 2xx may the call have been carried out.
        return Err(if status >= 300 { TelegramError::Unreachable } else { TelegramError::Unknown });
    };
    if answer.ok {
        return answer.result.ok_or(TelegramError::Unknown);
    }
    let says = |words: &str| answer.description.to_lowercase().contains(words);
    Err(match (status, answer.parameters) {
        (429, parameters) => TelegramError::TooMany(parameters.retry_after.unwrap_or(1)),
        (_, Parameters { migrate_to_chat_id: Some(chat), .. }) => TelegramError::Moved(chat.to_string()),
        (401 | 404, _) => TelegramError::TokenWrong,
        (403, _) => TelegramError::ChatGone(answer.description),
        (400, _) if says("chat not found") => TelegramError::ChatGone(answer.description),
        (400, _) if says("message is not modified") => TelegramError::NotModified,
        (400, _) if says("message to edit not found") || says("message can't be edited") => TelegramError::MessageGone,
        (400, _) if says("can't parse entities") => TelegramError::CannotParse(answer.description),
        (500.., _) => TelegramError::Unreachable,
        _ => TelegramError::Refused(answer.description),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_answers_by_what_to_do_about_them() {
        let refused = |status, description: &str, parameters: &str| {
            let body = format!(r#"{{"ok":false,"error_code":{status},"description":"{description}","parameters":{parameters}}}"#);
            read(status, body.as_bytes()).unwrap_err()
        };
        assert_eq!(read(200, br#"{"ok":true,"result":{"message_id":7}}"#).unwrap()["message_id"], 7);
        assert_eq!(refused(429, "Too Many Requests: retry after 5", r#"{"retry_after":5}"#), TelegramError::TooMany(5));
        let moved =
            refused(400, "Bad Request: group chat was upgraded to a supergroup chat", r#"{"migrate_to_chat_id":-100123}"#);
        assert_eq!(moved, TelegramError::Moved("-100123".to_owned()));
        assert!(matches!(refused(403, "Forbidden: bot was blocked by the user", "{}"), TelegramError::ChatGone(_)));
        assert!(matches!(refused(400, "Bad Request: chat not found", "{}"), TelegramError::ChatGone(_)));
        assert!(matches!(refused(400, "Bad Request: can't parse entities: x", "{}"), TelegramError::CannotParse(_)));
        assert_eq!(refused(400, "Bad Request: message to edit not found", "{}"), TelegramError::MessageGone);
        assert!(matches!(refused(400, "Bad Request: message text is empty", "{}"), TelegramError::Refused(_)));
        assert_eq!(refused(401, "Unauthorized", "{}"), TelegramError::TokenWrong);
        assert_eq!(refused(502, "Bad Gateway", "{}"), TelegramError::Unreachable);
        assert_eq!(read(502, b"<html>"), Err(TelegramError::Unreachable));
        assert_eq!(read(200, b"<html>"), Err(TelegramError::Unknown));
        assert_eq!(read(307, b""), Err(TelegramError::Unreachable));
        assert_eq!(read(403, b"<html>"), Err(TelegramError::Unreachable));
    }
}
