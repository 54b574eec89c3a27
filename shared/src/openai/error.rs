//! What goes wrong with a model, sorted by what to do about it.

use std::time::Duration;

/// Why there is no answer. Never holds a body, which may repeat what a visitor said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The account has no money left: never tried again, and an alarm for the operator.
    #[error("the model's quota is used up")]
    QuotaUsedUp,
    /// The key is wrong or may not use the model: an alarm for the operator.
    #[error("the model's server refused the key (status {0})")]
    KeyRefused(u16),
    /// The server is busy or broken; after that time, if it said one, it may not be.
    #[error("the model's server is busy or broken (status {status})")]
    Busy {
        /// The HTTP status.
        status: u16,
        /// What the server asked for.
        retry_after: Option<Duration>,
    },
    /// This very request was refused.
    #[error("the model's server refused the request (status {0})")]
    Refused(u16),
    /// No connection, or it broke.
    #[error("the connection to the model's server failed")]
    Unreachable,
    /// It ended in the middle of an answer of which a part was heard.
    #[error("the model's answer broke off")]
    BrokenOff,
    /// The time of the request is over.
    #[error("the model did not answer in time")]
    TimedOut,
    /// It failed several times just now, and is not asked for a while.
    #[error("the model is not asked for a while, because it failed several times")]
    Paused,
    /// An answer that is none.
    #[error("the model's server answered something that cannot be read")]
    Unreadable,
}

impl ModelError {
    /// Whether another attempt may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::Unreachable)
    }

    /// Whether nothing helps but its operator: an alarm.
    #[must_use]
    pub fn needs_operator(&self) -> bool {
        matches!(self, Self::QuotaUsedUp | Self::KeyRefused(_))
    }
}
