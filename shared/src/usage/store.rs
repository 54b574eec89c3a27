//! Counters in the database.

use std::time::Duration;

use super::{Exceeded, Measure, Period, Scope, Settlement, Use};
use crate::{database::TenantTx, ids::OwnerId};

/// The statement that counts, and leaves in `app.over_limit` whether one of the counters is above its limit now. It goes with `BEGIN`, so
/// that counting costs no round trip.
///
/// Sorted, so that two transactions wait for each other in one order and never for ever.
pub(crate) fn counting(owner: OwnerId, uses: &[Use]) -> String {
    if uses.is_empty() {
        return String::new();
    }
    let rows = rows(uses);
    format!(
        "with counted as ( \
             insert into usage_counters as counter (owner_id, scope, subject, measure, period, since, used, allowed, expires_at) \
             select '{owner}', scope, subject, measure, period, date_trunc(period::text, now(), 'UTC'), amount, allowed, \
                 now() + case period when 'minute' then interval '1 hour' when 'day' then interval '2 days' \
                     else interval '13 months' end \
             from ({rows}) as used (scope, subject, measure, period, amount, allowed) \
             where exists (select from users where id = '{owner}') \
             order by scope, subject, measure, period \
             on conflict on constraint usage_counters_pkey do update set \
                 used = counter.used + excluded.used, allowed = excluded.allowed \
             returning used > allowed as over \
         ) select set_config('app.over_limit', coalesce(bool_or(over), false)::text, true) from counted"
    )
}

/// The statement that adds what was used beyond a reservation, or takes off what was not. A reservation of a month that has ended since
/// stays as it is.
///
/// The owner's own counters are few, and those of visitors many. So rows are found by what `usage_counters_owner_idx` is of, and not by the
/// enums that the key begins with: their equality is not leakproof, and under row-level security no condition for an index.
pub(crate) fn settling(owner: OwnerId, Settlement(uses): &Settlement) -> String {
    let rows = rows(uses);
    let of_the_month = |counter: &str| {
        format!(
            "{counter}.owner_id = '{owner}' and {counter}.subject = '' and {counter}.since = date_trunc('month', now(), 'UTC')"
        )
    };
    format!(
        "update usage_counters as counter set used = greatest(counter.used + locked.amount, 0) from ( \
             select used.* from usage_counters as row \
             join ({rows}) as used (scope, subject, measure, period, amount, allowed) using (scope, subject, measure, period) \
             where {} order by scope, subject, measure, period for update of row \
         ) as locked \
         where {} and (counter.scope, counter.subject, counter.measure, counter.period) \
             = (locked.scope, locked.subject, locked.measure, locked.period)",
        of_the_month("row"),
        of_the_month("counter"),
    )
}

/// Text and no parameters, because several statements in one message can have none. Everything in it is safe by its type: names of enums,
/// hexadecimal digits and numbers.
fn rows(uses: &[Use]) -> String {
    let row = |Use { scope, subject, measure, period, amount, allowed }: &Use| {
        let (scope, measure, period) = (scope.name(), measure.name(), period.name());
        let subject: String = subject.chars().filter(char::is_ascii_hexdigit).collect();
        format!(
            "('{scope}'::usage_scope, '{subject}', '{measure}'::usage_measure, '{period}'::usage_period, \
             {amount}::bigint, {allowed}::bigint)"
        )
    };
    format!("values {}", uses.iter().map(row).collect::<Vec<_>>().join(", "))
}

/// Which of the limits is exceeded, as the transaction that counted sees it: of several the one that lasts longest.
pub async fn exceeded(tx: &mut TenantTx, uses: &[Use]) -> sqlx::Result<Option<Exceeded>> {
    let owner = tx.owner();
    let scopes: Vec<Scope> = uses.iter().map(|used| used.scope).collect();
    let subjects: Vec<String> = uses.iter().map(|used| used.subject.clone()).collect();
    let measures: Vec<Measure> = uses.iter().map(|used| used.measure).collect();
    let periods: Vec<Period> = uses.iter().map(|used| used.period).collect();
    let row = sqlx::query!(
        r#"
        select
            counter.scope::text as "scope!: Scope", counter.measure::text as "measure!: Measure",
            counter.period::text as "period!: Period", counter.allowed,
            ceil(extract(epoch from counter.since + ('1 ' || counter.period)::interval - now()))::bigint as "seconds!"
        from usage_counters as counter
        join unnest($2::text[]::usage_scope[], $3::text[], $4::text[]::usage_measure[], $5::text[]::usage_period[])
            as used (scope, subject, measure, period) using (scope, subject, measure, period)
        where counter.owner_id = $1
            -- Of the join's conditions the only one for an index: those on enums are none.
            and counter.subject = any($3)
            and counter.since = date_trunc(counter.period::text, now(), 'UTC') and counter.used > counter.allowed
        order by counter.since + ('1 ' || counter.period)::interval desc
        limit 1
        "#,
        owner.0,
        &scopes as &[Scope],
        &subjects,
        &measures as &[Measure],
        &periods as &[Period],
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|row| Exceeded {
        scope: row.scope,
        measure: row.measure,
        period: row.period,
        allowed: row.allowed,
        resets_in: Duration::from_secs(row.seconds.unsigned_abs().max(1)),
    }))
}
