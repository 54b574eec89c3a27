//! Where a page of leads ended.

use ::time::OffsetDateTime;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{ids::LeadId, rule::Rule};

/// The last lead of a page. Opaque to callers; leads that come in meanwhile move nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cursor {
    pub(super) created_at: OffsetDateTime,
    pub(super) id: LeadId,
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        let micros = cursor.created_at.unix_timestamp_nanos() / 1000;
        let bytes: Vec<u8> = micros.to_be_bytes().into_iter().chain(cursor.id.0.into_bytes()).collect();
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

impl TryFrom<String> for Cursor {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        decode(&text).ok_or_else(|| Rule::new("invalid", "expected the next_cursor of a page before"))
    }
}

fn decode(text: &str) -> Option<Cursor> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    let (micros, id) = bytes.split_first_chunk::<16>()?;
    let nanos = i128::from_be_bytes(*micros).checked_mul(1000)?;
    let created_at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?;
    // What PostgreSQL's timestamps and this program's both can hold.
    (1970..=9000).contains(&created_at.year()).then_some(())?;
    Some(Cursor { created_at, id: LeadId(Uuid::from_slice(id).ok()?) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn comes_back_as_it_went(seconds in 0i64..4_000_000_000, micros in 0u32..1_000_000, id: u128) {
            let created_at = OffsetDateTime::from_unix_timestamp(seconds).unwrap().replace_microsecond(micros).unwrap();
            let cursor = Cursor { created_at, id: LeadId(Uuid::from_u128(id)) };
            prop_assert_eq!(Cursor::try_from(String::from(cursor)).unwrap(), cursor);
        }

        #[test]
        fn never_panics(text in "[A-Za-z0-9_-]{0,60}") {
            let _ = Cursor::try_from(text);
        }
    }
}
