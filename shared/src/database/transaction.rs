//! Transactions that carry for whom they speak.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, PgConnection, postgres::PgRow};
use tokio::{sync::OwnedSemaphorePermit, time::timeout};
use tracing::Span;

use super::{Pool, Statements};
use crate::{
    contact::Email,
    ids::{OwnerId, VisitorId},
    telemetry::{self, SPANS},
};

/// A connection that stood longer than this is asked whether it still lives: a thawed Lambda instance may hold a dead one.
const TRUSTED: Duration = Duration::from_secs(5);
/// A dead one may not even say that it is dead, so the answer is not waited for longer than a new one takes.
const PING_PATIENCE: Duration = Duration::from_millis(500);
/// `BEGIN` alone takes a round trip. Past that time, the other end is rather gone than busy.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// Counters may have to wait for other turns of the owner, but no statement takes longer than ten seconds (`statement_timeout` of the
/// functions' role): whoever has not answered by then is gone. To give up earlier would leave the place in the queue to nobody, who holds up
/// the others.
pub(super) const PATIENCE_WITH_LOCKS: Duration = Duration::from_secs(12);

/// A transaction that sees and writes one owner's rows.
///
/// End it with [`commit`](Self::commit) or [`rollback`](Self::rollback) before answering, so that its connection can be used again.
#[derive(Debug)]
pub struct TenantTx {
    open: Open,
    owner: OwnerId,
}

impl TenantTx {
    /// `first` goes along in the same message, so that it costs no round trip. It must be safe by the types of what is in it.
    pub(super) async fn begin(pool: &Pool, owner: OwnerId, first: &str, patience: Duration) -> sqlx::Result<Self> {
        Ok(Self::begin_reading(pool, owner, first, patience).await?.0)
    }

    /// As [`begin`](Self::begin), with the rows that `first` returns after those of the setting.
    pub(super) async fn begin_reading(
        pool: &Pool,
        owner: OwnerId,
        first: &str,
        patience: Duration,
    ) -> sqlx::Result<(Self, Vec<PgRow>)> {
        // A UUID prints as hexadecimal digits and dashes, so the text is safe by its type.
        let begin = format!("begin; select set_config('app.owner_id', '{owner}', true); {first}");
        let (open, rows) = Open::first(pool, begin, patience).await?;
        Ok((Self { open, owner }, rows))
    }

    /// For whom it speaks.
    #[must_use]
    pub fn owner(&self) -> OwnerId {
        self.owner
    }

    /// Makes the changes last.
    ///
    /// # Errors
    /// The connection broke, or a deferred constraint does not hold; nothing was changed then.
    pub async fn commit(self) -> sqlx::Result<()> {
        self.open.end("commit").await
    }

    /// Takes the changes back.
    ///
    /// # Errors
    /// The connection broke; nothing was changed then either.
    pub async fn rollback(self) -> sqlx::Result<()> {
        self.open.end("rollback").await
    }

    pub(crate) fn connection(&mut self) -> Statements<'_> {
        self.open.statements()
    }
}

/// A transaction that sees the one account of an e-mail address.
#[derive(Debug)]
pub struct SignInTx {
    open: Open,
}

impl SignInTx {
    pub(super) async fn begin(pool: &Pool, email: &Email) -> sqlx::Result<Self> {
        // Hexadecimal, because an address may hold a quote.
        let email = email.as_str().bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        let begin =
            format!("begin; select set_config('app.sign_in_email', convert_from(decode('{email}', 'hex'), 'UTF8'), true)");
        Ok(Self { open: Open::begin(pool, begin, PATIENCE).await? })
    }

    /// Ends it; there is nothing to keep.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn end(self) -> sqlx::Result<()> {
        self.open.end("commit").await
    }

    pub(crate) fn connection(&mut self) -> Statements<'_> {
        self.open.statements()
    }
}

/// A transaction that sees one owner's rows and may delete what one visitor said, and what was made of it.
#[derive(Debug)]
pub struct ForgetTx {
    tx: TenantTx,
    visitor: VisitorId,
}

impl ForgetTx {
    pub(super) async fn begin(pool: &Pool, owner: OwnerId, visitor: VisitorId) -> sqlx::Result<Self> {
        let first = format!("select set_config('app.forget_visitor', '{visitor}', true)");
        Ok(Self { tx: TenantTx::begin(pool, owner, &first, PATIENCE).await?, visitor })
    }

    /// Who is forgotten.
    #[must_use]
    pub fn visitor(&self) -> VisitorId {
        self.visitor
    }

    /// The owner's transaction that it is too.
    pub fn tenant(&mut self) -> &mut TenantTx {
        &mut self.tx
    }

    /// Makes the changes last.
    ///
    /// # Errors
    /// The connection broke; nothing was changed then.
    pub async fn commit(self) -> sqlx::Result<()> {
        self.tx.commit().await
    }

    /// Takes the changes back.
    ///
    /// # Errors
    /// The connection broke; nothing was changed then either.
    pub async fn rollback(self) -> sqlx::Result<()> {
        self.tx.rollback().await
    }
}

/// A transaction that sees the outbox of all owners.
#[derive(Debug)]
pub struct RelayTx {
    open: Open,
}

impl RelayTx {
    pub(super) async fn begin(pool: &Pool) -> sqlx::Result<Self> {
        Ok(Self { open: Open::begin(pool, "begin; select set_config('app.relay', 'on', true)".to_owned(), PATIENCE).await? })
    }

