//! The connections of one instance.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use sqlx::{
    PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use time::OffsetDateTime;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// How long a connection is waited for: a free one, or a new one where the database takes none just now.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where transactions get their connections. Cheap to clone.
///
/// sqlx's pool opens them, with its attempts and pauses where the database is full or starting, and does not keep them: it asks each one
/// that comes back whether it lives, in a task of its own. An instance that Lambda freezes in the middle of that wakes up with a connection
/// that is neither there nor gone, and its only one.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    connector: PgPool,
    idle: Arc<Mutex<Vec<PgConnection>>>,
    permits: Arc<Semaphore>,
    pub(super) max_connections: u32,
    /// See [`Statements`](super::Statements).
    pub(super) named_statements: bool,
    /// When one was last given back.
    pub(super) last_used: Moment,
}

impl Pool {
    /// Opens none yet.
    pub(super) fn new(options: PgConnectOptions, max_connections: u32, named_statements: bool) -> Self {
        let connector = PgPoolOptions::new().max_connections(max_connections).min_connections(0).acquire_timeout(PATIENCE);
        Self {
            connector: connector.connect_lazy_with(options),
            idle: Arc::default(),
            permits: Arc::new(Semaphore::new(usize::try_from(max_connections).unwrap_or(usize::MAX))),
            max_connections,
            named_statements,
            last_used: Moment::this(),
        }
    }

    /// How connections are made.
    pub(super) fn options(&self) -> Arc<PgConnectOptions> {
        self.connector.connect_options()
    }

    /// The connection that was used last, or a new one.
    pub(super) async fn take(&self) -> sqlx::Result<(OwnedSemaphorePermit, PgConnection)> {
        let permit = timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.connector.acquire().await?.detach(),
        };
        Ok((permit, connection))
    }

    /// For the next one.
    pub(super) fn put_back(&self, connection: PgConnection) {
        self.last_used.now();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

/// When something happened, by the clock that goes on while an instance is frozen.
#[derive(Debug, Clone)]
pub(super) struct Moment(Arc<AtomicI64>);

impl Moment {
    fn this() -> Self {
        let moment = Self(Arc::default());
        moment.now();
        moment
    }

    /// It happens again.
    pub(super) fn now(&self) {
        self.0.store(OffsetDateTime::now_utc().unix_timestamp(), Ordering::Relaxed);
    }

    pub(super) fn elapsed(&self) -> Duration {
        let seconds = OffsetDateTime::now_utc().unix_timestamp() - self.0.load(Ordering::Relaxed);
        Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
    }
}
