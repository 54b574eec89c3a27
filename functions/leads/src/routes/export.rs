//! `GET /api/leads/export`

use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use shared::{
    database::Database,
    http::{ApiError, Owner, Problem, Query},
    ids::OwnerId,
    lead::{self, Filter, Page, PageSize, SearchText, Status},
    time::Timestamp,
};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::{App, csv};

/// How many leads a file holds at most.
const LARGEST: usize = 50_000;

/// Which leads, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportQuery {
    /// Only of this status.
    status: Option<Status>,
    /// Only those in whose name, phone, e-mail or need this stands.
    #[param(value_type = Option<String>, max_length = 100)]
    q: Option<SearchText>,
    /// Only of this time or later (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Only before this time (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// In which form; left out: CSV.
    #[param(inline)]
    format: Option<Format>,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// RFC 4180 in UTF-8 with a byte order mark.
    Csv,
}

/// Hands over the owner's leads as a file, newest first: at most 50,000.
///
/// Safe to open with a spreadsheet: a cell that it would compute has an apostrophe before it, and phones are written as `tel:+79161234567`.
#[utoipa::path(
    get, path = "/api/leads/export", tag = "leads", operation_id = "export_leads", security(("owner" = [])), params(ExportQuery),
    responses(
        (status = 200, description = "The file.", body = String, content_type = "text/csv; charset=utf-8"),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is not accepted.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn export(
    State(app): State<App>,
    Owner(owner): Owner,
    Query(query): Query<ExportQuery>,
) -> Result<Response, ApiError> {
    let filter = Filter {
        status: query.status,
        search: query.q,
        from: query.from.map(Into::into),
        to: query.to.map(Into::into),
        after: None,
        limit: PageSize::LARGEST,
    };
    // Before the answer begins, so that a database that is away is told with a status.
    let first = page(&app.db, owner, &filter).await?;
    let Format::Csv = query.format.unwrap_or(Format::Csv);
    let name = format!("attachment; filename=\"leads-{}.csv\"", OffsetDateTime::now_utc().date());
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(records(app.db, owner, filter, first))).into_response())
}

/// A page at a time, each in a transaction of its own: none is open while a slow client reads.
fn records(db: Database, owner: OwnerId, filter: Filter, first: Page) -> impl stream::Stream<Item = Result<String, ApiError>> {
    let pages = stream::try_unfold((Some(first), db, filter), move |(page_now, db, mut filter)| async move {
        let Some(now) = page_now else { return Ok::<_, ApiError>(None) };
        filter.after = now.next;
        let next = if now.next.is_some() { Some(page(&db, owner, &filter).await?) } else { None };
        Ok(Some((stream::iter(now.items.into_iter().map(Ok::<_, ApiError>)), (next, db, filter))))
    });
    let leads = pages.try_flatten().take(LARGEST).map_ok(|lead| csv::record(&lead));
    stream::once(async { Ok::<_, ApiError>(csv::HEAD.to_owned()) }).chain(leads)
}

async fn page(db: &Database, owner: OwnerId, filter: &Filter) -> Result<Page, ApiError> {
    let mut tx = db.tenant_planning(owner).await?;
    let page = lead::list(&mut tx, filter).await?;
    tx.commit().await?;
    Ok(page)
}
