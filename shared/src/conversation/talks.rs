//! An owner's conversations, newest first: also those that led to no lead, and why.

use ::time::OffsetDateTime;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ReplyKind, Role, Source};
use crate::{
    database::TenantTx,
    ids::{LeadId, VisitorId},
    lead::{PageSize, SearchText},
    rule::Rule,
};

/// What was said with one visitor, in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Conversation {
    /// With whom.
    pub visitor_id: VisitorId,
    /// The site's own name for the visitor.
    #[schema(example = "visitor-1")]
    pub external_id: String,
    /// The visitor's newest lead; null where there is none.
    pub lead_id: Option<LeadId>,
    /// When the visitor wrote first.
    #[serde(with = "time::serde::rfc3339")]
    pub started_at: OffsetDateTime,
    /// When the visitor wrote last.
    #[serde(with = "time::serde::rfc3339")]
    pub last_message_at: OffsetDateTime,
    /// How many messages there are, of both sides; a thousand stands for more.
    pub messages: i64,
    /// The beginning of the newest message.
    #[schema(max_length = 200)]
    pub last_text: String,
    /// Who said it.
    pub last_role: Role,
    /// How far it is.
    pub state: TalkState,
    /// Why there is no lead; only where `state` is `missed`.
    pub missed: Option<Missed>,
    /// Where on the site the visitor was last.
    pub source: Source,
    /// Whether it is a test of the company's own. Figures leave it out.
    pub test: bool,
}

/// How far a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TalkState {
    /// The visitor wrote within the last 15 minutes, and there is no lead yet.
    InProgress,
    /// There is a lead.
    WithLead,
    /// The visitor left a contact and deleted it.
    ContactDeleted,
    /// There is no lead after 15 minutes of silence.
    Missed,
}

/// Why a conversation led to no lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// No model could answer: the last answer is a sentence of ours.
    ModelFailed,
    /// The visitor wrote once and never again.
    LeftEarly,
    /// The visitor talked and left no contact.
    NoContactGiven,
}

/// Which conversations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TalkFilter {
    /// All of them.
    #[default]
    All,
    /// Those that led to a lead.
    WithLead,
    /// Those that led to none: not those in progress, nor those whose visitor deleted the contact.
    Missed,
}

/// The question to the conversations.
#[derive(Debug, Clone, Default)]
pub struct Talks {
    /// Which ones.
    pub filter: TalkFilter,
    /// Only tests, or none of them; all where it is not given.
    pub test: Option<bool>,
    /// Only those in which somebody said the text.
    pub search: Option<SearchText>,
    /// Only those after the end of another page.
    pub after: Option<TalkCursor>,
    /// How many at most.
    pub limit: PageSize,
}

/// A page of conversations, newest first.
#[derive(Debug)]
pub struct TalkPage {
    /// The conversations.
    pub items: Vec<Conversation>,
    /// Where the next page begins; None after the last one.
    pub next: Option<TalkCursor>,
}

/// The last conversation of a page. Opaque to callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TalkCursor {
    last_message_at: OffsetDateTime,
    visitor: VisitorId,
}

impl From<TalkCursor> for String {
    fn from(cursor: TalkCursor) -> Self {
        let micros = cursor.last_message_at.unix_timestamp_nanos() / 1000;
        let bytes: Vec<u8> = micros.to_be_bytes().into_iter().chain(cursor.visitor.0.into_bytes()).collect();
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

impl TryFrom<String> for TalkCursor {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        decode(&text).ok_or_else(|| Rule::new("invalid", "expected the next_cursor of a page before"))
    }
}

fn decode(text: &str) -> Option<TalkCursor> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    let (micros, id) = bytes.split_first_chunk::<16>()?;
    let nanos = i128::from_be_bytes(*micros).checked_mul(1000)?;
    let last_message_at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?;
    // What PostgreSQL's timestamps and this program's both can hold.
    (1970..=9000).contains(&last_message_at.year()).then_some(())?;
    Some(TalkCursor { last_message_at, visitor: VisitorId(Uuid::from_slice(id).ok()?) })
}

/// How many conversations are looked through for one page: a page may hold fewer than it was asked for, also none, and have a next one. No
/// index can find a text within a text under row-level security, nor what is not there.
const LOOKED_THROUGH: usize = 2000;

struct Row {
    visitor: VisitorId,
    external_id: String,
    lead: Option<LeadId>,
    started_at: OffsetDateTime,
    last_message_at: OffsetDateTime,
    source: Json<Source>,
    messages: i64,
    visitors_messages: i64,
    last_text: String,
    last_role: Role,
    last_reply: Option<ReplyKind>,
    silent: bool,
    left_contact: bool,
    is_test: bool,
}

impl From<Row> for Conversation {
    fn from(row: Row) -> Self {
        let state = state(row.lead.is_some(), row.left_contact, row.silent);
        Self {
            visitor_id: row.visitor,
            external_id: row.external_id,
            lead_id: row.lead,
            started_at: row.started_at,
            last_message_at: row.last_message_at,
            messages: row.messages,
            last_text: row.last_text,
            last_role: row.last_role,
            state,
            missed: (state == TalkState::Missed).then(|| missed(row.visitors_messages, row.last_reply)),
            source: row.source.0,
            test: row.is_test,
        }
    }
}

