//! Leads and the outbox in the database.

use std::{collections::BTreeMap, time::Duration};

use ::time::OffsetDateTime;
use sqlx::types::Json;

use super::{
    CapturedBy, Cursor, Erasure, Field, Filter, Lead, LeadEvent, Provenance, SearchText, Status, in_order, mark, score, summary,
};
use crate::{
    assistant::Questions,
    conversation::Source,
    database::{Database, RelayTx, TenantTx},
    ids::{LeadId, MessageId, OutboxId, OwnerId, VisitorId},
    notice::{Announcement, DeliveryState},
};

/// A page of leads, newest first.
#[derive(Debug)]
pub struct Page {
    /// The leads.
    pub items: Vec<Lead>,
    /// Where the next page begins; None after the last one.
    pub next: Option<Cursor>,
}

struct Row {
    id: LeadId,
    status: Status,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    telegram: Option<String>,
    need: Option<String>,
    answers: Json<BTreeMap<String, String>>,
    doubtful: Vec<Field>,
    previous_lead_id: Option<LeadId>,
    visitor: VisitorId,
    visitor_name: String,
    captured_by: CapturedBy,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
    state: DeliveryState,
    attempts: i32,
    last_error: Option<String>,
    sent_at: Option<OffsetDateTime>,
    next_attempt_at: Option<OffsetDateTime>,
    source: Json<Source>,
    is_test: bool,
    note_count: i64,
    erased_at: Option<OffsetDateTime>,
    visitor_erased: bool,
    /// Of the owner: in one row of an answer, since they are the same in all.
    questions: Option<Json<Questions>>,
}

impl Row {
    /// The lead as it is by these questions.
    fn into_lead(self, questions: &Questions) -> Lead {
        let values = [
            (Field::Name, &self.name),
            (Field::Phone, &self.phone),
            (Field::Email, &self.email),
            (Field::Telegram, &self.telegram),
            (Field::Need, &self.need),
        ];
        let score = score(values, &self.doubtful, &self.answers, questions);
        let answers = in_order(self.answers.0, questions);
        Lead {
            id: self.id,
            status: self.status,
            summary: summary(self.need.as_deref(), &answers),
            score,
            answers,
            name: self.name,
            phone: self.phone,
            email: self.email,
            telegram: self.telegram,
            need: self.need,
            doubtful: self.doubtful,
            previous_lead_id: self.previous_lead_id,
            visitor_id: self.visitor_name,
            captured_by: self.captured_by,
            created_at: self.created_at,
            updated_at: self.updated_at,
            announcement: Announcement {
                state: self.state,
                attempts: self.attempts,
                last_error: self.last_error,
                sent_at: self.sent_at,
                next_attempt_at: self.next_attempt_at,
            },
            source: self.source.0,
            test: self.is_test,
            note_count: self.note_count,
            erased_at: self.erased_at,
            erasure: self.erased_at.map(|_| if self.visitor_erased { Erasure::Conversation } else { Erasure::Contacts }),
        }
    }
}

/// What came with one of the rows.
fn questions(found: Option<Json<Questions>>) -> Questions {
    found.map(|Json(questions)| questions).unwrap_or_default()
}

