//! The doctor: one real request to each upstream that is configured, and what to do about one that fails.
//!
//! `cargo dev doctor` runs it on one machine. A deployment's smoke test invokes `chat` and `notifier` with it, so that the keys, roles and
//! networks that are checked are those of the functions.

mod database;
mod model;
mod queue;
mod telegram;

use axum::{Json, Router, routing::get};
use serde::{Deserialize, Serialize};

pub use database::Role;

use crate::{
    database::Database,
    openai::OpenAi,
    queue::{Consumer, Queue},
    telegram::Telegram,
};

/// What is to be checked: whatever is set.
#[derive(Debug, Clone, Default)]
pub struct Doctor {
    /// The database, and the role that is expected there.
    pub database: Option<(Database, Role)>,
    /// The model's server.
    pub openai: Option<OpenAi>,
    /// The queue of lead events, as a sender sees it.
    pub queue: Option<Queue>,
    /// The queue and its dead-letter queue, as the consumer sees them.
    pub consumer: Option<Consumer>,
    /// The bot, and the chat of companies that have linked none.
    pub telegram: Option<(Telegram, Option<String>)>,
}

/// What was found, one entry an upstream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Whether no check failed.
    pub healthy: bool,
    /// In the order of a visitor's message.
    pub checks: Vec<Check>,
}

/// One upstream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// `Database`, `Model`, `Queue`, `Dead-letter queue` or `Telegram`.
    pub upstream: String,
    /// How it is.
    pub status: Status,
    /// What was seen. Holds no secret and no personal data.
    pub finding: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remedy: Option<String>,
}

/// How an upstream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It answered as expected.
    Works,
    /// It answered, and something needs attention soon.
    Warning,
    /// It does not work as configured.
    Failed,
}

impl Doctor {
    /// Asks every upstream.
    pub async fn examine(&self) -> Report {
        let mut checks = Vec::new();
        if let Some((database, role)) = &self.database {
            checks.push(database::check(database, *role).await);
        }
        if let Some(openai) = &self.openai {
            checks.push(model::check(openai).await);
        }
        if let Some(queue) = &self.queue {
            checks.extend(queue::check(queue).await);
        }
        if let Some(consumer) = &self.consumer {
            checks.extend(queue::check_consumer(consumer).await);
        }
        if let Some((telegram, chat)) = &self.telegram {
            checks.push(telegram::check(telegram, chat.as_deref()).await);
        }
        Report { healthy: checks.iter().all(|check| check.status != Status::Failed), checks }
    }

    /// `GET /doctor`, for a direct invocation of the function. API Gateway does not route it: each request costs a model's answer.
    pub fn route(self) -> Router {
        Router::new().route("/doctor", get(async move || Json(self.examine().await)))
    }
}

impl Check {
    fn works(upstream: &str, finding: impl Into<String>) -> Self {
        Self { upstream: upstream.to_owned(), status: Status::Works, finding: finding.into(), remedy: None }
    }

    fn warning(upstream: &str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        let remedy = Some(remedy.into());
        Self { upstream: upstream.to_owned(), status: Status::Warning, finding: finding.into(), remedy }
    }

    fn failed(upstream: &str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { status: Status::Failed, ..Self::warning(upstream, finding, remedy) }
    }
}

/// An error and its causes, which say what a single one does not ("error sending request": "invalid peer certificate").
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

/// Why an upstream cannot be reached, in the words of the network or of TLS. Empty where it can be.
async fn transport(http: &reqwest::Client, url: &str) -> String {
    let reached = http.get(url).send().await;
    reached.err().map(|error| causes(&error.without_url())).unwrap_or_default()
}

/// What to do about an upstream that cannot be reached at the URL of that variable.
fn unreachable(variable: &str, why: &str) -> String {
    if why.contains("CaUsedAsEndEntity") {
        return "The server presents the certificate of its authority: issue a certificate for the server with that authority."
            .to_owned();
    }
    format!(
        "Check {variable}, DNS, the way out of the network and HTTPS_PROXY; for a private certificate authority set CA_BUNDLE."
    )
}
