//! What an owner has used this month, for the owner to read.

use ::time::{Date, OffsetDateTime};
use serde::Serialize;
use utoipa::ToSchema;

use super::Limits;
use crate::{database::TenantTx, lead::iso_8601};

/// This month of UTC so far.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = UsageMonth)]
pub struct Month {
    /// Which month.
    #[schema(example = "2026-11")]
    pub month: String,
    /// When the next one begins, and both budgets with it.
    #[serde(with = "time::serde::rfc3339")]
    pub resets_at: OffsetDateTime,
    /// Tokens that models read and wrote.
    pub tokens: Used,
    /// Millionths of a US dollar, speech included.
    pub microdollars: Used,
    /// Messages by who said them.
    pub messages: MessageCounts,
    /// Leads that were made.
    pub leads: i64,
    /// Day by day of UTC, without gaps, until today.
    pub days: Vec<UsageDay>,
}

/// How much of what there may be.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Used {
    /// So much was used; what runs just now counts as much as it may use at most.
    pub used: i64,
    /// So much there may be.
    pub allowed: i64,
}

/// Messages by who said them.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct MessageCounts {
    /// Visitors' messages.
    pub visitor: i64,
    /// Answers.
    pub assistant: i64,
}

/// What a day used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UsageDay {
    /// Which day.
    #[serde(serialize_with = "iso_8601")]
    #[schema(value_type = String, format = Date, example = "2026-11-26")]
    pub day: Date,
    /// What its answers cost.
    pub microdollars: i64,
    /// Messages of both sides.
    pub messages: i64,
}

/// What the owner has used; None where the account is gone.
pub async fn month(tx: &mut TenantTx, limits: &Limits) -> sqlx::Result<Option<Month>> {
    let owner = tx.owner();
    let rows = sqlx::query!(
        r#"
        with this as (
            select date_trunc('month', now(), 'UTC') as since from users where id = $1
        ), days as (
            select since, generate_series(since at time zone 'UTC', now() at time zone 'UTC', interval '1 day')::date as day from this
        ), counted as (
            select sum(used) filter (where measure = 'tokens') as tokens, sum(used) filter (where measure = 'microdollars') as microdollars
            from usage_counters join this on usage_counters.since = this.since
            where owner_id = $1 and subject = '' and scope = 'owner' and period = 'month'
        ), happened as (
            select (activity.since at time zone 'UTC')::date as day, sum(microdollars) as microdollars, sum(messages_visitor) as visitor,
                sum(messages_assistant) as assistant, sum(leads_new + leads_contacted + leads_qualified + leads_won + leads_lost) as leads
            from this join owner_activity activity on activity.owner_id = $1 and activity.since >= this.since
            group by 1
        )
        select to_char(days.since at time zone 'UTC', 'YYYY-MM') as "month!",
            ((days.since at time zone 'UTC' + interval '1 month') at time zone 'UTC') as "resets_at!", days.day as "day!",
            coalesce(counted.tokens, 0)::bigint as "tokens!", coalesce(counted.microdollars, 0)::bigint as "spent!",
            coalesce(happened.microdollars, 0)::bigint as "microdollars!", coalesce(happened.visitor, 0)::bigint as "visitor!",
            coalesce(happened.assistant, 0)::bigint as "assistant!", coalesce(happened.leads, 0)::bigint as "leads!"
        from days cross join counted left join happened on happened.day = days.day
        order by days.day
        "#,
        owner.0,
    )
    .fetch_all(tx.connection())
    .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let budget = limits.budget();
    let mut month = Month {
        month: first.month.clone(),
        resets_at: first.resets_at,
        tokens: Used { used: first.tokens, allowed: budget.tokens.1 },
        microdollars: Used { used: first.spent, allowed: budget.microdollars.1 },
        messages: MessageCounts::default(),
        leads: 0,
        days: Vec::with_capacity(rows.len()),
    };
    for row in rows {
        month.messages.visitor += row.visitor;
        month.messages.assistant += row.assistant;
        month.leads += row.leads;
        month.days.push(UsageDay { day: row.day, microdollars: row.microdollars, messages: row.visitor + row.assistant });
    }
    Ok(Some(month))
}