/// The owner's leads, newest first.
pub async fn list(tx: &mut TenantTx, filter: &Filter) -> sqlx::Result<Page> {
    let owner = tx.owner();
    let limit = filter.limit.get();
    let mut rows = sqlx::query_as!(
        Row,
        r#"
        select
            page.id as "id: LeadId", page.status::text as "status!: Status", page.name, page.phone, page.email, page.telegram, page.need,
            page.answers as "answers: Json<BTreeMap<String, String>>",
            array(
                -- Contacts of which every trace is a guess.
                select known.field from lead_fields known
                where known.owner_id = $1 and known.lead_id = page.id and known.value = case known.field
                    when 'phone' then page.phone when 'email' then page.email when 'telegram' then page.telegram
                end
                group by known.field having bool_and(known.doubtful)
            )::text[] as "doubtful!: Vec<Field>",
            page.previous_lead_id as "previous_lead_id: LeadId",
            page.visitor_id as "visitor: VisitorId", bot_users.external_id as visitor_name,
            page.captured_by::text as "captured_by!: CapturedBy", page.created_at, page.updated_at,
            deliveries.state::text as "state!: DeliveryState", deliveries.attempts, deliveries.last_error, deliveries.sent_at,
            case deliveries.state when 'pending' then deliveries.leased_until end as next_attempt_at,
            page.source as "source: Json<Source>", page.is_test, page.erased_at, bot_users.erased_at is not null as "visitor_erased!",
            (select count(*) from lead_notes where lead_notes.owner_id = $1 and lead_notes.lead_id = page.id) as "note_count!",
            case when page.place = 1 then assistants.questions end as "questions?: Json<Questions>"
        from (
            select leads.*, row_number() over (order by leads.created_at desc, leads.id desc) as place
            from leads
            where leads.owner_id = $1 and leads.erased_at is null
                -- Equality of enums is not leakproof, and so no condition for an index.
                and ($2::text is null or leads.status_place = lead_status_place($2::text::lead_status))
                and ($3::text is null or position($3 in leads.search_text) > 0)
                and ($4::timestamptz is null or leads.created_at >= $4)
                and ($5::timestamptz is null or leads.created_at < $5)
                and ($9::bool is null or leads.is_test = $9)
                and ($6::timestamptz is null or (leads.created_at, leads.id) < ($6, $7))
            order by leads.created_at desc, leads.id desc
            limit $8
        ) page
        join bot_users on bot_users.owner_id = $1 and bot_users.id = page.visitor_id
        join deliveries on deliveries.owner_id = $1 and deliveries.lead_id = page.id and deliveries.channel = 'telegram'
        join assistants on assistants.owner_id = $1
        order by page.place
        "#,
        owner.0,
        filter.status as Option<Status>,
        filter.search.as_ref().and_then(SearchText::folded),
        filter.from,
        filter.to,
        filter.after.map(|cursor| cursor.created_at),
        filter.after.map(|cursor| cursor.id.0),
        // One more than asked for tells whether there is a next page.
        i64::try_from(limit + 1).unwrap_or(i64::MAX),
        filter.test,
    )
    .fetch_all(tx.connection())
    .await?;
    let has_more = rows.len() > limit;
    let questions = questions(rows.first_mut().and_then(|row| row.questions.take()));
    let items: Vec<Lead> = rows.into_iter().take(limit).map(|row| row.into_lead(&questions)).collect();
    let next = items.last().filter(|_| has_more).map(|last| Cursor { created_at: last.created_at, id: last.id });
    Ok(Page { items, next })
}

/// One lead of the owner, and its visitor.
pub async fn find(tx: &mut TenantTx, lead: LeadId) -> sqlx::Result<Option<(Lead, VisitorId)>> {
    let owner = tx.owner();
    let row = sqlx::query_as!(
        Row,
        r#"
        select
            leads.id as "id: LeadId", leads.status::text as "status!: Status", leads.name, leads.phone, leads.email, leads.telegram,
            leads.need, leads.answers as "answers: Json<BTreeMap<String, String>>",
            array(
                -- Contacts of which every trace is a guess.
                select known.field from lead_fields known
                where known.owner_id = leads.owner_id and known.lead_id = leads.id and known.value = case known.field
                    when 'phone' then leads.phone when 'email' then leads.email when 'telegram' then leads.telegram
                end
                group by known.field having bool_and(known.doubtful)
            )::text[] as "doubtful!: Vec<Field>",
            leads.previous_lead_id as "previous_lead_id: LeadId",
            leads.visitor_id as "visitor: VisitorId", bot_users.external_id as visitor_name,
            leads.captured_by::text as "captured_by!: CapturedBy", leads.created_at, leads.updated_at,
            deliveries.state::text as "state!: DeliveryState", deliveries.attempts, deliveries.last_error, deliveries.sent_at,
            case deliveries.state when 'pending' then deliveries.leased_until end as next_attempt_at,
            leads.source as "source: Json<Source>", leads.is_test, leads.erased_at, bot_users.erased_at is not null as "visitor_erased!",
            (select count(*) from lead_notes where lead_notes.owner_id = $1 and lead_notes.lead_id = leads.id) as "note_count!",
            assistants.questions as "questions?: Json<Questions>"
        from leads
        join bot_users on bot_users.owner_id = leads.owner_id and bot_users.id = leads.visitor_id
        join deliveries on deliveries.owner_id = leads.owner_id and deliveries.lead_id = leads.id and deliveries.channel = 'telegram'
        join assistants on assistants.owner_id = leads.owner_id
        where leads.owner_id = $1 and leads.id = $2
        "#,
        owner.0,
        lead.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|mut row| {
        let (visitor, questions) = (row.visitor, questions(row.questions.take()));
        (row.into_lead(&questions), visitor)
    }))
}

