//! Making a lead, or completing one, in the transaction of the message it came from.

use uuid::Uuid;

use super::{CapturedBy, Field, LeadEvent, Value};
use crate::{
    contact::{self, Contact, Region},
    database::TenantTx,
    ids::{LeadId, MessageId, OutboxId, VisitorId},
};

/// What became of a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// The lead that the values belong to.
    pub lead: LeadId,
    /// Whether it was made just now.
    pub is_new: bool,
    /// What to put on the queue; None where the lead held all of it before.
    pub event: Option<LeadEvent>,
}

/// The contacts in a visitor's message, as values of a lead.
#[must_use]
pub fn values_in(message: MessageId, text: &str, region: Region) -> Vec<Value> {
    let value = |contact| match contact {
        Contact::Phone(phone) => Value { field: Field::Phone, value: phone.as_str().to_owned(), message },
        Contact::Email(email) => Value { field: Field::Email, value: email.as_str().to_owned(), message },
    };
    contact::find(text, region).into_iter().map(value).collect()
}

/// Adds values to the visitor's lead of the last minutes (`known`), or to the one that has a contact of theirs, or to a new one;
/// with the outbox row, if that changed anything.
///
/// Without a known lead the values must hold a contact.
pub async fn capture(
    tx: &mut TenantTx,
    visitor: VisitorId,
    known: Option<LeadId>,
    values: &[Value],
    captured_by: CapturedBy,
) -> sqlx::Result<Captured> {
    let fresh = LeadId::new();
    let keys = keys(visitor, values);
    let has_contact = keys.len() > 1;
    let lead = match known {
        Some(lead) if !has_contact => lead,
        _ => claim(tx, fresh, &keys).await?,
    };
    let event = write(tx, lead, visitor, &keys, values, captured_by).await?;
    Ok(Captured { lead, is_new: lead == fresh, event })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "lead_key_kind", rename_all = "snake_case")]
enum KeyKind {
    Email,
    Phone,
    Visitor,
}

/// What makes two leads one. Sorted, so that two transactions wait for each other in one order and never for ever.
fn keys(visitor: VisitorId, values: &[Value]) -> Vec<(KeyKind, String)> {
    let contact = |value: &Value| match value.field {
        Field::Phone => Some((KeyKind::Phone, value.value.clone())),
        Field::Email => Some((KeyKind::Email, value.value.clone())),
        Field::Name | Field::Need => None,
    };
    let mut keys: Vec<_> = values.iter().filter_map(contact).chain([(KeyKind::Visitor, visitor.to_string())]).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Takes the keys, and tells the lead that they stand for: the visitor's own, else another with one of the contacts, else the fresh one.
///
/// A transaction that comes second waits here at the primary key until the first has ended.
async fn claim(tx: &mut TenantTx, fresh: LeadId, keys: &[(KeyKind, String)]) -> sqlx::Result<LeadId> {
    let owner = tx.owner();
    let (kinds, values): (Vec<KeyKind>, Vec<String>) = keys.iter().cloned().unzip();
    let held = sqlx::query!(
        r#"
        insert into lead_keys (owner_id, kind, value, lead_id, expires_at)
        select $1, key.kind, key.value, $4, now() + interval '5 minutes'
        from unnest($2::lead_key_kind[], $3::text[]) with ordinality as key (kind, value, place)
        order by key.place
        on conflict on constraint lead_keys_pkey do update set
            lead_id = case when lead_keys.expires_at > now() then lead_keys.lead_id else excluded.lead_id end,
            expires_at = excluded.expires_at
        returning kind as "kind: KeyKind", lead_id as "lead: LeadId"
        "#,
        owner.0,
        &kinds as &[KeyKind],
        &values,
        fresh.0,
    )
    .fetch_all(tx.connection())
    .await?;
    let others = held.iter().filter(|key| key.lead != fresh);
    // The visitor's own key sorts last.
    Ok(others.max_by_key(|key| key.kind).map_or(fresh, |key| key.lead))
}

/// Writes the values; tells what to announce if they changed the lead.
async fn write(
    tx: &mut TenantTx,
    lead: LeadId,
    visitor: VisitorId,
    keys: &[(KeyKind, String)],
    values: &[Value],
    captured_by: CapturedBy,
) -> sqlx::Result<Option<LeadEvent>> {
    let owner_id = tx.owner();
    let outbox_id = OutboxId::new();
    let first = |field| values.iter().find(|value| value.field == field).map(|value| value.value.as_str());
    let (kinds, contacts): (Vec<KeyKind>, Vec<String>) = keys.iter().cloned().unzip();
    let fields: Vec<Field> = values.iter().map(|value| value.field).collect();
    let texts: Vec<String> = values.iter().map(|value| value.value.clone()).collect();
    let messages: Vec<Uuid> = values.iter().map(|value| value.message.0).collect();
    let changed = sqlx::query_scalar!(
        r#"
        with before as (
            select name, phone, email, need from leads where owner_id = $1 and id = $2
        ), created as (
            insert into leads (id, owner_id, visitor_id, name, phone, email, need, captured_by, search_text)
            select $2, $1, $3, $4, $5, $6, $7, $8, $9
            where not exists (select from before)
            returning id
        ), changed as (
            update leads set
                name = coalesce($4, name),
                phone = coalesce($5, phone),
                email = coalesce($6, email),
                need = coalesce($7, need),
                revision = revision + 1,
                updated_at = now(),
                search_text = right(search_text || ' ' || $9, 4000)
            where owner_id = $1 and id = $2
                and (coalesce($4, name), coalesce($5, phone), coalesce($6, email), coalesce($7, need))
                    is distinct from (name, phone, email, need)
            returning id
        ), lead as (
            select id from created union all select id from changed
        ), keys as (
            -- Keys that were taken for a fresh lead while another key of theirs led to an older one.
            update lead_keys set lead_id = $2
            from unnest($10::lead_key_kind[], $11::text[]) as key (kind, value)
            where lead_keys.owner_id = $1 and lead_keys.kind = key.kind and lead_keys.value = key.value
                and not exists (select from leads where leads.owner_id = $1 and leads.id = lead_keys.lead_id)
        ), history as (
            insert into lead_fields (owner_id, lead_id, field, value, message_id, captured_by)
            select $1, $2, entry.field, entry.value, entry.message_id, $8
            from unnest($12::lead_field[], $13::text[], $14::uuid[]) with ordinality as entry (field, value, message_id, place)
            left join before on true
            where exists (select from lead) and entry.value is distinct from case entry.field
                when 'name' then before.name
                when 'phone' then before.phone
                when 'email' then before.email
                when 'need' then before.need
            end
            order by entry.place
        ), delivery as (
            insert into deliveries (owner_id, lead_id, channel)
            select $1, id, 'telegram' from lead
            on conflict on constraint deliveries_pkey do nothing
        ), announcement as (
            insert into outbox (id, owner_id, lead_id) select $15, $1, id from lead
        )
        select exists (select from lead) as "changed!"
        "#,
        owner_id.0,
        lead.0,
        visitor.0,
        first(Field::Name),
        first(Field::Phone),
        first(Field::Email),
        first(Field::Need),
        captured_by as CapturedBy,
        texts.join(" ").to_lowercase(),
        &kinds as &[KeyKind],
        &contacts,
        &fields as &[Field],
        &texts,
        &messages,
        outbox_id.0,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(changed.then_some(LeadEvent { owner_id, lead_id: lead, outbox_id }))
}
