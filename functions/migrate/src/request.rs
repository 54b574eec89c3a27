//! What CloudFormation asks, and the answer it waits for.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shared::{
    https::{Https, Timeouts},
    reqwest,
    secrecy::{ExposeSecret, SecretString},
};

use crate::Failure;

/// The name of what is looked after. It never changes, so CloudFormation never replaces it.
const SCHEMA: &str = "schema";
const ATTEMPTS: u32 = 3;
const TIMEOUTS: Timeouts = Timeouts { connect: Duration::from_secs(5), total: Duration::from_secs(10) };

/// A request to a custom resource ("Custom resource request types" in CloudFormation's user guide).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "the names of the protocol")]
pub struct Request {
    request_type: Kind,
    /// Whoever has it can answer.
    #[serde(rename = "ResponseURL")]
    response_url: SecretString,
    stack_id: String,
    request_id: String,
    logical_resource_id: String,
    physical_resource_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Kind {
    Create,
    Update,
    Delete,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    status: &'static str,
    reason: String,
    physical_resource_id: &'a str,
    stack_id: &'a str,
    request_id: &'a str,
    logical_resource_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Data>,
}

/// What `!GetAtt` gives.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Data {
    version: String,
}

/// The answer could not be handed over. CloudFormation waits until the resource's `ServiceTimeout`.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// Nobody took it.
    #[error("CloudFormation could not be answered: {0}")]
    Http(#[from] reqwest::Error),
    /// It cannot be written as JSON.
    #[error("the answer is no JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl Request {
    /// Whether the resource is taken out of the stack, or the stack is deleted.
    #[must_use]
    pub(crate) fn is_delete(&self) -> bool {
        self.request_type == Kind::Delete
    }

    /// Answers with what became of it; `invocation` is where the log tells more.
    pub(crate) async fn answer(
        &self,
        https: &Https,
        outcome: Result<Option<i64>, Failure>,
        invocation: &str,
    ) -> Result<(), Unanswered> {
        let (status, reason) = match &outcome {
            Ok(_) => ("SUCCESS", String::new()),
            Err(failure) => ("FAILED", format!("{failure}. More is in the function's log, under request {invocation}.")),
        };
        let answer = Answer {
            status,
            reason,
            physical_resource_id: self.physical_resource_id.as_deref().unwrap_or(SCHEMA),
            stack_id: &self.stack_id,
            request_id: &self.request_id,
            logical_resource_id: &self.logical_resource_id,
            data: outcome.ok().flatten().map(|version| Data { version: version.to_string() }),
        };
        let body = serde_json::to_string(&answer)?;
        let http = https.client(TIMEOUTS)?;
        let mut attempt = 1;
        loop {
            match self.put(&http, &body).await {
                Ok(()) => return Ok(()),
                Err(error) if attempt == ATTEMPTS => return Err(error.into()),
                Err(error) => tracing::warn!(%error, attempt, "CloudFormation did not take the answer"),
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
            attempt += 1;
        }
    }

    /// Without a content type, with which the signature of the URL would not fit.
    async fn put(&self, http: &reqwest::Client, body: &str) -> reqwest::Result<()> {
        let sent = http.put(self.response_url.expose_secret()).body(body.to_owned()).send().await;
        // The URL is as good as a password.
        sent.and_then(reqwest::Response::error_for_status).map(drop).map_err(reqwest::Error::without_url)
    }
}
