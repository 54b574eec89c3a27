//! What a visitor is answered, by the assistant or after a form.

use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::{
    conversation::{ContactForm, ExternalId},
    http::Events,
    ids::{LeadId, MessageId},
    lead::{Captured, Field, Value},
};
use utoipa::ToSchema;

/// What the assistant says. Stored with the request's key, so that a second attempt gets the very same.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct ChatResponse {
    /// The assistant's answer, in the visitor's language. Plain text: tags and links that run something are taken out.
    pub(crate) reply: String,
    /// Who spoke; to be sent along next time.
    #[schema(value_type = String)]
    pub(crate) visitor_id: ExternalId,
    /// The visitor's message as it was stored.
    pub(crate) message_id: MessageId,
    /// What was heard, where the message was spoken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) transcript: Option<String>,
    /// What this turn added to a lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lead: Option<ChatLead>,
    /// True where no model could answer and the reply is a sentence of ours.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) fallback: bool,
    /// What the visitor can do where no model could answer and no contact is known: to be sent to `POST /api/chat/form`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) form: Option<ContactForm>,
}

/// What a turn added to a lead: values from the visitor's own words, and nothing that others said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ChatLead {
    /// Which lead.
    id: LeadId,
    /// Whether this turn made it.
    is_new: bool,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    telegram: Option<String>,
    need: Option<String>,
}

impl ChatLead {
    /// None where the turn added nothing to a lead that its visitor had not said before.
    pub(crate) fn of(captured: impl Iterator<Item = Captured>, values: &[Value]) -> Option<Self> {
        let kept: Vec<Captured> = captured.filter(|captured| captured.kept).collect();
        let first = |field| values.iter().find(|value| value.field == field).map(|value| value.value.clone());
        Some(Self {
            id: kept.first()?.lead,
            is_new: kept.iter().any(|captured| captured.is_new),
            name: first(Field::Name),
            phone: first(Field::Phone),
            email: first(Field::Email),
            telegram: first(Field::Telegram),
            need: first(Field::Need),
        })
    }
}

/// What a stream tells on the way to the whole answer.
#[derive(Debug, Clone)]
pub(crate) struct Listener(pub(crate) Events);

impl Listener {
    /// What was heard in a voice message.
    pub(crate) fn transcript(&self, transcript: &str) {
        self.0.send("transcript", &json!({ "transcript": transcript }));
    }

    /// More of the sentence.
    pub(crate) fn delta(&self, text: &str) {
        self.0.send("delta", &json!({ "text": text }));
    }

    /// What has been stored of the visitor.
    pub(crate) fn lead(&self, lead: &ChatLead) {
        self.0.send("lead", lead);
    }

    /// The whole answer, to be shown in place of its pieces.
    pub(crate) fn done(&self, response: &ChatResponse) {
        if let Some(form) = &response.form {
            self.0.send("form", form);
        }
        self.0.send("done", response);
    }
}