/// `left_contact`: there was a lead, which the visitor deleted.
fn state(has_lead: bool, left_contact: bool, silent: bool) -> TalkState {
    match () {
        () if has_lead => TalkState::WithLead,
        () if left_contact => TalkState::ContactDeleted,
        () if silent => TalkState::Missed,
        () => TalkState::InProgress,
    }
}

/// Why there is no lead, by how often the visitor wrote, and by the kind of the last reply.
fn missed(visitors_messages: i64, last_reply: Option<ReplyKind>) -> Missed {
    match last_reply {
        Some(ReplyKind::Fallback) => Missed::ModelFailed,
        _ if visitors_messages <= 1 => Missed::LeftEarly,
        _ => Missed::NoContactGiven,
    }
}

/// The owner's conversations, newest first, without those whose visitor was forgotten. For a transaction that plans anew.
pub async fn list_talks(tx: &mut TenantTx, talks: &Talks) -> sqlx::Result<TalkPage> {
    let limit = talks.limit.get();
    let mut items = read(tx, talks, None).await?;
    let has_more = items.len() > limit;
    items.truncate(limit);
    let last = items.last().map(|last| TalkCursor { last_message_at: last.last_message_at, visitor: last.visitor_id });
    let next = match last {
        Some(last) if has_more => Some(last),
        _ if talks.looks_through() => end_of_what_was_looked_through(tx, talks).await?,
        _ => None,
    };
    Ok(TalkPage { items, next })
}

/// One conversation of the owner; None where there is none, or where its visitor was forgotten. For a transaction that plans anew.
pub async fn find_talk(tx: &mut TenantTx, visitor: VisitorId) -> sqlx::Result<Option<Conversation>> {
    Ok(read(tx, &Talks::default(), Some(visitor)).await?.pop())
}

impl Talks {
    /// Whether conversations must be read to know which of them are meant.
    fn looks_through(&self) -> bool {
        self.filter != TalkFilter::All || self.pattern().is_some()
    }

    fn pattern(&self) -> Option<String> {
        self.search.as_ref().and_then(SearchText::folded).map(in_any_case)
    }
}

/// A regular expression of PostgreSQL's that finds the text, which is in lower case, in whatever case it stands: databases with the C locale
/// know no other letters than ASCII's. Of a number the digits count.
fn in_any_case(text: &str) -> String {
    if text.len() >= 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.chars().map(String::from).collect::<Vec<_>>().join("[^0-9]{0,3}");
    }
    let either = |c: char| match c.to_uppercase().next() {
        Some(upper) if upper != c && c.to_uppercase().count() == 1 => format!("[{c}{upper}]"),
        _ if c.is_alphanumeric() || c.is_whitespace() => c.to_string(),
        _ => format!("\\{c}"),
    };
    text.chars().map(either).collect()
}

