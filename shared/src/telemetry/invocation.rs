//! One request, batch or run: what it did, and that everything about it is out before it is over.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    panic::{AssertUnwindSafe, resume_unwind},
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use futures::FutureExt;
use serde_json::Value;
use tracing::{Span, field::display};

use super::{
    errors,
    metrics::{self, Counted},
    traces,
};
use crate::ids::OwnerId;

tokio::task_local! {
    /// Of the task, since one process may work on several.
    static CURRENT: Invocation;
}

#[derive(Debug, Default)]
struct Invocation {
    owner: Cell<Option<OwnerId>>,
    round_trips: Cell<u32>,
    errors: RefCell<Vec<Value>>,
}

/// What an invocation did, for its log line.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Whose token was verified.
    pub owner: Option<OwnerId>,
    /// How often it waited for the database. Connecting anew is not counted.
    pub round_trips: u32,
    /// Whether it was the process's first.
    pub cold_start: bool,
    /// How long it took.
    pub latency_ms: u64,
}

/// Does the work of one invocation, and hands over what was seen meanwhile: a frozen instance hands over nothing.
///
/// # Panics
/// As the work does, after that was told.
pub async fn invocation<T>(request_id: &str, route: &str, work: impl Future<Output = T>) -> (T, Seen) {
    static FIRST: AtomicBool = AtomicBool::new(true);
    let started = Instant::now();
    let cold_start = FIRST.swap(false, Ordering::Relaxed);
    if cold_start {
        metrics::count(Counted::ColdStarts, 1);
    }
    let observed = async {
        let outcome = AssertUnwindSafe(work).catch_unwind().await;
        (outcome, CURRENT.with(|current| (current.owner.get(), current.round_trips.get(), current.errors.take())))
    };
    let (outcome, (owner, round_trips, errors)) = CURRENT.scope(Invocation::default(), observed).await;
    metrics::flush();
    traces::flush().await;
    errors::flush(errors, request_id, route, owner).await;
    let outcome = outcome.unwrap_or_else(|panicked| resume_unwind(panicked));
    let latency_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    (outcome, Seen { owner, round_trips, cold_start, latency_ms })
}

/// Remembers for whom the current invocation works.
pub(crate) fn owner_known(owner: OwnerId) {
    Span::current().record("owner_id", display(owner));
    // Outside of an invocation nobody asks.
    let _ = CURRENT.try_with(|current| current.owner.set(Some(owner)));
}

/// Keeps an error for the end of the current invocation, unless it has so many already. One that happens outside of any is in the log only.
pub(super) fn keep_error(error: Value, most: usize) {
    let _ = CURRENT.try_with(|current| {
        // Borrowed already only where keeping one fails in turn.
        if let Ok(mut errors) = current.errors.try_borrow_mut()
            && errors.len() < most
        {
            errors.push(error);
        }
    });
}

/// Counts how often the current invocation waited for the database.
pub(crate) fn round_trips(more: usize) {
    let more = u32::try_from(more).unwrap_or(u32::MAX);
    let _ = CURRENT.try_with(|current| current.round_trips.set(current.round_trips.get().saturating_add(more)));
}
