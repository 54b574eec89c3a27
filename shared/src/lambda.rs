//! How a function with routes runs on Lambda.

use axum::Router;

pub use lambda_http::Error;

use crate::{config::Reader, http};

/// Serves a function's routes until Lambda ends the instance.
///
/// `RESPONSE_TRANSFER_MODE` says how API Gateway takes the answers: `RESPONSE_STREAM`, as they come, or `BUFFERED`, in one piece. The two
/// look different on the wire, so it must be what the template says of the function's routes.
///
/// # Errors
/// Lambda's runtime API is away.
pub async fn serve(routes: Router) -> Result<(), Error> {
    let routes = http::serve(routes);
    match Reader::from_env().optional("RESPONSE_TRANSFER_MODE").as_deref() {
        Some("RESPONSE_STREAM") => lambda_http::run_with_streaming_response(routes).await,
        _ => lambda_http::run(routes).await,
    }
}
