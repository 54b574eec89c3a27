//! Conversations in the database.

use sqlx::types::Json;

use super::{Attempt, ExternalId, HISTORY, Message, MessageText, Role, Said, Source, request::LEASE};
use crate::{
    assistant::Assistant,
    database::{TenantTx, as_text},
    ids::{LeadId, MessageId, OutboxId, VisitorId},
    lead::LeadEvent,
    usage::{Budget, Measure},
};

/// All that a turn needs to know, read in the statement that stores the visitor's message.
#[derive(Debug)]
pub struct Turn {
    /// Who speaks.
    pub visitor: VisitorId,
    /// The message that was stored.
    pub message: MessageId,
    /// Who answers.
    pub assistant: Assistant,
    /// The message as an earlier attempt stored it: masked if the visitor has deleted their contacts since. None for the first attempt.
    pub stored_text: Option<String>,
    /// How many times the visitor had deleted their contacts when the turn began.
    pub erasures: i32,
    /// What was said before, oldest first; with the new message at most [`HISTORY`].
    pub history: Vec<Said>,
    /// The visitor's lead of the last minutes.
    pub lead: Option<LeadId>,
    /// Lead events of this owner that no queue took for a minute or more: an earlier turn was cut off, or the queue was away.
    pub unsent: Vec<LeadEvent>,
    /// Whether the owner's tokens and money of this month last for a turn.
    pub within_budget: bool,
}

impl Turn {
    /// What the visitor said last, before this.
    #[must_use]
    pub fn said_before(&self) -> Option<&str> {
        self.history.iter().rev().find(|said| said.role == Role::Visitor).map(|said| said.text.as_str())
    }
}

/// What a visitor said, on its way into the database.
#[derive(Debug)]
pub struct Opening<'a> {
    /// Who says it.
    pub visitor: &'a ExternalId,
    /// What is said, or the transcript of it.
    pub text: &'a MessageText,
    /// Whether it was spoken.
    pub spoken: bool,
    /// Which message it becomes.
    pub message: MessageId,
    /// The key with which it may come again.
    pub attempt: Option<&'a Attempt>,
    /// What is reserved for the model, where one is going to be asked.
    pub budget: Option<Budget>,
    /// Where on the owner's site they are.
    pub source: &'a Source,
    /// Whether a new conversation is a test of the company's own. One that exists stays what it is.
    pub test: bool,
}

impl<'a> Opening<'a> {
    /// Something typed that comes once, for no model.
    #[must_use]
    pub fn typed(visitor: &'a ExternalId, text: &'a MessageText) -> Self {
        Self {
            visitor,
            text,
            spoken: false,
            message: MessageId::new(),
            attempt: None,
            budget: None,
            source: Source::nowhere(),
            test: false,
        }
    }
}

/// What kind of reply an assistant's message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Decode, sqlx::Encode)]
#[sqlx(rename_all = "snake_case")]
pub enum ReplyKind {
    /// A model wrote it.
    Model,
    /// Our sentence where no model answered.
    Fallback,
    /// Our sentence where the model proposed a contact that the visitor had not given.
    ContactRequest,
    /// Our answer to the contact form.
    FormReceipt,
}

as_text!(ReplyKind);

/// An assistant's answer and what it cost.
#[derive(Debug)]
pub struct Answer<'a> {
    /// What was said.
    pub text: &'a str,
    /// What kind of reply it is.
    pub kind: ReplyKind,
    /// Which model said it; None for a sentence of ours.
    pub model: Option<&'a str>,
    /// Tokens of all calls of the turn.
    pub prompt_tokens: Option<u32>,
    /// Tokens of all calls of the turn.
    pub completion_tokens: Option<u32>,
    /// What they cost, in millionths of a US dollar.
    pub microdollars: Option<i64>,
}

