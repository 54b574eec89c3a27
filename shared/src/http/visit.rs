//! The visitor who calls, from a page of an owner's site.

use axum::extract::{FromRef, FromRequestParts};
use http::{HeaderMap, header, request::Parts};

use super::{ApiError, owner::bearer};
use crate::{
    account::{self, Tokens},
    telemetry,
};

/// The visit whose valid token came with the request, from the site for which it was given.
#[derive(Debug, Clone)]
pub struct Visit(pub account::Visit);

/// The site of the page that asks, as its browser names it; None for one that is no browser's. Page scripts cannot choose it.
#[must_use]
pub fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).and_then(|value| value.to_str().ok())
}

impl<S> FromRequestParts<S> for Visit
where
    S: Send + Sync,
    Tokens: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let token = bearer(&parts.headers)?;
        let visit = Tokens::from_ref(state).verify_visit(token).ok_or(ApiError::InvalidToken)?;
        if visit.origin.as_deref().is_some_and(|site| origin(&parts.headers) != Some(site)) {
            return Err(ApiError::InvalidToken);
        }
        telemetry::owner_known(visit.owner);
        Ok(Self(visit))
    }
}
