//! How much visitors, addresses and owners use, and how much they may.

mod address;
mod limits;
mod month;
mod store;

use std::time::Duration;

pub use address::ClientAddress;
pub use limits::{Budget, Caller, Limits, Settlement};
pub use month::{MessageCounts, Month, UsageDay, Used, month};
pub use store::exceeded;
pub(crate) use store::{counting, settling};

use crate::database::as_text;

/// Who uses something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Decode, sqlx::Encode)]
#[sqlx(rename_all = "snake_case")]
pub enum Scope {
    /// One visitor of one owner.
    Visitor,
    /// One network address, whoever the visitors behind it say they are.
    Address,
    /// All visitors of one owner together.
    Owner,
}

as_text!(Scope);

/// What is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Decode, sqlx::Encode)]
#[sqlx(rename_all = "snake_case")]
pub enum Measure {
    /// Messages, typed or spoken.
    Messages,
    /// Chats that were opened.
    Opens,
    /// Contact forms.
    Forms,
    /// Messages that show whether an owner's Telegram takes leads.
    TestMessages,
    /// Seconds of speech.
    AudioSeconds,
    /// Tokens, read and written.
    Tokens,
    /// Millionths of a US dollar.
    Microdollars,
}

as_text!(Measure);

/// Within what time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Decode, sqlx::Encode)]
#[sqlx(rename_all = "snake_case")]
pub enum Period {
    /// A minute of the clock.
    Minute,
    /// A day of UTC.
    Day,
    /// A month of UTC.
    Month,
}

as_text!(Period);

macro_rules! names {
    ($($kind:ident: $($variant:ident = $name:literal),+;)+) => {$(
        impl $kind {
            /// The name in the database and in `RateLimit` fields.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }
    )+};
}

names! {
    Scope: Visitor = "visitor", Address = "address", Owner = "owner";
    Measure: Messages = "messages", Opens = "opens", Forms = "forms", TestMessages = "test_messages",
        AudioSeconds = "audio_seconds", Tokens = "tokens", Microdollars = "microdollars";
    Period: Minute = "minute", Day = "day", Month = "month";
}

impl Period {
    /// How long it is; of a month its longest form.
    #[must_use]
    pub fn length(self) -> Duration {
        match self {
            Self::Minute => Duration::from_mins(1),
            Self::Day => Duration::from_hours(24),
            Self::Month => Duration::from_hours(24 * 31),
        }
    }
}

/// Something that is about to be used, or was used more or less than reserved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Who.
    pub scope: Scope,
    /// Hexadecimal digits; empty for the owner.
    pub subject: String,
    /// What.
    pub measure: Measure,
    /// Within what time.
    pub period: Period,
    /// How much; negative where a reservation is given back.
    pub amount: i64,
    /// How much there may be within the period, with this.
    pub allowed: i64,
}

/// A limit that a request would go beyond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exceeded {
    /// Whose limit.
    pub scope: Scope,
    /// Of what.
    pub measure: Measure,
    /// Within what time.
    pub period: Period,
    /// The limit.
    pub allowed: i64,
    /// Until the period ends.
    pub resets_in: Duration,
}
