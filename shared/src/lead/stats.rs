//! Figures of a time: what came in, what became of it, and what it cost.

use ::time::{Date, Duration, OffsetDateTime};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{assistant::TimeZone, database::TenantTx, rule::Rule};

/// Figures of an owner. Counted by quarters of an hour, those at both ends as a whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Stats {
    /// From this time.
    #[serde(with = "time::serde::rfc3339")]
    pub from: OffsetDateTime,
    /// Until this time.
    #[serde(with = "time::serde::rfc3339")]
    pub to: OffsetDateTime,
    /// Day by day, without gaps.
    pub days: Vec<DayStats>,
    /// How far visitors came.
    pub funnel: Funnel,
    /// Leads by their status now.
    pub by_status: StatusCounts,
    /// What the model cost.
    pub cost: Cost,
}

/// Figures of a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DayStats {
    /// Which day, in the time zone that was asked for.
    #[serde(serialize_with = "iso_8601")]
    #[schema(value_type = String, format = Date, example = "2026-11-26")]
    pub day: Date,
    /// Leads that were made.
    pub leads: i64,
    /// Visitors who wrote for the first time.
    pub conversations: i64,
    /// How often the chat was opened; by days of UTC.
    pub opened: i64,
}

/// How far visitors came.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct Funnel {
    /// How often the chat was opened.
    pub opened: i64,
    /// Visitors who wrote.
    pub talked: i64,
    /// Leads.
    pub contact: i64,
    /// Leads that are qualified or won.
    pub qualified: i64,
    /// Leads that are won.
    pub won: i64,
}

/// Leads by their status.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
#[expect(missing_docs, reason = "the statuses are described at Status")]
pub struct StatusCounts {
    pub new: i64,
    pub contacted: i64,
    pub qualified: i64,
    pub won: i64,
    pub lost: i64,
}

/// What the model's answers cost, in millionths of a US dollar.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct Cost {
    /// Together.
    pub microdollars: i64,
    /// For each lead, rounded; null where there is none.
    pub per_lead_microdollars: Option<i64>,
}

/// The time that figures are asked of: at most 366 days, and by default the last 30, which begin at midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: Option<OffsetDateTime>,
    to: OffsetDateTime,
}

impl Span {
    /// The span between two times, where they are given.
    ///
    /// # Errors
    /// It is empty, or too long; with the parameter to blame.
    pub fn new(
        from: Option<OffsetDateTime>,
        to: Option<OffsetDateTime>,
        now: OffsetDateTime,
    ) -> Result<Self, (&'static str, Rule)> {
        let end = to.unwrap_or(now);
        // What PostgreSQL and this program's calendar both can hold, with the 30 days before it.
        let blamed = if to.is_some() { "to" } else { "from" };
        match from.map(|from| end - from) {
            _ if !(1971..=9000).contains(&end.year()) => Err(("to", Rule::new("invalid", "expected a time of this age"))),
            Some(length) if length <= Duration::ZERO => {
                Err((blamed, Rule::new("invalid", "expected a time before the end of the span")))
            }
            Some(length) if length > Duration::days(366) => Err(("from", Rule::new("invalid", "expected at most 366 days"))),
            _ => Ok(Self { from, to: end }),
        }
    }
}

/// What became of the question.
#[derive(Debug)]
pub enum StatsOutcome {
    /// The figures.
    Done(Box<Stats>),
    /// PostgreSQL knows no such time zone; the transaction is of no more use.
    UnknownTimeZone,
    /// The owner's account is gone.
    NoAccount,
}

