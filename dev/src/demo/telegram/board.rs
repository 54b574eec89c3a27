//! The messages that the console keeps.
use std::collections::VecDeque;

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{Refusal, bad_request, shown::Message};

/// How many messages are kept.
const KEPT: usize = 50;
/// The longest text of a message, in UTF-16 code units after its entities are parsed (Bot API, `sendMessage`).
const LONGEST_TEXT: usize = 4096;

pub(super) struct Board {
    /// Newest first.
    messages: VecDeque<Message>,
    last_id: i64,
}

impl Default for Board {
    /// Ids go on from the time, so that an id that the database kept from an earlier start is never another message's.
    fn default() -> Self {
        Self { messages: VecDeque::new(), last_id: OffsetDateTime::now_utc().unix_timestamp() }
    }
}

impl Board {
    pub(super) fn newest_first(&self) -> Vec<Value> {
        self.messages.iter().map(Message::as_json).collect()
    }

    pub(super) fn send(&mut self, body: &Value) -> Result<Message, Refusal> {
        let (chat_id, html) = (chat_id(body)?, text(body)?);
        self.last_id += 1;
        let sent_at = OffsetDateTime::now_utc();
        let message = Message { id: self.last_id, chat_id, html, edited: false, sent_at };
        self.messages.push_front(message.clone());
        self.messages.truncate(KEPT);
        Ok(message)
    }

    pub(super) fn edit(&mut self, body: &Value) -> Result<Message, Refusal> {
        let (chat_id, html) = (chat_id(body)?, text(body)?);
        let sent = |message: &&mut Message| message.id == body["message_id"] && message.chat_id == chat_id;
        let message = self.messages.iter_mut().find(sent).ok_or(bad_request("Bad Request: message to edit not found"))?;
        if message.html == html {
            return Err(bad_request(
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a \
                 current content and reply markup of the message",
            ));
        }
        message.html = html;
        message.edited = true;
        Ok(message.clone())
    }
}

fn chat_id(body: &Value) -> Result<String, Refusal> {
    match &body["chat_id"] {
        Value::String(id) if !id.is_empty() => Ok(id.clone()),
        Value::Number(id) => Ok(id.to_string()),
        _ => Err(bad_request("Bad Request: chat_id is empty")),
    }
}

/// Kept as HTML; a text that was sent without `parse_mode` is escaped for it.
fn text(body: &Value) -> Result<String, Refusal> {
    let text = body["text"].as_str().unwrap_or_default();
    let html = match body["parse_mode"].as_str() {
        Some("HTML") => text.to_owned(),
        _ => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
    };
    match super::shown::plain(&html).trim().encode_utf16().count() {
        0 => Err(bad_request("Bad Request: message text is empty")),
        1..=LONGEST_TEXT => Ok(html),
        _ => Err(bad_request("Bad Request: message is too long")),
    }
}

impl Message {
    /// A `Message`, as far as a bot that only sends needs it.
    pub(super) fn as_result(&self) -> Value {
        let id = self.chat_id.parse().unwrap_or(-1_i64);
        let chat = json!({ "id": id, "type": if id < 0 { "group" } else { "private" } });
        json!({ "message_id": self.id, "chat": chat, "date": self.sent_at.unix_timestamp(), "text": super::shown::plain(&self.html) })
    }
}
