//! What an owner writes down about a lead.

use ::time::OffsetDateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    database::TenantTx,
    ids::{LeadId, NoteId},
    rule::{Rule, is_plain},
};

/// A note, as an owner reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Note {
    /// Which note.
    pub id: NoteId,
    /// The owner's words.
    #[schema(example = "Просила перезвонить после шести")]
    pub text: String,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}

/// What a note says: 1 to 2,000 characters, not only blanks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct NoteText(String);

impl TryFrom<String> for NoteText {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(Rule::new("empty", "expected 1 to 2000 characters")),
            2001.. => Err(Rule::new("too_long", "expected 1 to 2000 characters")),
            _ if !is_plain(text) => Err(Rule::new("invalid", "expected no control characters but line breaks and tabs")),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

/// Adds a note; None where there is no such lead, or where it was taken back.
pub async fn add_note(tx: &mut TenantTx, lead: LeadId, text: &NoteText) -> sqlx::Result<Option<Note>> {
    let owner = tx.owner();
    sqlx::query_as!(
        Note,
        r#"
        insert into lead_notes (id, owner_id, lead_id, text)
        select $3, $1, id, $4 from leads where owner_id = $1 and id = $2 and erased_at is null
        returning id as "id: NoteId", text, created_at
        "#,
        owner.0,
        lead.0,
        NoteId::new().0,
        text.0,
    )
    .fetch_optional(tx.connection())
    .await
}

/// Takes a note away; whether it was there.
pub async fn delete_note(tx: &mut TenantTx, lead: LeadId, note: NoteId) -> sqlx::Result<bool> {
    let owner = tx.owner();
    let deleted =
        sqlx::query!("delete from lead_notes where owner_id = $1 and lead_id = $2 and id = $3", owner.0, lead.0, note.0)
            .execute(tx.connection())
            .await?;
    Ok(deleted.rows_affected() > 0)
}

/// A lead's notes, oldest first; of very many the last 500.
pub async fn notes(tx: &mut TenantTx, lead: LeadId) -> sqlx::Result<Vec<Note>> {
    let owner = tx.owner();
    let mut notes = sqlx::query_as!(
        Note,
        r#"
        select id as "id: NoteId", text, created_at from lead_notes where owner_id = $1 and lead_id = $2 order by id desc limit 500
        "#,
        owner.0,
        lead.0,
    )
    .fetch_all(tx.connection())
    .await?;
    notes.reverse();
    Ok(notes)
}
