//! Who calls.

use axum::extract::{FromRef, FromRequestParts};
use http::{HeaderMap, header, request::Parts};

use super::ApiError;
use crate::{account::Tokens, ids::OwnerId, telemetry};

/// The owner whose valid access token came with the request. The only way to an [`OwnerId`] for a handler.
#[derive(Debug, Clone, Copy)]
pub struct Owner(pub OwnerId);

impl<S> FromRequestParts<S> for Owner
where
    S: Send + Sync,
    Tokens: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let owner = Tokens::from_ref(state).verify(bearer(&parts.headers)?).ok_or(ApiError::InvalidToken)?;
        telemetry::owner_known(owner);
        Ok(Self(owner))
    }
}

/// The token of `Authorization: Bearer …` (RFC 6750).
pub(super) fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = header.and_then(|value| value.split_once(' ')).ok_or(ApiError::InvalidToken)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(ApiError::InvalidToken) }
}
