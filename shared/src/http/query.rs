//! What stands in the URL.

use axum::{
    extract::{FromRequestParts, rejection::PathRejection},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use super::ApiError;
use crate::rule::Rule;

/// The parameters behind the `?`.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        parse_urlencoded(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

/// The one parameter inside of the path.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let read: Result<_, PathRejection> = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| ApiError::field("id", &Rule::new("invalid", "expected a UUID")))
    }
}

/// Reads URL-encoded fields into a type, through JSON's reader, so that a wrong parameter is told as a wrong field is.
pub(super) fn parse_urlencoded<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    let pairs = serde_urlencoded::from_str::<Vec<(String, String)>>(text)
        .map_err(|_| ApiError::MalformedBody("this is not URL-encoded".to_owned()))?;
    let object = pairs.into_iter().map(|(name, value)| (name, value.into())).collect::<serde_json::Map<_, _>>();
    let text = serde_json::to_vec(&object).map_err(ApiError::internal)?;
    super::parse_json(&text)
}
