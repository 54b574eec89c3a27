//! What visitors and assistants say to each other.

mod audio;
mod fallback;
mod forget;
mod form;
mod reply;
mod request;
mod source;
mod store;
mod talks;
mod text;

use ::time::OffsetDateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use audio::AudioClip;
pub use fallback::{contact_needed, contacts_deleted, could_not_answer, form_received, telling};
pub(crate) use forget::lock;
pub use forget::{find_visitor, forget, is_forgotten, test_visitors};
pub use form::{ContactForm, FormField, FormMessage};
pub use reply::{Speech, plain};
pub use request::{Attempt, Claimed, Earlier, IdempotencyKey, claim_attempt, find_attempt, release_attempt};
pub use source::{Source, Utm};
pub use store::{Answer, Opening, ReplyKind, Turn, begin_turn, end_turn, find};
pub use talks::{Conversation, Missed, TalkCursor, TalkFilter, TalkPage, TalkState, Talks, find_talk, list_talks};
pub use text::{ExternalId, MessageText};

use crate::{database::as_text, ids::MessageId};

/// How many messages a model is shown, the newest among them.
pub const HISTORY: usize = 20;

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Decode, sqlx::Encode, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum Role {
    /// The visitor.
    Visitor,
    /// The assistant.
    Assistant,
}

as_text!(Role);

/// One message as a turn needs it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Said {
    /// Which message.
    pub id: MessageId,
    /// Who said it.
    pub role: Role,
    /// What was said, or the transcript of it.
    pub text: String,
}

/// One message as an owner reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Message {
    /// Which message.
    pub id: MessageId,
    /// Who said it.
    pub role: Role,
    /// What was said, or the transcript of it.
    pub text: String,
    /// Whether it was spoken.
    pub spoken: bool,
    /// When it was stored.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}
