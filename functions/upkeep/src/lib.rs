//! What nobody waits for, on a schedule: sends lead events that were left behind, and deletes what has expired.

mod left_behind;
mod purge;

use std::time::{Duration, SystemTime};

use lambda_runtime::Context;
use serde::Serialize;
use shared::{
    config::{DatabaseConfig, QueueConfig, Reader, StartError},
    database::Database,
    expiry::Purged,
    https::Https,
    queue::Queue,
    telemetry::{self, Parent, SPANS, Seen, invocation},
};
use tokio::time::Instant;
use tracing::Instrument;

/// Kept back for the last step that was begun: the queue (three seconds) and the database.
const RESERVE: Duration = Duration::from_secs(8);
/// Where nobody says how long a run may take (the emulator of `cargo lambda watch` names a deadline in 1970).
const UNTOLD: Duration = Duration::from_secs(30);

/// All that the function may use.
#[derive(Debug, Clone)]
pub struct App {
    /// The outbox, and what expires.
    pub db: Database,
    /// Where lead events go.
    pub queue: Queue,
}

impl App {
    /// The app of this process's environment.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn from_env() -> Result<Self, StartError> {
        let mut reader = Reader::load().await;
        let https = Https::read(&mut reader);
        let (database, queue) = (DatabaseConfig::read(&mut reader), QueueConfig::read(&mut reader));
        let (database, queue) = reader.finish((database, queue))?;
        Ok(Self { db: Database::connect(&database).await, queue: Queue::sqs(&queue, &https)? })
    }
}

/// What was done, in numbers of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Lead events that the queue has now.
    pub sent: u64,
    /// Expired answers to requests.
    pub chat_requests: u64,
    /// Expired counters.
    pub usage_counters: u64,
    /// Rows of the outbox that a queue took long ago.
    pub outbox: u64,
}

/// Answers a scheduled event. Whatever the event says, there is one thing to do.
///
/// # Errors
/// The database is away.
pub async fn handle(app: &App, context: &Context) -> Result<Report, lambda_runtime::Error> {
    let left = context.deadline().duration_since(SystemTime::now()).unwrap_or(UNTOLD);
    let span = tracing::info_span!(target: SPANS, "upkeep");
    let span = telemetry::continued(span, Parent { traceparent: None, xray: context.xray_trace_id.as_deref() });
    let run = async {
        run(app, Instant::now() + left).await.inspect_err(|error| tracing::error!(%error, "the upkeep could not be done"))
    };
    // Boxed, because the types of futures around futures become too deep for the compiler.
    let (request_id, run) = (&context.request_id, Box::pin(run.instrument(span)));
    let (outcome, Seen { round_trips, cold_start, latency_ms, .. }) = invocation(request_id, "upkeep", run).await;
    let done = outcome.is_ok();
    tracing::info!(request_id, done, latency_ms, round_trips, cold_start, "run over");
    Ok(outcome?)
}

/// Does the upkeep until nothing is left to do or the deadline is near; the next run goes on. Safe to run twice, and at once.
///
/// # Errors
/// The database is away.
pub async fn run(app: &App, deadline: Instant) -> sqlx::Result<Report> {
    let until = deadline.checked_sub(RESERVE).unwrap_or(deadline);
    // First the leads: somebody waits for them.
    let sent = left_behind::send(app, until).await?;
    let Purged { chat_requests, usage_counters, outbox } = purge::purge(app, until).await?;
    tracing::info!(sent, chat_requests, usage_counters, outbox, "upkeep done");
    Ok(Report { sent, chat_requests, usage_counters, outbox })
}
