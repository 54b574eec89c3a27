//! `TELEGRAM_*`.

use secrecy::SecretString;

use super::Reader;

/// The bot, and the chat of owners who have set none.
#[derive(Debug, Clone)]
pub struct TelegramConfig {
    /// Telegram's, or a stand-in's.
    pub base_url: String,
    /// The bot's token. Part of every URL of the Bot API, so errors must never carry the URL.
    pub bot_token: SecretString,
    /// Where leads are announced whose owner has no chat.
    pub default_chat_id: Option<String>,
}

impl TelegramConfig {
    /// Reads `TELEGRAM_BOT_TOKEN`, `TELEGRAM_CHAT_ID` (optional) and `TELEGRAM_API_URL` (Telegram's).
    pub fn read(reader: &mut Reader) -> Self {
        let base_url = reader.optional("TELEGRAM_API_URL").unwrap_or_else(|| "https://api.telegram.org".to_owned());
        Self {
            base_url: reader.upstream_url("TELEGRAM_API_URL", &base_url).unwrap_or_default(),
            bot_token: reader.secret("TELEGRAM_BOT_TOKEN", "expected the token that @BotFather gave"),
            default_chat_id: reader.optional("TELEGRAM_CHAT_ID"),
        }
    }
}
