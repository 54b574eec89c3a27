//! A page of leads with what only a file shows of them.

use ::time::PrimitiveDateTime;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Cursor, Filter, Lead, list};
use crate::{database::TenantTx, ids::LeadId};

/// A lead as a file shows it.
#[derive(Debug)]
pub struct Exported {
    /// The lead.
    pub lead: Lead,
    /// When it was found, by the clock of the assistant's time zone.
    pub received: PrimitiveDateTime,
    /// Contacts besides the lead's phone, e-mail and Telegram name, oldest first.
    pub other_contacts: Vec<OtherContact>,
    /// The company's notes, oldest first.
    pub notes: Vec<String>,
}

/// A contact that is not the current one of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum OtherContact {
    /// In E.164.
    Phone(String),
    /// In lower case.
    Email(String),
    /// Without the `@`.
    Telegram(String),
}

struct Row {
    lead: LeadId,
    received: PrimitiveDateTime,
    other_contacts: Json<Vec<OtherContact>>,
    notes: Json<Vec<String>>,
}

/// One page, newest first, and where the next one begins. For a transaction that plans anew.
pub async fn export(tx: &mut TenantTx, filter: &Filter) -> sqlx::Result<(Vec<Exported>, Option<Cursor>)> {
    let page = list(tx, filter).await?;
    let mut details = details(tx, &page.items).await?;
    let exported = page.items.into_iter().filter_map(|lead| {
        let at = details.iter().position(|row| row.lead == lead.id)?;
        let row = details.swap_remove(at);
        Some(Exported { lead, received: row.received, other_contacts: row.other_contacts.0, notes: row.notes.0 })
    });
    Ok((exported.collect(), page.next))
}

async fn details(tx: &mut TenantTx, leads: &[Lead]) -> sqlx::Result<Vec<Row>> {
    let owner = tx.owner();
    let ids: Vec<Uuid> = leads.iter().map(|lead| lead.id.0).collect();
    sqlx::query_as!(
        Row,
        r#"
        select
            leads.id as "lead: LeadId", leads.created_at at time zone assistants.time_zone as "received!",
            coalesce((
                select jsonb_agg(jsonb_build_object('field', known.field, 'value', known.value) order by known.first)
                from (
                    select field, value, min(id) as first from lead_fields
                    where lead_fields.owner_id = $1 and lead_fields.lead_id = leads.id
                        and value is distinct from case field
                            when 'phone' then leads.phone when 'email' then leads.email when 'telegram' then leads.telegram else value
                        end
                    group by field, value
                ) known
            ), '[]') as "other_contacts!: Json<Vec<OtherContact>>",
            coalesce((
                select jsonb_agg(lead_notes.text order by lead_notes.id) from lead_notes
                where lead_notes.owner_id = $1 and lead_notes.lead_id = leads.id
            ), '[]') as "notes!: Json<Vec<String>>"
        from leads join assistants on assistants.owner_id = $1
        where leads.owner_id = $1 and leads.id = any($2)
        "#,
        owner.0,
        &ids,
    )
    .fetch_all(tx.connection())
    .await
}