/// The page, and one conversation more where there is one; or one visitor's.
async fn read(tx: &mut TenantTx, talks: &Talks, only: Option<VisitorId>) -> sqlx::Result<Vec<Conversation>> {
    let owner = tx.owner();
    let limit = talks.limit.get() + 1;
    let looked_through = if talks.looks_through() { LOOKED_THROUGH } else { limit };
    let rows = sqlx::query_as!(
        Row,
        r#"
        with looked_through as materialized (
            select id, external_id, created_at, last_message_at, source, is_test, id::text as key,
                row_number() over (order by last_message_at desc, id desc) as place
            from (
                select * from bot_users
                where owner_id = $1 and last_message_at is not null and erased_at is null
                    and ($2::timestamptz is null or (last_message_at, id) < ($2, $3))
                    and ($8::uuid is null or id = $8)
                    and ($9::bool is null or is_test = $9)
                order by last_message_at desc, id desc
                limit $4
            ) newest
        ), page as materialized (
            select looked_through.*, lead.id as lead, judged.silent, judged.left_contact
            from looked_through
            -- Not by the lead's visitor: who leaves the contact of another's lead within minutes has joined that one.
            left join lateral (
                select leads.id from lead_keys join leads on leads.owner_id = $1 and leads.id = lead_keys.lead_id
                where lead_keys.owner_id = $1 and lead_keys.value = looked_through.key and lead_keys.kind = 'visitor'
                    and leads.erased_at is null
            ) lead on true
            cross join lateral (
                -- A form always makes a lead, so one without a lead was deleted.
                select looked_through.last_message_at <= now() - interval '15 minutes' as silent,
                    lead.id is null and (
                        exists (
                            select from leads
                            where leads.owner_id = $1 and leads.visitor_id = looked_through.id and leads.erased_at is not null
                        ) or exists (
                            select from messages
                            where messages.owner_id = $1 and messages.visitor_id = looked_through.id
                                and messages.reply_kind = 'form_receipt'
                        )
                    ) as left_contact
            ) judged
            where ($5::bool is null or (lead.id is not null) = $5)
                and ($5 is distinct from false or judged.silent and not judged.left_contact)
                and ($6::text is null or looked_through.external_id ~ $6 or exists (
                    select from messages
                    where messages.owner_id = $1 and messages.visitor_id = looked_through.id and messages.text ~ $6
                ))
            order by looked_through.place
            limit $7
        )
        select
            page.id as "visitor!: VisitorId", page.external_id as "external_id!", page.lead as "lead?: LeadId",
            page.created_at as "started_at!", page.last_message_at as "last_message_at!", page.source as "source!: Json<Source>",
            counted.messages as "messages!", counted.visitors as "visitors_messages!",
            left(newest.text, 200) as "last_text!", newest.role::text as "last_role!: Role", answer.kind as "last_reply?: ReplyKind",
            page.silent as "silent!", page.left_contact as "left_contact!", page.is_test as "is_test!"
        from page
        cross join lateral (
            select count(*) as messages, count(*) filter (where said.role = 'visitor') as visitors
            from (
                select role from messages where owner_id = $1 and visitor_id = page.id order by messages.id desc limit 1000
            ) said
        ) counted
        cross join lateral (
            select text, role from messages where owner_id = $1 and visitor_id = page.id order by messages.id desc limit 1
        ) newest
        left join lateral (
            -- The previous release stores no kind.
            select coalesce(reply_kind::text, case when model is null then 'fallback' else 'model' end) as kind from messages
            where owner_id = $1 and visitor_id = page.id and role = 'assistant' order by messages.id desc limit 1
        ) answer on true
        order by page.place
        "#,
        owner.0,
        talks.after.map(|cursor| cursor.last_message_at),
        talks.after.map(|cursor| cursor.visitor.0),
        i64::try_from(looked_through).unwrap_or(i64::MAX),
        match talks.filter {
            TalkFilter::All => None,
            TalkFilter::WithLead => Some(true),
            TalkFilter::Missed => Some(false),
        },
        talks.pattern(),
        i64::try_from(limit).unwrap_or(i64::MAX),
        only.map(|visitor| visitor.0),
        talks.test,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Where to go on looking, where there is more than was looked through.
async fn end_of_what_was_looked_through(tx: &mut TenantTx, talks: &Talks) -> sqlx::Result<Option<TalkCursor>> {
    let owner = tx.owner();
    let last = i64::try_from(LOOKED_THROUGH).unwrap_or(i64::MAX);
    let rows = sqlx::query_as!(
        TalkCursor,
        r#"
        select last_message_at as "last_message_at!", id as "visitor: VisitorId" from bot_users
        where owner_id = $1 and last_message_at is not null and erased_at is null
            and ($2::timestamptz is null or (last_message_at, id) < ($2, $3))
            and ($5::bool is null or is_test = $5)
        order by last_message_at desc, id desc
        offset $4 limit 2
        "#,
        owner.0,
        talks.after.map(|cursor| cursor.last_message_at),
        talks.after.map(|cursor| cursor.visitor.0),
        last - 1,
        talks.test,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.first().copied().filter(|_| rows.len() > 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_why_there_is_no_lead() {
        for (visitors_messages, last_reply, expected) in [
            (1, None, Missed::LeftEarly),
            (1, Some(ReplyKind::Model), Missed::LeftEarly),
            (2, Some(ReplyKind::Model), Missed::NoContactGiven),
            (1, Some(ReplyKind::Fallback), Missed::ModelFailed),
            (5, Some(ReplyKind::Fallback), Missed::ModelFailed),
            (1, Some(ReplyKind::ContactRequest), Missed::LeftEarly),
            (2, Some(ReplyKind::ContactRequest), Missed::NoContactGiven),
        ] {
            assert_eq!(missed(visitors_messages, last_reply), expected, "{visitors_messages} {last_reply:?}");
        }
    }

    #[test]
    fn a_conversation_is_judged_after_silence_only() {
        for (has_lead, left_contact, silent, expected) in [
            (false, false, false, TalkState::InProgress),
            (false, false, true, TalkState::Missed),
            (true, false, false, TalkState::WithLead),
            (true, true, true, TalkState::WithLead),
            (false, true, false, TalkState::ContactDeleted),
            (false, true, true, TalkState::ContactDeleted),
        ] {
            assert_eq!(state(has_lead, left_contact, silent), expected, "{has_lead} {left_contact} {silent}");
        }
    }

    #[test]
    fn a_text_is_found_in_whatever_case_and_nothing_in_it_is_a_pattern() {
        for (text, expected) in [
            ("букет", "[бБ][уУ][кК][еЕ][тТ]"),
            ("a.b*", "[aA]\\.[bB]\\*"),
            ("100%_\\", "100\\%\\_\\\\"),
            ("9161234", "9[^0-9]{0,3}1[^0-9]{0,3}6[^0-9]{0,3}1[^0-9]{0,3}2[^0-9]{0,3}3[^0-9]{0,3}4"),
            ("2026", "2026"),
            ("ß 漢", "ß 漢"),
        ] {
            assert_eq!(in_any_case(text), expected, "{text}");
        }
    }
}
