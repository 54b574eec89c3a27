//! Answers that a client asks for again and again, and mostly has already (RFC 9110, 8.8.3 and 13.1.2).

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::ApiError;

/// As much as a page of fifty leads takes, so that the answer is not copied each time it doubles.
const USUAL: usize = 64 * 1024;

/// The answer in JSON with its `ETag`; or 304 without a body, where `If-None-Match` says that the client has this one.
///
/// # Errors
/// The value cannot be written as JSON.
pub fn tagged<T: Serialize>(request: &HeaderMap, value: &T) -> Result<Response, ApiError> {
    let mut body = Vec::with_capacity(USUAL);
    serde_json::to_writer(&mut body, value).map_err(ApiError::internal)?;
    let digest = Sha256::digest(&body).iter().take(16).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let tag = format!("\"{digest}\"");
    let known = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|field| field.to_str().ok());
    // Compared weakly, since a proxy that compresses makes a tag weak.
    let has_it = known
        .flat_map(|field| field.split(','))
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*");
    let mut response = if has_it {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
    };
    response.headers_mut().insert(header::ETAG, HeaderValue::from_str(&tag).map_err(ApiError::internal)?);
    // Kept by the client alone, and never shown without asking.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}
