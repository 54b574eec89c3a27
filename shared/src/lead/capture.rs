//! Making a lead, or completing one, in the transaction of the message it came from.

use uuid::Uuid;

use super::{CapturedBy, Field, LeadEvent, Value};
use crate::{
    contact::{self, Contact, Found, Region},
    database::{TenantTx, as_text},
    ids::{LeadId, MessageId, OutboxId, VisitorId},
};

/// What became of a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// The lead that the values belong to.
    pub lead: LeadId,
    /// Whether it was made just now.
    pub is_new: bool,
    /// Whether any of it was kept: false where this visitor has said all of it before.
    pub kept: bool,
    /// What to put on the queue; None where the lead held all of it before.
    pub event: Option<LeadEvent>,
}

/// The contacts in a visitor's message, as values of a lead; with a phone that began in the message `before`.
#[must_use]
pub fn values_in(message: MessageId, before: Option<&str>, text: &str, region: Region) -> Vec<Value> {
    let value = |found: Found| {
        let (field, value) = match &found.contact {
            Contact::Phone(phone) => (Field::Phone, phone.as_str()),
            Contact::Email(email) => (Field::Email, email.as_str()),
            Contact::Telegram(name) => (Field::Telegram, name.as_str()),
        };
        Value { doubtful: found.doubtful, ..Value::new(field, value, message) }
    };
    contact::find_after(before, text, region).into_iter().map(value).collect()
}

/// Adds values to the visitor's lead of the last minutes (`known`), or to the one that has a contact of theirs, or to a new one;
/// with the outbox row, if that changed anything.
///
/// Without a known lead the values must hold a contact. A doubtful contact fills a gap and replaces nothing, and it never makes two
/// leads one.
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
    let claimed = match known {
        Some(lead) if !has_contact => Claimed { lead, previous: None },
        _ => claim(tx, fresh, &keys).await?,
    };
    let Written { kept, event } = write(tx, &claimed, visitor, &keys, values, captured_by).await?;
    Ok(Captured { lead: claimed.lead, is_new: claimed.lead == fresh, kept, event })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Decode, sqlx::Encode)]
#[sqlx(rename_all = "snake_case")]
enum KeyKind {
    Email,
    Phone,
    Telegram,
    Visitor,
}

as_text!(KeyKind);

