//! Leads: who can be reached, and what for.

mod answers;
mod capture;
mod choice;
mod cursor;
mod erased;
mod event;
mod export;
mod figures;
mod filter;
mod mark;
mod mask;
mod note;
mod proposal;
mod score;
mod stats;
mod store;
mod summary;

use ::time::OffsetDateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use answers::{ProposedAnswer, ReviewedAnswers, review_answers};
pub use capture::{Captured, capture, values_in};
pub use cursor::Cursor;
pub(crate) use erased::{affected, rebuild};
pub use erased::{left_by, take_back};
pub use event::LeadEvent;
pub use export::{Exported, OtherContact, export};
pub use filter::{Filter, PageSize, SearchText, Tests};
pub use mark::mark;
pub use note::{Note, NoteText, add_note, delete_note, notes};
pub use proposal::{Proposal, Refusal, Reviewed, review};
pub use score::{Reason, ReasonCode, Score, score};
pub(crate) use stats::iso_8601;
pub use stats::{Cost, DayStats, Funnel, Span, Stats, StatsOutcome, StatusCounts, stats};
pub use store::{Page, fields, find, list, mark_sent, mark_sent_or_warn, set_status, unsent};
pub use summary::{Answer, in_order, summary};

use crate::{
    conversation::Source,
    database::as_text,
    ids::{LeadId, MessageId},
    notice::Announcement,
};

/// Somebody who can be reached, as the owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Lead {
    /// Which lead.
    pub id: LeadId,
    /// How far the owner is with it.
    pub status: Status,
    /// As the visitor wrote it.
    #[schema(example = "Анна")]
    pub name: Option<String>,
    /// In E.164.
    #[schema(example = "+79161234567")]
    pub phone: Option<String>,
    /// In lower case.
    #[schema(example = "anna@example.com")]
    pub email: Option<String>,
    /// A user name of Telegram, without the `@`.
    #[schema(example = "anna_ivanova")]
    pub telegram: Option<String>,
    /// In the visitor's words.
    #[schema(example = "букет на свадьбу")]
    pub need: Option<String>,
    /// Which of the contacts had to be guessed from what the visitor wrote.
    pub doubtful: Vec<Field>,
    /// What the visitor answered, in the order of the owner's questions as they are now, then to questions of before.
    pub answers: Vec<Answer>,
    /// One line of the visitor's own words: the need, then the answers. At most 300 characters.
    #[schema(example = "букет на свадьбу · 2026-12-25 · 5000")]
    pub summary: Option<String>,
    /// How much is known, by the owner's questions as they are now.
    pub score: Score,
    /// The lead of before the last five minutes with the same contact or of the same visitor. Nobody has shown that both are one person.
    pub previous_lead_id: Option<LeadId>,
    /// The site's own name for the visitor.
    #[schema(example = "visitor-1")]
    pub visitor_id: String,
    /// What found it first.
    pub captured_by: CapturedBy,
    /// When it was found.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it last changed.
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
    /// How it reached the owner.
    pub announcement: Announcement,
    /// Where the visitor was when it was found.
    pub source: Source,
    /// Whether it comes from a test of the company's own. Figures leave it out.
    pub test: bool,
    /// How many notes the owner has written about it.
    pub note_count: i64,
    /// When the visitor took back what they had left; nothing of it is here any more then.
    #[serde(with = "time::serde::rfc3339::option")]
    pub erased_at: Option<OffsetDateTime>,
    /// What was erased with the lead; null for a lead that is not erased.
    pub erasure: Option<Erasure>,
}

/// What a visitor erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Erasure {
    /// The contacts. The conversation stays, with `███` in place of each contact and name.
    Contacts,
    /// The whole conversation, with the contacts.
    Conversation,
}

/// How far the owner is with a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Decode, sqlx::Encode, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum Status {
    /// Nobody looked at it yet.
    New,
    /// Somebody called or wrote.
    Contacted,
    /// Worth more work.
    Qualified,
    /// Became a customer.
    Won,
    /// Did not.
    Lost,
}

as_text!(Status);

/// What found a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Decode, sqlx::Encode, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum CapturedBy {
    /// The parser, in the visitor's own text, before any model was asked.
    VisitorText,
    /// The model's tool; checked against the visitor's words.
    Tool,
    /// The contact form that a visitor is offered where no model answers.
    Form,
}

as_text!(CapturedBy);

/// The fields that come from a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Decode, sqlx::Encode, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum Field {
    /// What the person is called.
    Name,
    /// Where the person can be called.
    Phone,
    /// Where the person can be written to.
    Email,
    /// The person's user name in Telegram.
    Telegram,
    /// What the person wants.
    Need,
    /// What the person answered to a question of the owner's own.
    Answer,
}

as_text!(Field);

impl Field {
    /// Whether a person can be reached by it.
    #[must_use]
    pub fn is_contact(self) -> bool {
        matches!(self, Self::Phone | Self::Email | Self::Telegram)
    }
}

/// A value with the message that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Of which field.
    pub field: Field,
    /// To which of the owner's questions, in its own words; of an answer only.
    pub question: Option<String>,
    /// In its stored form.
    pub value: String,
    /// Whose words it is.
    pub message: MessageId,
    /// Whether it had to be guessed from what the visitor wrote.
    pub doubtful: bool,
}

impl Value {
    /// A value that stands in the message as it is.
    #[must_use]
    pub fn new(field: Field, value: impl Into<String>, message: MessageId) -> Self {
        Self { field, question: None, value: value.into(), message, doubtful: false }
    }
}

/// One entry of a lead's history: which value, and where it came from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Provenance {
    /// Of which field.
    pub field: Field,
    /// To which of the owner's questions; of an answer only.
    pub question: Option<String>,
    /// The value at that time.
    pub value: String,
    /// The message whose words it is.
    pub message_id: MessageId,
    /// Where in that message's text they begin, in UTF-16 code units; null where they cannot be pointed at.
    pub start: Option<u32>,
    /// Where they end, exclusive.
    pub end: Option<u32>,
    /// What found it.
    pub captured_by: CapturedBy,
    /// Whether it had to be guessed from what the visitor wrote.
    pub doubtful: bool,
    /// When it was found.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}
