//! `GET /api/leads/export`

use std::pin::pin;

use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::{Stream, StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use shared::{
    account::Language,
    database::Database,
    http::{ApiError, Owner, Problem, Query},
    ids::OwnerId,
    lead::{self, Cursor, Exported, Filter, PageSize, SearchText, Status, Tests},
    time::Timestamp,
};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::{
    App,
    table::{Reader, csv, xlsx::Xlsx},
};

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
    /// Only tests of the company's own (`true`), or everything but tests (`false`); left out: both, as in the list.
    #[param(value_type = Option<bool>)]
    test: Option<Tests>,
    /// In which form; left out: CSV.
    #[param(inline)]
    format: Option<Format>,
    /// For a person who reads this language: its words, the company's clock (the assistant's time zone), and the separator that Excel
    /// expects there. Left out: CSV is for a program, with the API's names, UTC times (RFC 3339) and phones as `tel:+79161234567`; XLSX is
    /// in English.
    #[param(inline)]
    language: Option<Language>,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// RFC 4180 in UTF-8 with a byte order mark; separated by `;` in Russian and by `,` otherwise.
    Csv,
    /// An Excel workbook with typed cells.
    Xlsx,
}

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Hands over the owner's leads as a file, newest first: at most 50,000. Each has its contacts, answers and notes.
///
/// Safe to open with a spreadsheet: a CSV cell that it would compute has an apostrophe in front, and phones are texts.
#[utoipa::path(
    get, path = "/api/leads/export", tag = "leads", operation_id = "export_leads", security(("owner" = [])), params(ExportQuery),
    responses(
        (status = 200, description = "The file.", content(
            (String = "text/csv; charset=utf-8"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
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
        test: query.test.map(Tests::wanted),
        from: query.from.map(Into::into),
        to: query.to.map(Into::into),
        after: None,
        limit: PageSize::LARGEST,
    };
    // Before the answer begins, so that a database that is away is told with a status.
    let first = page(&app.db, owner, &filter).await?;
    let leads = leads(app.db, owner, filter, first);
    Ok(match query.format.unwrap_or(Format::Csv) {
        Format::Csv => {
            let reader = query.language.map_or(Reader::Program, Reader::Person);
            let head = stream::once(async move { Ok::<_, ApiError>(csv::head(reader)) });
            let records = leads.map_ok(move |lead| csv::record(&lead, reader));
            (headers(CSV, "csv"), Body::from_stream(head.chain(records))).into_response()
        }
        Format::Xlsx => {
            let file = workbook(leads, query.language.unwrap_or(Language::En)).await?;
            (headers(XLSX, "xlsx"), file).into_response()
        }
    })
}

fn headers(kind: &str, extension: &str) -> [(header::HeaderName, String); 2] {
    let name = format!("attachment; filename=\"leads-{}.{extension}\"", OffsetDateTime::now_utc().date());
    [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)]
}

/// A workbook is one archive, so it is whole before the answer begins.
async fn workbook(leads: impl Stream<Item = Result<Exported, ApiError>>, language: Language) -> Result<Vec<u8>, ApiError> {
    let mut leads = pin!(leads);
    let mut workbook = Xlsx::new(language).map_err(ApiError::internal)?;
    while let Some(lead) = leads.try_next().await? {
        workbook.push(&lead).map_err(ApiError::internal)?;
    }
    let finished = tokio::task::spawn_blocking(|| workbook.finish()).await.map_err(ApiError::internal)?;
    finished.map_err(ApiError::internal)
}

type Page = (Vec<Exported>, Option<Cursor>);

/// A page at a time, each in a transaction of its own: none is open while a slow client reads.
fn leads(db: Database, owner: OwnerId, filter: Filter, first: Page) -> impl Stream<Item = Result<Exported, ApiError>> {
    let pages = stream::try_unfold((Some(first), db, filter), move |(page_now, db, mut filter)| async move {
        let Some((leads, after)) = page_now else { return Ok::<_, ApiError>(None) };
        filter.after = after;
        let next = if after.is_some() { Some(page(&db, owner, &filter).await?) } else { None };
        Ok(Some((stream::iter(leads.into_iter().map(Ok::<_, ApiError>)), (next, db, filter))))
    });
    pages.try_flatten().take(LARGEST)
}

async fn page(db: &Database, owner: OwnerId, filter: &Filter) -> Result<Page, ApiError> {
    let mut tx = db.tenant_planning(owner).await?;
    let page = lead::export(&mut tx, filter).await?;
    tx.commit().await?;
    Ok(page)
}