/// What makes two leads one. Sorted, so that two transactions wait for each other in one order and never for ever.
fn keys(visitor: VisitorId, values: &[Value]) -> Vec<(KeyKind, String)> {
    let contact = |value: &Value| match value.field {
        Field::Phone => Some((KeyKind::Phone, value.value.clone())),
        Field::Email => Some((KeyKind::Email, value.value.clone())),
        Field::Telegram => Some((KeyKind::Telegram, value.value.clone())),
        Field::Name | Field::Need | Field::Answer => None,
    };
    let certain = values.iter().filter(|value| !value.doubtful);
    let mut keys: Vec<_> = certain.filter_map(contact).chain([(KeyKind::Visitor, visitor.to_string())]).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// The lead that keys stand for, and the one they stood for before it.
struct Claimed {
    lead: LeadId,
    previous: Option<LeadId>,
}

/// Takes the keys, and tells the lead that they stand for: the visitor's own, else another with one of the contacts, else the fresh one.
///
/// A transaction that comes second waits here at the primary key until the first has ended.
async fn claim(tx: &mut TenantTx, fresh: LeadId, keys: &[(KeyKind, String)]) -> sqlx::Result<Claimed> {
    let owner = tx.owner();
    let (kinds, values): (Vec<KeyKind>, Vec<String>) = keys.iter().cloned().unzip();
    let held = sqlx::query!(
        r#"
        insert into lead_keys (owner_id, kind, value, lead_id, expires_at)
        select $1, key.kind, key.value, $4, now() + interval '5 minutes'
        from unnest($2::text[]::lead_key_kind[], $3::text[]) with ordinality as key (kind, value, place)
        order by key.place
        on conflict on constraint lead_keys_pkey do update set
            lead_id = case when lead_keys.expires_at > now() then lead_keys.lead_id else excluded.lead_id end,
            previous_lead_id = case when lead_keys.expires_at > now() then lead_keys.previous_lead_id else lead_keys.lead_id end,
            expires_at = excluded.expires_at
        returning kind::text as "kind!: KeyKind", lead_id as "lead: LeadId", previous_lead_id as "previous: LeadId"
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
    let lead = others.max_by_key(|key| key.kind).map_or(fresh, |key| key.lead);
    // Of keys that were free only: the others have led to their lead for a while. Ids sort by time.
    let previous = held.iter().filter(|key| key.lead == fresh).filter_map(|key| key.previous).filter(|id| *id != lead).max();
    Ok(Claimed { lead, previous })
}

/// What writing did.
struct Written {
    kept: bool,
    event: Option<LeadEvent>,
}

/// Writes the values; tells what to announce if they changed the lead.
#[expect(clippy::too_many_lines, reason = "one statement, so that a lead costs one round trip")]
async fn write(
    tx: &mut TenantTx,
    claimed: &Claimed,
    visitor: VisitorId,
    keys: &[(KeyKind, String)],
    values: &[Value],
    captured_by: CapturedBy,
) -> sqlx::Result<Written> {
    let owner_id = tx.owner();
    let lead_id = claimed.lead;
    let outbox_id = OutboxId::new();
    let (kinds, contacts): (Vec<KeyKind>, Vec<String>) = keys.iter().cloned().unzip();
    let Columns { fields, questions, texts, messages, doubtful } = Columns::of(values);
    let written = sqlx::query!(
        r#"
        with before as (
            -- Locked, because two who share no key may add to one lead: the second one completes what the first one has written.
            select name, phone, email, telegram, need, answers from leads where owner_id = $1 and id = $2 for no key update
        ), entry as (
            select * from unnest($5::text[]::lead_field[], $6::text[], $7::text[], $8::uuid[], $9::bool[]) with ordinality
                as entry (field, question, value, message_id, doubtful, place)
        ), said as (
            -- Of several values the first counts, and what is certain before what is a guess.
            select
                (array_agg(value order by place) filter (where field = 'name'))[1] as name,
                (array_agg(value order by place) filter (where field = 'phone' and not doubtful))[1] as phone,
                (array_agg(value order by place) filter (where field = 'phone' and doubtful))[1] as phone_guess,
                (array_agg(value order by place) filter (where field = 'email' and not doubtful))[1] as email,
                (array_agg(value order by place) filter (where field = 'email' and doubtful))[1] as email_guess,
                (array_agg(value order by place) filter (where field = 'telegram' and not doubtful))[1] as telegram,
                (array_agg(value order by place) filter (where field = 'telegram' and doubtful))[1] as telegram_guess,
                (array_agg(value order by place) filter (where field = 'need'))[1] as need,
                coalesce(jsonb_object_agg(question, value) filter (where field = 'answer'), '{}') as answers
            from entry
        ), after as (
            select
                coalesce(said.name, before.name) as name,
                coalesce(said.phone, before.phone, said.phone_guess) as phone,
                coalesce(said.email, before.email, said.email_guess) as email,
                coalesce(said.telegram, before.telegram, said.telegram_guess) as telegram,
                coalesce(said.need, before.need) as need,
                coalesce(before.answers, '{}') || said.answers as answers
            from said left join before on true
        ), compared as (
            select
                entry.*,
                case entry.field
                    when 'name' then before.name when 'phone' then before.phone when 'email' then before.email
                    when 'telegram' then before.telegram when 'need' then before.need else before.answers ->> entry.question
                end as before,
                case entry.field
                    when 'name' then after.name when 'phone' then after.phone when 'email' then after.email
                    when 'telegram' then after.telegram when 'need' then after.need else after.answers ->> entry.question
                end as after
            from entry cross join after left join before on true
        ), news as (
            -- Not what the lead holds already, and no second contact that it was told of already.
            select compared.* from compared
            left join lateral (
                select bool_or(known.doubtful) as guessed, bool_or(not known.doubtful) as certain,
                    bool_or(known.message_id = compared.message_id) as from_this_message
                from lead_fields known
                where known.owner_id = $1 and known.lead_id = $2 and known.field = compared.field
                    and known.question is not distinct from compared.question and known.value = compared.value
            ) known on true
            where case
                -- What was a guess so far is said plainly.
                when known.guessed and not known.certain and not compared.doubtful then true
                when value is not distinct from before and value is not distinct from after then false
                else known.guessed is null or not (known.from_this_message or compared.after is not distinct from compared.before)
            end
        ), created as (
            insert into leads
                (id, owner_id, visitor_id, name, phone, email, telegram, need, answers, previous_lead_id, captured_by, search_text, source, is_test)
            select $2, $1, $3, after.name, after.phone, after.email, after.telegram, after.need, after.answers, $14,
                $4::text::captured_by, $10, bot_users.source, bot_users.is_test
            from after join bot_users on bot_users.owner_id = $1 and bot_users.id = $3
            where not exists (select from before)
            returning id
        ), visitor as (
            select is_test from bot_users where owner_id = $1 and id = $3
        ), changed as (
            update leads set
                is_test = leads.is_test and visitor.is_test,
                name = after.name,
                phone = after.phone,
                email = after.email,
                telegram = after.telegram,
                need = after.need,
                answers = after.answers,
                previous_lead_id = coalesce(leads.previous_lead_id, $14),
                revision = revision + 1,
                updated_at = now(),
                search_text = right(search_text || ' ' || $10, 4000)
            from after cross join visitor
            where leads.owner_id = $1 and leads.id = $2
                -- A contact that a test left, and then a visitor, is a real lead.
                and (exists (select from news) or leads.is_test and not visitor.is_test)
            returning id
        ), lead as (
            select id from created union all select id from changed
        ), keys as (
            -- Keys that were taken for a fresh lead while another key of theirs led to an older one.
            update lead_keys set lead_id = $2
            from unnest($11::text[]::lead_key_kind[], $12::text[]) as key (kind, value)
            where lead_keys.owner_id = $1 and lead_keys.kind = key.kind and lead_keys.value = key.value
                and not exists (select from leads where leads.owner_id = $1 and leads.id = lead_keys.lead_id)
        ), history as (
            insert into lead_fields (owner_id, lead_id, field, question, value, message_id, captured_by, doubtful)
            select $1, $2, field, question, value, message_id, $4::text::captured_by, doubtful
            from compared
            -- What another visitor has said before is no news, but it is this one's too: it stays if the other one asks to be forgotten.
            where place in (select place from news) or not exists (
                select from lead_fields known
                join messages on messages.owner_id = $1 and messages.id = known.message_id
                where known.owner_id = $1 and known.lead_id = $2 and known.field = compared.field
                    and known.question is not distinct from compared.question and known.value = compared.value
                    and messages.visitor_id = $3
            )
            order by place
            returning id
        ), delivery as (
            insert into deliveries (owner_id, lead_id, channel)
            select $1, id, 'telegram' from lead
            on conflict on constraint deliveries_pkey do nothing
        ), announcement as (
            insert into outbox (id, owner_id, lead_id) select $13, $1, id from lead
        )
        select exists (select from lead) as "changed!", exists (select from history) as "kept!"
        "#,
        owner_id.0,
        lead_id.0,
        visitor.0,
        captured_by as CapturedBy,
        &fields as &[Field],
        &questions as &[Option<String>],
        &texts,
        &messages,
        &doubtful,
        texts.join(" ").to_lowercase(),
        &kinds as &[KeyKind],
        &contacts,
        outbox_id.0,
        claimed.previous.map(|id| id.0),
    )
    .fetch_one(tx.connection())
    .await?;
    let event = written.changed.then_some(LeadEvent { owner_id, lead_id, outbox_id });
    Ok(Written { kept: written.kept, event })
}

/// Values as the arrays that a statement takes.
struct Columns {
    fields: Vec<Field>,
    questions: Vec<Option<String>>,
    texts: Vec<String>,
    messages: Vec<Uuid>,
    doubtful: Vec<bool>,
}

impl Columns {
    fn of(values: &[Value]) -> Self {
        Self {
            fields: values.iter().map(|value| value.field).collect(),
            questions: values.iter().map(|value| value.question.clone()).collect(),
            texts: values.iter().map(|value| value.value.clone()).collect(),
            messages: values.iter().map(|value| value.message.0).collect(),
            doubtful: values.iter().map(|value| value.doubtful).collect(),
        }
    }
}
