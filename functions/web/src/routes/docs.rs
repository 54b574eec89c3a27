//! `GET /docs`: the description of the API, to read and to try.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::http::ApiError;

use super::page::{built, document};

/// Swagger UI sets styles from its scripts and shows images that stand in its style sheet; everything is of this origin.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The page.
pub(crate) async fn page() -> Result<Response, ApiError> {
    Ok(document(built("docs.html")?, POLICY).into_response())
}

/// Leads from a folder of that name to the page, by a path relative to it.
pub(crate) async fn folder() -> impl IntoResponse {
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, "../docs")])
}
