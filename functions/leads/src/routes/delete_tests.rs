//! `DELETE /api/conversations`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    conversation,
    http::{ApiError, Json, Owner, Problem, Query},
    ids::{OwnerId, VisitorId},
    lead::{self, Tests},
    rule::Rule,
};
use utoipa::{IntoParams, ToSchema};

use crate::App;

/// So many conversations are deleted by one request, each in its own transaction.
const MOST: usize = 50;

/// Which conversations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteTestsQuery {
    /// `true`: only tests can be deleted together.
    #[param(value_type = bool)]
    test: Tests,
}

/// What was deleted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeleteTestsResponse {
    /// How many conversations.
    deleted: usize,
    /// Whether there are more: the same request deletes them.
    more: bool,
}

/// Deletes the company's own tests: the conversations, their leads, and what Telegram shows of them.
#[utoipa::path(
    delete, path = "/api/conversations", tag = "conversations", operation_id = "delete_tests", security(("owner" = [])),
    params(DeleteTestsQuery),
    responses(
        (status = 200, description = "The tests are deleted.", body = DeleteTestsResponse),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is not accepted.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn delete_tests(
    State(app): State<App>,
    Owner(owner): Owner,
    Query(query): Query<DeleteTestsQuery>,
) -> Result<Json<DeleteTestsResponse>, ApiError> {
    if !query.test.wanted() {
        return Err(ApiError::field("test", &Rule::new("invalid", "expected true")));
    }
    let mut tx = app.db.tenant(owner).await?;
    let mut visitors = conversation::test_visitors(&mut tx, i64::try_from(MOST + 1).unwrap_or(i64::MAX)).await?;
    tx.commit().await?;
    let more = visitors.len() > MOST;
    visitors.truncate(MOST);
    for visitor in &visitors {
        delete(&app, owner, *visitor).await?;
    }
    Ok(Json(DeleteTestsResponse { deleted: visitors.len(), more }))
}

/// Deletes a conversation that another request may delete at the same time.
async fn delete(app: &App, owner: OwnerId, visitor: VisitorId) -> Result<(), ApiError> {
    let mut tx = app.db.forget(owner, visitor).await?;
    let events = conversation::forget(&mut tx).await?.unwrap_or_default();
    tx.commit().await?;
    let sent = app.queue.send(&events).await;
    lead::mark_sent_or_warn(&app.db, &sent).await;
    Ok(())
}
