//! `GET /api/conversations`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    conversation::{self, Conversation, TalkCursor, TalkFilter, Talks},
    http::{ApiError, Json, Owner, Problem, Query},
    lead::{PageSize, SearchText, Tests},
};
use utoipa::{IntoParams, ToSchema};

use crate::App;

/// Which conversations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListConversationsQuery {
    /// All, those that led to a lead, or those that led to none: `missed` leaves out those in progress and those whose visitor deleted
    /// the contact.
    #[serde(default)]
    #[param(inline)]
    filter: TalkFilter,
    /// Only those in which somebody said this. Case does not count; in a number only the digits do.
    #[param(value_type = Option<String>, max_length = 100)]
    q: Option<SearchText>,
    /// Only tests of the company's own (`true`), or none of them (`false`).
    #[param(value_type = Option<bool>)]
    test: Option<Tests>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<TalkCursor>,
    /// How many at most.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    #[serde(default)]
    limit: PageSize,
}

/// A page of conversations, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListConversationsResponse {
    items: Vec<Conversation>,
    /// Ask with it for the next page; null after the last one. With `filter` or `q` a page may hold fewer than asked for, also none, and
    /// have a next one: two thousand conversations are looked through for each.
    #[schema(value_type = Option<String>)]
    next_cursor: Option<TalkCursor>,
}

/// Lists what visitors and the assistant said, newest first.
#[utoipa::path(
    get, path = "/api/conversations", tag = "conversations", operation_id = "list_conversations", security(("owner" = [])),
    params(ListConversationsQuery),
    responses(
        (status = 200, description = "A page of conversations.", body = ListConversationsResponse),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is not accepted.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_conversations(
    State(app): State<App>,
    Owner(owner): Owner,
    Query(query): Query<ListConversationsQuery>,
) -> Result<Json<ListConversationsResponse>, ApiError> {
    let talks = Talks {
        filter: query.filter,
        test: query.test.map(Tests::wanted),
        search: query.q,
        after: query.cursor,
        limit: query.limit,
    };
    let mut tx = app.db.tenant_planning(owner).await?;
    let page = conversation::list_talks(&mut tx, &talks).await?;
    tx.commit().await?;
    Ok(Json(ListConversationsResponse { items: page.items, next_cursor: page.next }))
}