/// Stores what a visitor said, finding or making the visitor.
///
/// None where the owner's account is gone, where the transaction's counters are above a limit, or where another attempt has the key:
/// [`exceeded`](crate::usage::exceeded) and [`find_attempt`](super::find_attempt) tell which; nothing is to be kept then.
///
/// Every message keeps the visitor's lead open for another five minutes. A message that an earlier attempt stored is not stored again.
#[expect(clippy::too_many_lines, reason = "one statement, so that a turn begins in one round trip")]
pub async fn begin_turn(tx: &mut TenantTx, opening: &Opening<'_>) -> sqlx::Result<Option<Turn>> {
    let owner = tx.owner();
    let (measures, reserved, allowed) = columns(opening.budget);
    let row = sqlx::query!(
        r#"
        with owner as (
            select id from users where id = $1 and current_setting('app.over_limit', true) is distinct from 'true'
        ), request as (
            insert into chat_requests (owner_id, visitor, key, fingerprint, message_id, leased_until)
            select $1, $8, $9, $10, $4, now() + $11 from owner where $9::text is not null
            -- Ours already (a voice message was claimed before it was understood), or left behind by an attempt that was cut off.
            on conflict on constraint chat_requests_pkey do update set leased_until = excluded.leased_until
                where chat_requests.response is null and chat_requests.fingerprint = excluded.fingerprint
                    and (chat_requests.message_id = excluded.message_id or chat_requests.leased_until < now())
            returning message_id
        ), message as (
            select $4::uuid as id from owner where $9::text is null union all select message_id from request
        ), reserved as (
            insert into usage_counters as counter (owner_id, scope, subject, measure, period, since, used, allowed, expires_at)
            select $1, 'owner', '', budget.measure, 'month', date_trunc('month', now(), 'UTC'), budget.reserved, budget.allowed,
                now() + interval '13 months'
            from message cross join unnest($12::text[]::usage_measure[], $13::bigint[], $14::bigint[]) as budget (measure, reserved, allowed)
            order by budget.measure
            on conflict on constraint usage_counters_pkey do update set
                used = counter.used + excluded.used, allowed = excluded.allowed
            returning used <= allowed as within
        ), visitor as (
            insert into bot_users (id, owner_id, external_id, last_message_at, source, is_test)
            -- After the reservation, so that every turn takes its locks in one order.
            select $2, $1, $3, now(), $15, $16 from message cross join (select count(*) from reserved) as reservations
            -- Makes turns of one visitor queue up here. Of no key's column: that would lock out those who only refer to the visitor.
            on conflict on constraint bot_users_external_id_key do update set
                last_message_at = excluded.last_message_at,
                source = case when excluded.source = '{}' then bot_users.source else excluded.source end
                where bot_users.erased_at is null
            -- As a text here already: a cast in the condition on the keys would keep it from their index, since it is not leakproof.
            returning id, id::text as key, erasures
        ), said as (
            insert into messages (id, owner_id, visitor_id, role, text, spoken)
            select message.id, $1, visitor.id, 'visitor', $5, $6 from visitor cross join message
            on conflict on constraint messages_pkey do nothing
        ), lead as (
            update lead_keys set expires_at = now() + interval '5 minutes'
            from visitor
            where owner_id = $1 and kind = 'visitor' and value = visitor.key and expires_at > now()
            returning lead_id
        )
        select
            visitor.id as "visitor: VisitorId",
            message.id as "message!: MessageId",
            visitor.erasures as "erasures!",
            -- As this statement sees it; the upsert above may have waited for a deletion that the statement does not see.
            coalesce((select erasures from bot_users where owner_id = $1 and id = visitor.id), 0) as "erasures_seen!",
            (select text from messages where messages.owner_id = $1 and messages.id = message.id) as stored_text,
            (select coalesce(bool_and(within), true) from reserved) as "within_budget!",
            jsonb_build_object(
                'company_name', users.company_name, 'name', assistants.name, 'greeting', assistants.greeting,
                'languages', assistants.languages, 'about', assistants.about, 'questions', assistants.questions,
                'region', assistants.region, 'working_hours', assistants.working_hours, 'hand_off', assistants.hand_off,
                'local_time', to_char(now() at time zone assistants.time_zone, 'ID HH24:MI')
            ) as "assistant!: Json<Assistant>",
            (select lead_id from lead) as "lead: LeadId",
            coalesce((
                select jsonb_agg(jsonb_build_object('id', earlier.id, 'role', earlier.role, 'text', earlier.text) order by earlier.id)
                from (
                    select messages.id, messages.role, messages.text from messages
                    where messages.owner_id = $1 and messages.visitor_id = visitor.id and messages.id <> message.id
                    order by messages.id desc
                    limit $7
                ) earlier
            ), '[]') as "history!: Json<Vec<Said>>",
            coalesce((
                select jsonb_agg(jsonb_build_object('owner_id', late.owner_id, 'lead_id', late.lead_id, 'outbox_id', late.id))
                from (
                    select outbox.id, outbox.owner_id, outbox.lead_id from outbox
                    where outbox.owner_id = $1 and outbox.sent_at is null and outbox.created_at < now() - interval '1 minute'
                    order by outbox.created_at
                    limit 10
                ) late
            ), '[]') as "unsent!: Json<Vec<LeadEvent>>"
        from visitor
        cross join message
        join users on users.id = $1
        join assistants on assistants.owner_id = $1
        "#,
        owner.0,
        VisitorId::new().0,
        opening.visitor.as_str(),
        opening.message.0,
        opening.text.as_str(),
        opening.spoken,
        i64::try_from(HISTORY - 1).unwrap_or(i64::MAX),
        opening.attempt.map(|attempt| attempt.visitor.as_str()),
        opening.attempt.map(|attempt| attempt.key.as_str()),
        opening.attempt.map(|attempt| attempt.fingerprint.as_slice()),
        LEASE as _,
        &measures as &[Measure],
        &reserved,
        &allowed,
        Json(opening.source) as _,
        opening.test,
    )
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let history = if row.erasures == row.erasures_seen { row.history.0 } else { Vec::new() };
    Ok(Some(Turn {
        visitor: row.visitor,
        message: row.message,
        assistant: row.assistant.0,
        stored_text: row.stored_text,
        erasures: row.erasures,
        history,
        lead: row.lead,
        unsent: row.unsent.0,
        within_budget: row.within_budget,
    }))
}

