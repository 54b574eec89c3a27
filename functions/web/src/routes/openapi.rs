//! `GET /openapi.json`

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// Written by `cargo dev openapi` from the code of all functions; a test of `dev` compares the two.
pub(crate) const DOCUMENT: &str = include_str!("../../openapi.json");

/// Serves the description of all routes.
pub(crate) async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}
