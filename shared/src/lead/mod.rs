//! Leads: who can be reached, and what for.

mod capture;
mod cursor;
mod event;
mod filter;
mod proposal;
mod store;

use ::time::OffsetDateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use capture::{Captured, capture, values_in};
pub use cursor::Cursor;
pub use event::LeadEvent;
pub use filter::{Filter, PageSize, SearchText};
pub use proposal::{Proposal, Refusal, Reviewed, review};
pub use store::{Page, fields, find, list, mark_sent, set_status, unsent};

use crate::{
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
    /// In the visitor's words.
    #[schema(example = "букет на свадьбу")]
    pub need: Option<String>,
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
}

/// How far the owner is with a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "lead_status", rename_all = "snake_case")]
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

/// What found a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "captured_by", rename_all = "snake_case")]
pub enum CapturedBy {
    /// The parser, in the visitor's own text, before any model was asked.
    VisitorText,
    /// The model's tool; checked against the visitor's words.
    Tool,
}

/// The fields that come from a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "lead_field", rename_all = "snake_case")]
pub enum Field {
    /// What the person is called.
    Name,
    /// Where the person can be called.
    Phone,
    /// Where the person can be written to.
    Email,
    /// What the person wants.
    Need,
}

/// A value with the message that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Of which field.
    pub field: Field,
    /// In its stored form.
    pub value: String,
    /// Whose words it is.
    pub message: MessageId,
}

/// One entry of a lead's history: which value, and where it came from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Provenance {
    /// Of which field.
    pub field: Field,
    /// The value at that time.
    pub value: String,
    /// The message whose words it is.
    pub message_id: MessageId,
    /// What found it.
    pub captured_by: CapturedBy,
    /// When it was found.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}