fn columns(budget: Option<Budget>) -> (Vec<Measure>, Vec<i64>, Vec<i64>) {
    let Some(Budget { tokens, microdollars }) = budget else { return Default::default() };
    (vec![Measure::Tokens, Measure::Microdollars], vec![tokens.0, microdollars.0], vec![tokens.1, microdollars.1])
}

/// Stores the answer, and that the queue took these rows of the outbox; with a key, also what goes out, so that it can go out again.
pub async fn end_turn(
    tx: &mut TenantTx,
    visitor: VisitorId,
    answer: &Answer<'_>,
    sent: &[OutboxId],
    response: Option<(&Attempt, serde_json::Value)>,
) -> sqlx::Result<MessageId> {
    let owner = tx.owner();
    let message = MessageId::new();
    let sent: Vec<uuid::Uuid> = sent.iter().map(|id| id.0).collect();
    let (attempt, response) = response.unzip();
    sqlx::query!(
        r#"
        with sent as (
            update outbox set sent_at = now() where owner_id = $1 and id = any($8) and sent_at is null
        ), answered as (
            update chat_requests set response = $11 where owner_id = $1 and visitor = $9 and key = $10
        )
        insert into messages (id, owner_id, visitor_id, role, text, model, prompt_tokens, completion_tokens, microdollars, reply_kind)
        select $2, $1, visitor.id, 'assistant', $4, $5, $6, $7, $12, $13::text::reply_kind
        -- Whoever asked meanwhile to be forgotten is told nothing that stays. No stronger lock: the visitor's next turn holds this row
        -- while it waits for a lead that this one has written.
        from (select id from bot_users where owner_id = $1 and id = $3 and erased_at is null for key share) as visitor
        "#,
        owner.0,
        message.0,
        visitor.0,
        answer.text,
        answer.model,
        answer.prompt_tokens.map(|tokens| i32::try_from(tokens).unwrap_or(i32::MAX)),
        answer.completion_tokens.map(|tokens| i32::try_from(tokens).unwrap_or(i32::MAX)),
        &sent,
        attempt.map(|attempt| attempt.visitor.as_str()),
        attempt.map(|attempt| attempt.key.as_str()),
        response,
        answer.microdollars,
        answer.kind as ReplyKind,
    )
    .execute(tx.connection())
    .await?;
    Ok(message)
}

/// What was said with a visitor, oldest first; of a very long conversation the last 500 messages.
pub async fn find(tx: &mut TenantTx, visitor: VisitorId) -> sqlx::Result<Vec<Message>> {
    let owner = tx.owner();
    let mut messages = sqlx::query_as!(
        Message,
        r#"
        select id as "id: MessageId", role::text as "role!: Role", text, spoken, created_at
        from messages
        where owner_id = $1 and visitor_id = $2
        order by id desc
        limit 500
        "#,
        owner.0,
        visitor.0,
    )
    .fetch_all(tx.connection())
    .await?;
    messages.reverse();
    Ok(messages)
}
