//! `GET /api/leads/stats`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    assistant::TimeZone,
    http::{ApiError, Json, Owner, Problem, Query},
    lead::{self, Span, Stats, StatsOutcome},
    time::Timestamp,
};
use time::OffsetDateTime;
use utoipa::IntoParams;

use crate::App;

/// Of which time.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatsQuery {
    /// From this time (RFC 3339); left out: from midnight, 29 days before the last day.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Until this time (RFC 3339), at most 366 days later; left out: until now.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Whose days; left out: the assistant's.
    #[param(value_type = Option<String>, example = "Europe/Moscow")]
    time_zone: Option<TimeZone>,
}

/// Tells what came in, what became of it, and what it cost. Leads that were taken back are not counted.
#[utoipa::path(
    get, path = "/api/leads/stats", tag = "leads", operation_id = "find_stats", security(("owner" = [])), params(StatsQuery),
    responses(
        (status = 200, description = "The figures.", body = Stats),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is not accepted.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn stats(
    State(app): State<App>,
    Owner(owner): Owner,
    Query(query): Query<StatsQuery>,
) -> Result<Json<Stats>, ApiError> {
    let span = Span::new(query.from.map(Into::into), query.to.map(Into::into), OffsetDateTime::now_utc());
    let span = span.map_err(|(parameter, rule)| ApiError::field(parameter, &rule))?;
    let mut tx = app.db.tenant(owner).await?;
    match lead::stats(&mut tx, span, query.time_zone.as_ref()).await? {
        StatsOutcome::Done(stats) => {
            tx.commit().await?;
            Ok(Json(*stats))
        }
        StatsOutcome::UnknownTimeZone => {
            tx.rollback().await?;
            Err(ApiError::field("time_zone", &TimeZone::unknown()))
        }
        StatsOutcome::NoAccount => {
            tx.rollback().await?;
            Err(ApiError::InvalidToken)
        }
    }
}