/// The owner's figures, by days of the time zone, or of the assistant's where none is given.
pub async fn stats(tx: &mut TenantTx, span: Span, time_zone: Option<&TimeZone>) -> sqlx::Result<StatsOutcome> {
    let owner = tx.owner();
    let rows = sqlx::query!(
        r#"
        with place as (
            select coalesce($4, time_zone) as zone from assistants where owner_id = $1
        ), span as (
            select zone, quarter_of($3::timestamptz + interval '15 minutes' - interval '1 microsecond') as until,
                quarter_of(coalesce($2, (date_trunc('day', $3::timestamptz at time zone zone) - interval '29 days') at time zone zone)) as since
            from place
        ), days as (
            select zone, since, until, generate_series(
                (since at time zone zone)::date::timestamp, ((until - interval '1 second') at time zone zone)::date::timestamp, interval '1 day'
            )::date as day
            from span
        ), happened as (
            select (activity.since at time zone span.zone)::date as day,
                sum(conversations) as conversations, sum(microdollars) as microdollars,
                sum(leads_new) as leads_new, sum(leads_contacted) as leads_contacted, sum(leads_qualified) as leads_qualified,
                sum(leads_won) as leads_won, sum(leads_lost) as leads_lost
            from span join owner_activity activity
                on activity.owner_id = $1 and activity.since >= span.since and activity.since < span.until
            group by 1
        )
        select days.since as "since!", days.day as "day!",
            coalesce(widget_days.opened, 0) as "opened!",
            coalesce(happened.conversations, 0)::bigint as "conversations!", coalesce(happened.microdollars, 0)::bigint as "microdollars!",
            coalesce(happened.leads_new, 0)::bigint as "new!", coalesce(happened.leads_contacted, 0)::bigint as "contacted!",
            coalesce(happened.leads_qualified, 0)::bigint as "qualified!", coalesce(happened.leads_won, 0)::bigint as "won!",
            coalesce(happened.leads_lost, 0)::bigint as "lost!"
        from days
        left join happened on happened.day = days.day
        left join widget_days on widget_days.owner_id = $1 and widget_days.day = days.day
        order by days.day
        "#,
        owner.0,
        span.from,
        span.to,
        time_zone.map(TimeZone::as_str),
    )
    .fetch_all(tx.connection())
    .await;
    let rows = match rows {
        // invalid_parameter_value
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("22023") => {
            return Ok(StatsOutcome::UnknownTimeZone);
        }
        rows => rows?,
    };
    let Some(from) = rows.first().map(|row| row.since) else { return Ok(StatsOutcome::NoAccount) };
    let mut stats = Stats {
        from,
        to: span.to,
        days: Vec::with_capacity(rows.len()),
        funnel: Funnel::default(),
        by_status: StatusCounts::default(),
        cost: Cost::default(),
    };
    for row in rows {
        let leads = row.new + row.contacted + row.qualified + row.won + row.lost;
        stats.days.push(DayStats { day: row.day, leads, conversations: row.conversations, opened: row.opened });
        stats.funnel.opened += row.opened;
        stats.funnel.talked += row.conversations;
        stats.funnel.contact += leads;
        stats.funnel.qualified += row.qualified + row.won;
        stats.funnel.won += row.won;
        stats.by_status.new += row.new;
        stats.by_status.contacted += row.contacted;
        stats.by_status.qualified += row.qualified;
        stats.by_status.won += row.won;
        stats.by_status.lost += row.lost;
        stats.cost.microdollars += row.microdollars;
    }
    let leads = stats.funnel.contact;
    stats.cost.per_lead_microdollars = (leads > 0).then(|| (stats.cost.microdollars + leads / 2) / leads);
    Ok(StatsOutcome::Done(Box::new(stats)))
}

/// `2026-11-26`
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
pub(crate) fn iso_8601<S: serde::Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

#[cfg(test)]
mod tests {
    use ::time::macros::datetime;

    use super::*;

    #[test]
    fn a_span_is_not_empty_and_no_longer_than_a_leap_year() {
        let now = datetime!(2026-11-26 12:00 UTC);
        let (first, last) = (datetime!(2025-11-25 12:00 UTC), datetime!(2026-11-26 11:59 UTC));
        for (from, to, expected) in [
            (None, None, Ok(())),
            (None, Some(first), Ok(())),
            (Some(first), None, Ok(())),
            (Some(first - Duration::SECOND), None, Err("from")),
            (Some(last), None, Ok(())),
            (Some(now), None, Err("from")),
            (Some(now), Some(now), Err("to")),
            (Some(now), Some(last), Err("to")),
            (Some(now), Some(now + Duration::days(366)), Ok(())),
            (None, Some(datetime!(0001-01-01 0:00 UTC)), Err("to")),
            (None, Some(datetime!(9999-12-31 0:00 UTC)), Err("to")),
        ] {
            assert_eq!(Span::new(from, to, now).map(drop).map_err(|(name, _)| name), expected, "{from:?} {to:?}");
        }
    }
}
