//! How long a request may still take.

use std::{convert::Infallible, time::Duration};

use axum::extract::FromRequestParts;
use http::request::Parts;
use lambda_http::RequestExt;
use tokio::time::Instant;

/// Kept back from a request's time for what comes after the model: one transaction, the queue and the answer.
const RESERVE: Duration = Duration::from_secs(4);
/// Where nobody says how long a request may take: as long as API Gateway waits for a buffered answer (29 s).
const DEFAULT: Duration = Duration::from_secs(29);

/// Until when a handler may wait for a neighbour.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(pub Instant);

impl Deadline {
    /// As if that much were left of the request.
    #[must_use]
    pub fn within(left: Duration) -> Self {
        Self(Instant::now() + left.saturating_sub(RESERVE))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Deadline {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let deadline = parts.lambda_context_ref().map(|context| Duration::from_millis(context.deadline));
        // The emulator of `cargo lambda watch` sends a duration where an instant belongs; that is a deadline in 1970.
        let left = deadline.and_then(|deadline| deadline.checked_sub(now)).filter(|left| !left.is_zero());
        Ok(Self::within(left.map_or(DEFAULT, |left| left.min(DEFAULT))))
    }
}
