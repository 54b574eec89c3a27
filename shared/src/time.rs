//! Times as requests bring them.

use serde::Deserialize;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use crate::rule::Rule;

/// A time in RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Timestamp(OffsetDateTime);

impl TryFrom<String> for Timestamp {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // In UTC, so that a time that leaves the calendar on its way there is refused here.
        let parsed = OffsetDateTime::parse(&text, &Rfc3339).ok().and_then(|time| time.checked_to_offset(UtcOffset::UTC));
        parsed.map(Self).ok_or_else(|| Rule::new("invalid", "expected a time such as 2026-11-22T18:30:00Z"))
    }
}

impl From<Timestamp> for OffsetDateTime {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}
