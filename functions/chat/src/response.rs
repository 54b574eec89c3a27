//! What a visitor is answered, by the assistant or after a form.

use serde::{Deserialize, Serialize};
use shared::{
    conversation::{ContactForm, ExternalId},
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
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
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
    /// None where the turn changed no lead.
    pub(crate) fn of(captured: impl Iterator<Item = Captured>, values: &[Value]) -> Option<Self> {
        let changes: Vec<Captured> = captured.filter(|captured| captured.event.is_some()).collect();
        let first = |field| values.iter().find(|value| value.field == field).map(|value| value.value.clone());
        Some(Self {
            id: changes.first()?.lead,
            is_new: changes.iter().any(|captured| captured.is_new),
            name: first(Field::Name),
            phone: first(Field::Phone),
            email: first(Field::Email),
            telegram: first(Field::Telegram),
            need: first(Field::Need),
        })
    }
}
