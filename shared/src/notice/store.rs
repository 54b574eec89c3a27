//! Deliveries in the database.

use std::{collections::BTreeMap, time::Duration};

use sqlx::types::Json;

use super::{Card, DeliveryState, Next};
use crate::{
    account::Language,
    assistant::Questions,
    database::TenantTx,
    ids::LeadId,
    lead::{Field, in_order, score},
};

/// What became of an attempt to take a delivery on.
#[derive(Debug)]
pub enum Claim {
    /// It is ours for a minute: send it, and record what happened.
    Taken(Box<Task>),
    /// Not now: another consumer is busy with it, or Telegram asked to wait, or the last attempt was too short ago. Ask again after
    /// that time, by the database's clock.
    Busy(Duration),
    /// The message shows the lead as it is, or there is no such lead any more.
    Done,
}

/// A delivery that is ours.
#[derive(Debug)]
pub struct Task {
    /// What to show.
    pub card: Card,
    /// Which revision of the lead that is.
    pub revision: i32,
    /// Which attempt of this announcement it is, from 1.
    pub attempt: u32,
    /// For how long it has been tried.
    pub for_long: Duration,
    /// The owner's own chat.
    pub chat_id: Option<String>,
    /// The message that shows an earlier revision, and its chat.
    pub standing: Option<(String, i64)>,
}