    /// Ends it; there is nothing to keep.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn end(self) -> sqlx::Result<()> {
        self.open.end("commit").await
    }

    pub(crate) fn connection(&mut self) -> Statements<'_> {
        self.open.statements()
    }
}

/// A transaction that sees expired rows of all owners, and may delete them.
#[derive(Debug)]
pub struct UpkeepTx {
    open: Open,
}

impl UpkeepTx {
    pub(super) async fn begin(pool: &Pool) -> sqlx::Result<Self> {
        Ok(Self { open: Open::begin(pool, "begin; select set_config('app.upkeep', 'on', true)".to_owned(), PATIENCE).await? })
    }

    /// Makes the deletions last.
    ///
    /// # Errors
    /// The connection broke; nothing was deleted then.
    pub async fn commit(self) -> sqlx::Result<()> {
        self.open.end("commit").await
    }

    pub(crate) fn connection(&mut self) -> Statements<'_> {
        self.open.statements()
    }
}

/// Runs one statement of nobody's, or several in one message, which PostgreSQL runs as one transaction.
pub(super) async fn alone(pool: &Pool, safe_sql: String) -> sqlx::Result<Vec<PgRow>> {
    let (mut open, rows) = Open::first(pool, safe_sql, PATIENCE_WITH_LOCKS).await?;
    open.give_back();
    Ok(rows)
}

/// A connection within a transaction.
///
/// Not sqlx's own: that gives a connection back to the pool as a good one when a statement that goes along with `BEGIN` has failed, and
/// rolls a dropped transaction back only when its connection is used next, so that a frozen Lambda instance would sit in it, with its
/// locks. This one is closed in both cases.
#[derive(Debug)]
struct Open {
    /// Taken when this is dropped.
    connection: Option<PgConnection>,
    pool: Pool,
    ended: bool,
    /// To have one of the connections that there may be.
    _permit: OwnedSemaphorePermit,
    /// As long as the transaction.
    _span: Span,
}

impl Open {
    async fn begin(pool: &Pool, safe_sql: String, patience: Duration) -> sqlx::Result<Self> {
        Self::first(pool, safe_sql, patience).await.map(|(open, _)| open)
    }

    /// A connection that stood while the instance was frozen, or the server was restarted, may be dead. That shows at its first message,
    /// with which nothing has been done yet, so another one is taken within the same request: at most as often as there can be dead ones.
    async fn first(pool: &Pool, safe_sql: String, patience: Duration) -> sqlx::Result<(Self, Vec<PgRow>)> {
        for _ in 0..pool.max_connections {
            let mut open = Self::acquire(pool).await?;
            if !open.lives().await {
                continue;
            }
            match timeout(patience, open.run(safe_sql.clone())).await {
                Ok(Err(error)) if was_lost(&error) => tracing::warn!(%error, "a connection was lost; another one is taken"),
                Ok(outcome) => return outcome.map(|rows| (open, rows)),
                Err(_) => tracing::warn!("a connection does not answer; another one is taken"),
            }
        }
        let mut open = Self::acquire(pool).await?;
        let rows = open.run(safe_sql).await?;
        Ok((open, rows))
    }

    async fn acquire(pool: &Pool) -> sqlx::Result<Self> {
        let span = tracing::info_span!(target: SPANS, "transaction", otel.kind = "client", db.system.name = "postgresql");
        let (permit, connection) = pool.take().await?;
        Ok(Self { connection: Some(connection), pool: pool.clone(), ended: false, _permit: permit, _span: span })
    }

    /// Whether the other end answers, where it has not for long. Not asked otherwise, which saves a round trip.
    async fn lives(&mut self) -> bool {
        if self.pool.last_used.elapsed() < TRUSTED {
            return true;
        }
        telemetry::round_trips(1);
        // If it does not, the next one that is taken may be new.
        self.pool.last_used.now();
        let lives = matches!(timeout(PING_PATIENCE, self.connection().ping()).await, Ok(Ok(())));
        if !lives {
            tracing::warn!("a connection died while it stood; another one is taken");
        }
        lives
    }

    async fn run(&mut self, safe_sql: String) -> sqlx::Result<Vec<PgRow>> {
        telemetry::round_trips(1);
        sqlx::raw_sql(AssertSqlSafe(safe_sql)).fetch_all(self.connection()).await
    }

    /// For one statement, which is counted here.
    fn statements(&mut self) -> Statements<'_> {
        let named = self.pool.named_statements;
        // Without a name it is described first, each time.
        telemetry::round_trips(if named { 1 } else { 2 });
        Statements { connection: self.connection(), named }
    }

    async fn end(mut self, statement: &'static str) -> sqlx::Result<()> {
        self.run(statement.to_owned()).await?;
        self.give_back();
        Ok(())
    }

    fn give_back(&mut self) {
        self.ended = true;
    }

    #[expect(clippy::expect_used, reason = "only dropping takes it")]
    fn connection(&mut self) -> &mut PgConnection {
        self.connection.as_mut().expect("it is there until this is dropped")
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // Otherwise the connection is dropped here, which closes the socket and ends the transaction.
        if let Some(connection) = self.connection.take().filter(|_| self.ended) {
            self.pool.put_back(connection);
        }
    }
}

/// Whether the connection is gone, and not the database: its other end closed it, or told that it is going to (PostgreSQL's class 57P).
fn was_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P")),
        _ => false,
    }
}
