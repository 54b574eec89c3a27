//! Telegram's Bot API (10.3), as far as announcements need it.

mod chat;
mod error;

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use tracing::{Instrument, Span, field::Empty};

pub use chat::ChatId;
pub use error::TelegramError;

use crate::{
    config::TelegramConfig,
    https::{Https, Timeouts},
    telemetry::SPANS,
};

/// Telegram answers within a second; a queue's consumer must not wait much longer.
const TIMEOUTS: Timeouts = Timeouts { connect: Duration::from_secs(3), total: Duration::from_secs(10) };

/// What a message says.
#[derive(Debug, Clone, Copy)]
pub enum Text<'a> {
    /// In Telegram's HTML.
    Html(&'a str),
    /// As it stands, without markup.
    Plain(&'a str),
}

/// The bot. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Telegram {
    http: reqwest::Client,
    base_url: String,
    token: SecretString,
}

impl Telegram {
    /// A bot at that address. Connects at the first call.
    ///
    /// # Errors
    /// The TLS library could not be set up.
    pub fn new(config: &TelegramConfig, https: &Https) -> reqwest::Result<Self> {
        let http = https.client(TIMEOUTS)?;
        Ok(Self { http, base_url: config.base_url.trim_end_matches('/').to_owned(), token: config.bot_token.clone() })
    }

    /// The bot's own name, without the `@`.
    ///
    /// # Errors
    /// See [`TelegramError`].
    pub async fn me(&self) -> Result<String, TelegramError> {
        #[derive(Deserialize)]
        struct Me {
            username: String,
        }
        let me: Me = serde_json::from_value(self.call("getMe", &json!({})).await?).map_err(|_| TelegramError::Unknown)?;
        Ok(me.username)
    }

    /// Whether the bot can see a chat.
    ///
    /// # Errors
    /// [`TelegramError::ChatGone`] where it cannot; see [`TelegramError`].
    pub async fn find_chat(&self, chat: &str) -> Result<(), TelegramError> {
        self.call("getChat", &json!({ "chat_id": chat })).await.map(drop)
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Puts a message into a chat; gives its id. There is no idempotency key: a second call is a second message.
    ///
    /// # Errors
    /// See [`TelegramError`]; [`TelegramError::Unknown`] where nobody can know whether the message stands.
    pub async fn send_message(&self, chat: &str, text: Text<'_>) -> Result<i64, TelegramError> {
        #[derive(Deserialize)]
        struct Sent {
            message_id: i64,
        }
        let sent: Sent =
            serde_json::from_value(self.call("sendMessage", &message(chat, text)).await?).map_err(|_| TelegramError::Unknown)?;
        Ok(sent.message_id)
    }

    /// Replaces the text of a message. Safe to repeat.
    ///
    /// # Errors
    /// See [`TelegramError`].
    pub async fn edit_message(&self, chat: &str, message_id: i64, text: Text<'_>) -> Result<(), TelegramError> {
        let mut body = message(chat, text);
        body["message_id"] = message_id.into();
        match self.call("editMessageText", &body).await {
            Ok(_) | Err(TelegramError::NotModified) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn call(&self, method: &str, body: &Value) -> Result<Value, TelegramError> {
        // The token is part of the URL, so no error may carry the URL on.
        let url = format!("{}/bot{}/{method}", self.base_url, self.token.expose_secret());
        let span = tracing::info_span!(target: SPANS, "telegram", otel.name = method, otel.kind = "client", http.response.status_code = Empty);
        let call = async {
            let response = self.http.post(url).json(body).send().await.map_err(|error| TelegramError::of_transport(&error))?;
            let status = response.status().as_u16();
            Span::current().record("http.response.status_code", status);
            let answer = response.bytes().await.map_err(|error| TelegramError::of_transport(&error))?;
            error::read(status, &answer)
        };
        call.instrument(span).await
    }
}

/// A message's parameters, as `sendMessage` and `editMessageText` share them.
fn message(chat: &str, text: Text<'_>) -> Value {
    let mut body = json!({ "chat_id": chat, "link_preview_options": { "is_disabled": true } });
    match text {
        Text::Html(html) => {
            body["text"] = html.into();
            body["parse_mode"] = "HTML".into();
        }
        Text::Plain(plain) => body["text"] = plain.into(),
    }
    body
}
