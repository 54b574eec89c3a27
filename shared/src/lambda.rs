//! How a function with routes runs on Lambda.

use axum::Router;

pub use lambda_http::Error;

use crate::http;

/// Serves a function's routes until Lambda ends the instance.
///
/// # Errors
/// Lambda's runtime API is away.
pub async fn serve(routes: Router) -> Result<(), Error> {
    lambda_http::run(http::serve(routes)).await
}
