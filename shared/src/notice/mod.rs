//! Telling an owner about a lead.

mod card;
mod labels;
mod next;
mod retry;
mod store;
mod test_message;

use ::time::OffsetDateTime;
use serde::Serialize;
use utoipa::ToSchema;

pub use card::{Card, plain, render};
pub use next::{ATTEMPTS, Next, pause};
pub use retry::{Retry, retry};
pub use store::{Claim, Task, claim, record_failed, record_moved, record_sent};
pub use test_message::test_message;

use crate::database::as_text;

/// How a lead reached its owner.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Announcement {
    /// How far it is.
    pub state: DeliveryState,
    /// How often this announcement of it was tried; when the lead grows, or after it was given up, another begins.
    pub attempts: i32,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When the message was last sent or edited.
    #[serde(with = "time::serde::rfc3339::option")]
    pub sent_at: Option<OffsetDateTime>,
    /// Before which nobody tries again; null where nothing is waited for.
    #[serde(with = "time::serde::rfc3339::option")]
    pub next_attempt_at: Option<OffsetDateTime>,
}

/// How far an announcement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Decode, sqlx::Encode, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Waits for its turn, or for another attempt.
    Pending,
    /// Somebody is busy with it.
    Sending,
    /// The message stands in the owner's chat.
    Sent,
    /// It was given up: until the owner changes something, or the operator has it tried again.
    Failed,
}

as_text!(DeliveryState);
