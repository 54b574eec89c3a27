//! One who is told things beside the answer, and for whom no answer waits long.

use std::{
    sync::{Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use reqwest::{Client, Response, header::HeaderMap};

use crate::https::{Https, Timeouts};

/// How long an answer waits at most.
const TIMEOUTS: Timeouts = Timeouts { connect: Duration::from_millis(300), total: Duration::from_millis(300) };
/// How long nobody is asked who was away, so that not every answer waits.
const PAUSE: Duration = Duration::from_secs(30);

/// An address to which bodies are posted.
#[derive(Debug)]
pub(super) struct Outbound {
    http: Client,
    url: String,
    /// Set once they are known: they may lie in a secret.
    pub(super) headers: OnceLock<HeaderMap>,
    paused_until: Mutex<Option<Instant>>,
}

impl Outbound {
    /// None where the TLS library could not be set up.
    pub(super) fn to(url: String, https: &Https) -> Option<Self> {
        let http = https.client(TIMEOUTS).ok()?;
        Some(Self { http, url, headers: OnceLock::new(), paused_until: Mutex::default() })
    }

    /// Posts it, unless the other was away just now. Whatever happens is no failure of the caller.
    pub(super) async fn post(&self, what: &'static str, body: impl FnOnce() -> String) {
        if self.paused_until.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|until| Instant::now() < until) {
            return;
        }
        let outcome = self
            .http
            .post(&self.url)
            .headers(self.headers.get().cloned().unwrap_or_default())
            .body(body())
            .send()
            .await
            .map_err(|error| error.without_url().to_string())
            .and_then(|response| accepted(&response));
        let failed = outcome.err();
        *self.paused_until.lock().unwrap_or_else(PoisonError::into_inner) = failed.as_ref().map(|_| Instant::now() + PAUSE);
        if let Some(error) = failed {
            tracing::warn!(%error, what, "not taken by its collector, which is not asked for a while");
        }
    }
}

/// Only a 2xx is an acceptance: redirects are not followed.
fn accepted(response: &Response) -> Result<(), String> {
    if response.status().is_success() { Ok(()) } else { Err(format!("status {}", response.status().as_u16())) }
}