/// Takes a lead's delivery on, unless it is done or must wait.
///
/// An attempt that never recorded its outcome is taken over after a minute, and marked as one that may be a repeat. After a success, or
/// after the delivery was given up, another announcement begins, whose attempts count from 1.
pub async fn claim(tx: &mut TenantTx, lead: LeadId) -> sqlx::Result<Claim> {
    let owner = tx.owner();
    let row = sqlx::query!(
        r#"
        update deliveries set
            state = 'sending',
            attempts = case when deliveries.state in ('sent', 'failed') then 1 else deliveries.attempts + 1 end,
            tried_since = case when deliveries.state in ('sent', 'failed') then now() else coalesce(deliveries.tried_since, now()) end,
            outcome_unknown = deliveries.outcome_unknown or deliveries.state = 'sending',
            leased_until = now() + interval '1 minute'
        from leads, assistants, users
        where deliveries.owner_id = $1 and deliveries.lead_id = $2 and deliveries.channel = 'telegram'
            and leads.owner_id = $1 and leads.id = $2
            and assistants.owner_id = $1
            and users.id = $1
            and deliveries.announced_revision < leads.revision
            and (deliveries.leased_until is null or deliveries.leased_until <= now())
        returning
            leads.name, leads.phone, leads.email, leads.telegram, leads.need, leads.revision,
            leads.previous_lead_id is not null as "has_earlier!", leads.erased_at is not null as "erased!",
            leads.answers as "answers: Json<BTreeMap<String, String>>", assistants.questions as "questions: Json<Questions>",
            array(
                -- Contacts of which every trace is a guess.
                select known.field from lead_fields known
                where known.owner_id = $1 and known.lead_id = $2 and known.value = case known.field
                    when 'phone' then leads.phone when 'email' then leads.email when 'telegram' then leads.telegram
                end
                group by known.field having bool_and(known.doubtful)
            )::text[] as "doubtful!: Vec<Field>",
            array(
                -- Contacts that were said with those of the lead or after them, and did not take their place; what one visitor says
                -- corrects nothing of another's. Ids of messages sort by time.
                select another.value from lead_fields another
                join messages said on said.owner_id = $1 and said.id = another.message_id
                where another.owner_id = $1 and another.lead_id = $2 and another.field in ('phone', 'email', 'telegram')
                    and not exists (
                        select from lead_fields shown
                        join messages later on later.owner_id = $1 and later.id = shown.message_id
                        where shown.owner_id = $1 and shown.lead_id = $2 and shown.field = another.field
                            and shown.value = case shown.field
                                when 'phone' then leads.phone when 'email' then leads.email when 'telegram' then leads.telegram
                            end
                            and (shown.value = another.value or later.visitor_id = said.visitor_id and later.id > said.id)
                    )
                group by another.value
                order by min(another.id)
                limit 3
            ) as "also!: Vec<String>",
            assistants.telegram_chat_id, users.language::text as "language!: Language",
            deliveries.chat_id, deliveries.message_id, deliveries.outcome_unknown,
            deliveries.attempts, extract(epoch from now() - deliveries.tried_since)::float8 as "for_long!",
            (
                select messages.text from lead_fields
                join messages on messages.owner_id = $1 and messages.id = lead_fields.message_id
                where lead_fields.owner_id = $1 and lead_fields.lead_id = $2 and lead_fields.field in ('phone', 'email', 'telegram')
                order by lead_fields.id
                limit 1
            ) as quote
        "#,
        owner.0,
        lead.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else { return busy_or_done(tx, lead).await };
    let values = [
        (Field::Name, &row.name),
        (Field::Phone, &row.phone),
        (Field::Email, &row.email),
        (Field::Telegram, &row.telegram),
        (Field::Need, &row.need),
    ];
    let score = score(values, &row.doubtful, &row.answers, &row.questions).value;
    Ok(Claim::Taken(Box::new(Task {
        card: Card {
            language: row.language,
            name: row.name,
            phone: row.phone,
            email: row.email,
            telegram: row.telegram,
            doubtful: row.doubtful,
            also: row.also,
            need: row.need,
            answers: in_order(row.answers.0, &row.questions),
            score,
            has_earlier: row.has_earlier,
            erased: row.erased,
            quote: row.quote,
            // An edit repeats nothing: it shows the same message.
            may_be_repeat: row.outcome_unknown && row.message_id.is_none(),
        },
        revision: row.revision,
        attempt: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        for_long: duration(row.for_long),
        chat_id: row.telegram_chat_id,
        standing: row.chat_id.zip(row.message_id),
    })))
}

async fn busy_or_done(tx: &mut TenantTx, lead: LeadId) -> sqlx::Result<Claim> {
    let owner = tx.owner();
    let wait = sqlx::query_scalar!(
        r#"
        select
            -- A busy consumer is mostly done within a second, so the grown lead does not wait until the lease is over.
            coalesce(extract(epoch from least(
                deliveries.leased_until - now(),
                case deliveries.state when 'sending' then interval '5 seconds' end
            )), 0)::float8 as "wait!"
        from deliveries join leads on leads.owner_id = deliveries.owner_id and leads.id = deliveries.lead_id
        where deliveries.owner_id = $1 and deliveries.lead_id = $2 and deliveries.channel = 'telegram'
            and deliveries.announced_revision < leads.revision
        "#,
        owner.0,
        lead.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(wait.map_or(Claim::Done, |wait| Claim::Busy(duration(wait))))
}

/// Of a difference of two times, which is negative where the second is over.
fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// The message stands in the chat and shows that revision.
pub async fn record_sent(tx: &mut TenantTx, lead: LeadId, chat: &str, message: i64, revision: i32) -> sqlx::Result<()> {
    let owner = tx.owner();
    sqlx::query!(
        r#"
        update deliveries set
            state = 'sent', chat_id = $3, message_id = $4, announced_revision = $5,
            last_error = null, leased_until = null, tried_since = null, outcome_unknown = false, sent_at = now()
        where owner_id = $1 and lead_id = $2 and channel = 'telegram'
        "#,
        owner.0,
        lead.0,
        chat,
        message,
        revision,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The attempt failed, in words for the owner; and nobody may know whether the message stands all the same.
pub async fn record_failed(tx: &mut TenantTx, lead: LeadId, next: Next, error: &str, outcome_unknown: bool) -> sqlx::Result<()> {
    let owner = tx.owner();
    let (state, wait) = match next {
        Next::Again(wait) | Next::PutOff(wait) => (DeliveryState::Pending, Some(wait.as_secs_f64())),
        Next::GivenUp | Next::Ended => (DeliveryState::Failed, None),
    };
    sqlx::query!(
        r#"
        update deliveries set
            state = $3::text::delivery_state, last_error = $4, outcome_unknown = outcome_unknown or $5,
            leased_until = now() + make_interval(secs => $6),
            -- What Telegram put off is not over.
            attempts = attempts - $7::int
        where owner_id = $1 and lead_id = $2 and channel = 'telegram'
        "#,
        owner.0,
        lead.0,
        state as DeliveryState,
        error,
        outcome_unknown,
        wait,
        i32::from(matches!(next, Next::PutOff(_))),
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Telegram moved a group to another id; changes nothing where the group is not the owner's own.
pub async fn record_moved(tx: &mut TenantTx, from: &str, to: &str) -> sqlx::Result<()> {
    let owner = tx.owner();
    sqlx::query!("update assistants set telegram_chat_id = $3 where owner_id = $1 and telegram_chat_id = $2", owner.0, from, to,)
        .execute(tx.connection())
        .await?;
    Ok(())
}
