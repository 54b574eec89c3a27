//! Telegram: whose token it is, and whether the default chat is there.

use super::{Check, transport, unreachable};
use crate::telegram::{Telegram, TelegramError};

const TELEGRAM: &str = "Telegram";

pub(super) async fn check(telegram: &Telegram, chat: Option<&str>) -> Check {
    let bot = match telegram.me().await {
        Ok(bot) => bot,
        Err(error) => return failed(telegram, &error).await,
    };
    match chat {
        None => Check::works(TELEGRAM, format!("the bot is @{bot}")),
        Some(chat) => match telegram.find_chat(chat).await {
            Ok(()) => Check::works(TELEGRAM, format!("the bot is @{bot}, and it can see the default chat")),
            Err(error) => Check::failed(
                TELEGRAM,
                format!("the bot is @{bot}, but it cannot see the default chat: {error}"),
                format!("Write /start to @{bot}, or add it to the group, and check TELEGRAM_CHAT_ID."),
            ),
        },
    }
}

async fn failed(telegram: &Telegram, error: &TelegramError) -> Check {
    match error {
        TelegramError::TokenWrong => Check::failed(
            TELEGRAM,
            "Telegram rejected the bot token",
            "Set TELEGRAM_BOT_TOKEN to the token of your bot; @BotFather shows it under /mybots, API Token.",
        ),
        TelegramError::Unreachable | TelegramError::Unknown => {
            let why = transport(telegram.http(), telegram.base_url()).await;
            if why.is_empty() {
                let finding = "the server answers, but not as the Bot API does";
                return Check::failed(
                    TELEGRAM,
                    finding,
                    "Check TELEGRAM_API_URL (https://api.telegram.org), or try again in a few minutes.",
                );
            }
            let remedy = unreachable("TELEGRAM_API_URL", &why);
            Check::failed(TELEGRAM, format!("no connection: {why}"), remedy)
        }
        other => Check::failed(TELEGRAM, other.to_string(), "Try again in a minute."),
    }
}
