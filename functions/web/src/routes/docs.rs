//! `GET /docs`: Swagger UI from this origin.

use std::sync::{Arc, LazyLock};

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::http::ApiError;
use utoipa_swagger_ui::Config;

/// Relative, because the pages may stand below a stage (`/prod/docs/`). Without a validator, because Swagger UI would ask
/// validator.swagger.io.
static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    let config = Config::from("../openapi.json").persist_authorization(false).try_it_out_enabled(true);
    Arc::new(config.validator_url("none"))
});

/// Swagger UI sets styles from its scripts and shows images that stand in its style sheet; everything is of this origin.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Leads to the folder, by a path relative to it.
pub(crate) async fn docs() -> Response {
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, "docs/")]).into_response()
}

/// The page.
pub(crate) async fn index() -> Result<Response, ApiError> {
    serve("index.html")
}

/// A file of the page.
pub(crate) async fn file(Path(name): Path<String>) -> Result<Response, ApiError> {
    serve(&name)
}

fn serve(name: &str) -> Result<Response, ApiError> {
    let file = utoipa_swagger_ui::serve(name, Arc::clone(&CONFIG)).map_err(|error| ApiError::internal(error.to_string()))?;
    let file = file.ok_or(ApiError::NotFound("file"))?;
    let mut response = ([(header::CONTENT_TYPE, file.content_type)], file.bytes.into_owned()).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}
