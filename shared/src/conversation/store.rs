//! Conversations in the database.

use sqlx::types::Json;

use super::{ExternalId, HISTORY, Message, MessageText, Role, Said};
use crate::{
    assistant::Assistant,
    database::TenantTx,
    ids::{LeadId, MessageId, OutboxId, VisitorId},
    lead::LeadEvent,
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
    /// What was said before, oldest first; with the new message at most [`HISTORY`].
    pub history: Vec<Said>,
    /// The visitor's lead of the last minutes.
    pub lead: Option<LeadId>,
    /// Lead events of this owner that no queue took for a minute or more: an earlier turn was cut off, or the queue was away.
    pub unsent: Vec<LeadEvent>,
}

/// An assistant's answer and what it cost.
#[derive(Debug)]
pub struct Answer<'a> {
    /// What was said.
    pub text: &'a str,
    /// Which model said it; None for a sentence of ours.
    pub model: Option<&'a str>,
    /// Tokens of all calls of the turn.
    pub prompt_tokens: Option<u32>,
    /// Tokens of all calls of the turn.
    pub completion_tokens: Option<u32>,
}

/// Stores what a visitor said, finding or making the visitor. None where the owner's account is gone.
///
/// Every message keeps the visitor's lead open for another five minutes.
pub async fn begin_turn(
    tx: &mut TenantTx,
    external_id: &ExternalId,
    text: &MessageText,
    spoken: bool,
) -> sqlx::Result<Option<Turn>> {
    let owner = tx.owner();
    let message = MessageId::new();
    let row = sqlx::query!(
        r#"
        with visitor as (
            insert into bot_users (id, owner_id, external_id)
            select $2, users.id, $3 from users where users.id = $1
            -- An update that changes nothing, because only then the row is returned; and it makes turns of one visitor queue up here.
            on conflict on constraint bot_users_external_id_key do update set external_id = excluded.external_id
            returning id
        ), said as (
            insert into messages (id, owner_id, visitor_id, role, text, spoken)
            select $4, $1, visitor.id, 'visitor', $5, $6 from visitor
        ), lead as (
            update lead_keys set expires_at = now() + interval '5 minutes'
            from visitor
            where owner_id = $1 and kind = 'visitor' and value = visitor.id::text and expires_at > now()
            returning lead_id
        )
        select
            visitor.id as "visitor: VisitorId",
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
                    where messages.owner_id = $1 and messages.visitor_id = visitor.id
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
        join users on users.id = $1
        join assistants on assistants.owner_id = $1
        "#,
        owner.0,
        VisitorId::new().0,
        external_id.as_str(),
        message.0,
        text.as_str(),
        spoken,
        i64::try_from(HISTORY - 1).unwrap_or(i64::MAX),
    )
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Turn {
        visitor: row.visitor,
        message,
        assistant: row.assistant.0,
        history: row.history.0,
        lead: row.lead,
        unsent: row.unsent.0,
    }))
}

/// Stores the answer, and that the queue took these rows of the outbox.
pub async fn end_turn(tx: &mut TenantTx, visitor: VisitorId, answer: &Answer<'_>, sent: &[OutboxId]) -> sqlx::Result<MessageId> {
    let owner = tx.owner();
    let message = MessageId::new();
    let sent: Vec<uuid::Uuid> = sent.iter().map(|id| id.0).collect();
    sqlx::query!(
        r#"
        with sent as (
            update outbox set sent_at = now() where owner_id = $1 and id = any($8) and sent_at is null
        )
        insert into messages (id, owner_id, visitor_id, role, text, model, prompt_tokens, completion_tokens)
        values ($2, $1, $3, 'assistant', $4, $5, $6, $7)
        "#,
        owner.0,
        message.0,
        visitor.0,
        answer.text,
        answer.model,
        answer.prompt_tokens.map(|tokens| i32::try_from(tokens).unwrap_or(i32::MAX)),
        answer.completion_tokens.map(|tokens| i32::try_from(tokens).unwrap_or(i32::MAX)),
        &sent,
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
        select id as "id: MessageId", role as "role: Role", text, spoken, created_at
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
