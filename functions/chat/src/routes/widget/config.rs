//! `GET /api/widget/config`

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{
    assistant::{Site, SiteKey},
    conversation::ContactForm,
    http::{ApiError, Json, Problem, Query, origin},
};
use utoipa::{IntoParams, ToSchema};

use super::{owner_of, site_for};
use crate::App;

/// Whose assistant.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConfigQuery {
    /// The key in the site's line of HTML.
    #[param(value_type = String, min_length = 32, max_length = 32)]
    site: SiteKey,
}

/// What a page needs to show the assistant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConfigResponse {
    #[serde(flatten)]
    site: Site,
    /// For where nothing else works: to be sent to `POST /api/widget/chat/form`.
    form: ContactForm,
}

/// Shows how the assistant looks. Says nothing of the visitor, and stores nothing.
#[utoipa::path(
    get, path = "/api/widget/config", tag = "widget", operation_id = "find_widget_config", params(ConfigQuery),
    responses(
        (status = 200, description = "The look, for a minute.", body = ConfigResponse),
        (status = 403, description = "The owner has not named that site.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such key.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "That is no key.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn config(
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<ConfigQuery>,
) -> Result<Response, ApiError> {
    let owner = owner_of(&app.db, &query.site).await?;
    let mut tx = app.db.tenant(owner).await?;
    let site = site_for(&mut tx, origin(&headers)).await;
    tx.commit().await?;
    let site = site?;
    let form = ContactForm::speaking(site.language);
    let kept = [(header::CACHE_CONTROL, "public, max-age=60"), (header::VARY, "origin")];
    Ok((kept, Json(ConfigResponse { site, form })).into_response())
}
