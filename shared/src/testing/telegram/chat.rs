//! The chats of the stand-in: what was sent, and how it reads after edits.
use serde_json::{Value, json};

use super::{super::stand_in::Shared, TelegramCall, answer::NOT_MODIFIED, markup};

const SENT_AT: i64 = 1_795_000_000;

/// A message as a person in the chat sees it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownMessage {
    /// The chat as the bot named it: a number, or `@name`.
    pub chat_id: String,
    /// Counts from 1 over all chats.
    pub message_id: i64,
    /// The words on the screen: without tags, entities decoded.
    pub text: String,
    /// The text as the bot sent it last.
    pub source: String,
    /// The keyboard below the message, or null.
    pub reply_markup: Value,
    /// How many times it was edited.
    pub times_edited: u32,
}

pub(super) struct Chats(Shared<ShownMessage>);

impl Chats {
    pub(super) const fn new() -> Self {
        Self(Shared::new())
    }

    pub(super) fn messages(&self) -> Vec<ShownMessage> {
        self.0.all()
    }

    /// Does what a call that kept the rules asks for; fails with Telegram's words.
    pub(super) fn carry_out(&self, call: &TelegramCall) -> Result<Value, &'static str> {
        match call.method.as_str() {
            "sendMessage" => Ok(self.send(&call.body)),
            "editMessageText" => self.edit(&call.body),
            "getChat" => Ok(json!({ "id": 42, "type": "private", "first_name": "Owner", "accent_color_id": 0 })),
            _ => Ok(me()),
        }
    }

    fn send(&self, body: &Value) -> Value {
        let mut messages = self.0.lock();
        let message = ShownMessage {
            chat_id: chat_id(body),
            message_id: i64::try_from(messages.len()).unwrap_or(i64::MAX) + 1,
            text: markup::shown(body).unwrap_or_default(),
            source: source(body),
            reply_markup: body["reply_markup"].clone(),
            times_edited: 0,
        };
        let result = as_result(&message);
        messages.push_back(message);
        result
    }

    fn edit(&self, body: &Value) -> Result<Value, &'static str> {
        let mut messages = self.0.lock();
        let message = messages
            .iter_mut()
            .find(|message| message.message_id == body["message_id"] && message.chat_id == chat_id(body))
            .ok_or("Bad Request: message to edit not found")?;
        if message.source == source(body) && message.reply_markup == body["reply_markup"] {
            return Err(NOT_MODIFIED);
        }
        message.text = markup::shown(body).unwrap_or_default();
        message.source = source(body);
        message.reply_markup = body["reply_markup"].clone();
        message.times_edited += 1;
        Ok(as_result(message))
    }
}

fn chat_id(body: &Value) -> String {
    body["chat_id"].as_str().map_or_else(|| body["chat_id"].to_string(), str::to_owned)
}

fn source(body: &Value) -> String {
    body["text"].as_str().unwrap_or_default().to_owned()
}

/// A `Message`, as far as a bot that only sends needs it.
fn as_result(message: &ShownMessage) -> Value {
    let id = message.chat_id.parse().unwrap_or(-1_001_000_000_001_i64);
    let chat = if id < 0 {
        json!({ "id": id, "type": "supergroup", "title": "Leads" })
    } else {
        json!({ "id": id, "type": "private", "first_name": "Owner" })
    };
    let mut result = json!({
        "message_id": message.message_id, "from": user(), "chat": chat, "date": SENT_AT, "text": message.text,
    });
    if message.times_edited > 0 {
        result["edit_date"] = json!(SENT_AT + i64::from(message.times_edited));
    }
    result
}

fn user() -> Value {
    json!({ "id": 7_000_000_001_i64, "is_bot": true, "first_name": "Leads", "username": "leads_test_bot" })
}

fn me() -> Value {
    let mut me = user();
    for right in ["can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "has_main_web_app"] {
        me[right] = json!(right == "can_join_groups");
    }
    me
}