/// Where each value of a lead came from, oldest first.
pub async fn fields(tx: &mut TenantTx, lead: LeadId) -> sqlx::Result<Vec<Provenance>> {
    let owner = tx.owner();
    let rows = sqlx::query!(
        r#"
        select field::text as "field!: Field", question, value, message_id as "message_id: MessageId",
            lead_fields.captured_by::text as "captured_by!: CapturedBy", doubtful, lead_fields.created_at, messages.text
        from lead_fields join messages on messages.owner_id = $1 and messages.id = lead_fields.message_id
        where lead_fields.owner_id = $1 and lead_fields.lead_id = $2
        order by lead_fields.id
        "#,
        owner.0,
        lead.0,
    )
    .fetch_all(tx.connection())
    .await?;
    let provenance = rows.into_iter().map(|row| {
        let (start, end) = mark(row.field, &row.value, &row.text).unzip();
        Provenance {
            field: row.field,
            question: row.question,
            value: row.value,
            message_id: row.message_id,
            start,
            end,
            captured_by: row.captured_by,
            doubtful: row.doubtful,
            created_at: row.created_at,
        }
    });
    Ok(provenance.collect())
}

/// Changes the status; whether there is such a lead.
pub async fn set_status(tx: &mut TenantTx, lead: LeadId, status: Status) -> sqlx::Result<bool> {
    let owner = tx.owner();
    let changed = sqlx::query!(
        "update leads set status = $3::text::lead_status, updated_at = now() where owner_id = $1 and id = $2",
        owner.0,
        lead.0,
        status as Status,
    )
    .execute(tx.connection())
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// Rows of the outbox that no queue took since that time or longer, oldest first, of all owners.
pub async fn unsent(tx: &mut RelayTx, since: Duration, limit: u32) -> sqlx::Result<Vec<LeadEvent>> {
    sqlx::query_as!(
        LeadEvent,
        r#"
        select owner_id as "owner_id: OwnerId", lead_id as "lead_id: LeadId", id as "outbox_id: OutboxId"
        from outbox where sent_at is null and created_at <= now() - make_interval(secs => $1) order by created_at limit $2
        "#,
        since.as_secs_f64(),
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await
}

/// Remembers that the queue took these rows; one round trip. Where that fails they are sent a second time, and the notifier sees that the
/// work is done.
pub async fn mark_sent_or_warn(db: &Database, sent: &[OutboxId]) {
    if let Err(error) = mark_sent(db, sent).await {
        tracing::warn!(%error, "rows of the outbox could not be marked as sent");
    }
}

/// Remembers that the queue took these rows; one round trip.
pub async fn mark_sent(db: &Database, sent: &[OutboxId]) -> sqlx::Result<()> {
    if sent.is_empty() {
        return Ok(());
    }
    // UUIDs print as hexadecimal digits and dashes, so the text is safe by their type.
    let ids: Vec<String> = sent.iter().map(|id| format!("'{id}'")).collect();
    db.relay_statement(&format!("update outbox set sent_at = now() where id in ({}) and sent_at is null", ids.join(", "))).await
}
