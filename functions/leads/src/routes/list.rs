//! `GET /api/leads`

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use shared::{
    http::{ApiError, Owner, Problem, Query, tagged},
    lead::{self, Cursor, Filter, Lead, PageSize, SearchText, Status, Tests},
    time::Timestamp,
};
use utoipa::{IntoParams, ToSchema};

use crate::App;

/// Which leads.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Only of this status.
    status: Option<Status>,
    /// Only those in whose name, phone, e-mail or need this stands. Case does not count; in a number only the digits do.
    #[param(value_type = Option<String>, max_length = 100)]
    q: Option<SearchText>,
    /// Only of this time or later (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Only before this time (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Only tests of the company's own (`true`), or none of them (`false`).
    #[param(value_type = Option<bool>)]
    test: Option<Tests>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// How many at most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    #[serde(default)]
    limit: PageSize,
}

/// A page of leads, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListResponse {
    items: Vec<Lead>,
    /// Ask with it for the next page; null after the last one.
    #[schema(value_type = Option<String>)]
    next_cursor: Option<Cursor>,
}

/// Lists the owner's leads, newest first. Who asks again with the answer's `ETag` in `If-None-Match` is told if nothing has changed.
#[utoipa::path(
    get, path = "/api/leads", tag = "leads", operation_id = "list_leads", security(("owner" = [])), params(ListQuery),
    responses(
        (status = 200, description = "A page of leads.", body = ListResponse),
        (status = 304, description = "The page is the one that `If-None-Match` names."),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is not accepted.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Owner(owner): Owner,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let mut tx = app.db.tenant_planning(owner).await?;
    let page = lead::list(&mut tx, &query.into()).await?;
    tx.commit().await?;
    tagged(&headers, &ListResponse { items: page.items, next_cursor: page.next })
}

impl From<ListQuery> for Filter {
    fn from(query: ListQuery) -> Self {
        Self {
            status: query.status,
            search: query.q,
            test: query.test.map(Tests::wanted),
            from: query.from.map(Into::into),
            to: query.to.map(Into::into),
            after: query.cursor,
            limit: query.limit,
        }
    }
}
