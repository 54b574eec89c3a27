//! Transactions that carry for whom they speak.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Postgres, pool::PoolConnection};
use tokio::time::timeout;
use tracing::Span;

use super::{Pool, Statements};
use crate::{
    contact::Email,
    ids::OwnerId,
    telemetry::{self, SPANS},
};

/// `BEGIN` takes a round trip, and with counters as long as other turns of the owner hold them: milliseconds. Past that, the other end is
/// rather gone than busy; and if it was busy after all, what it began for nobody is rolled back when it finds that out.
const BEGIN_PATIENCE: Duration = Duration::from_secs(2);

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
    pub(super) async fn begin(pool: &Pool, owner: OwnerId, first: &str) -> sqlx::Result<Self> {
        // A UUID prints as hexadecimal digits and dashes, so the text is safe by its type.
        let open = Open::begin(pool, format!("begin; select set_config('app.owner_id', '{owner}', true); {first}")).await?;
        Ok(Self { open, owner })
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
        Ok(Self { open: Open::begin(pool, begin).await? })
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

/// A transaction that sees the outbox of all owners.
#[derive(Debug)]
pub struct RelayTx {
    open: Open,
}

impl RelayTx {
    pub(super) async fn begin(pool: &Pool) -> sqlx::Result<Self> {
        Ok(Self { open: Open::begin(pool, "begin; select set_config('app.relay', 'on', true)".to_owned()).await? })
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
        Ok(Self { open: Open::begin(pool, "begin; select set_config('app.upkeep', 'on', true)".to_owned()).await? })
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

/// A connection within a transaction.
///
/// Not sqlx's own: that gives a connection back to the pool as a good one when a statement that goes along with `BEGIN` has failed, and
/// rolls a dropped transaction back only when its connection is used next, so that a frozen Lambda instance would sit in it, with its
/// locks. This one is closed in both cases.
#[derive(Debug)]
struct Open {
    connection: PoolConnection<Postgres>,
    named_statements: bool,
    ended: bool,
    /// As long as the transaction.
    _span: Span,
}

impl Open {
    /// A connection that stood while the instance was frozen, or the server was restarted, may be dead. That shows here, where nothing has
    /// been done yet, so another one is taken within the same request: at most as often as there can be dead ones.
    async fn begin(pool: &Pool, safe_sql: String) -> sqlx::Result<Self> {
        for _ in 0..pool.connections.options().get_max_connections() {
            let mut open = Self::acquire(pool).await?;
            match timeout(BEGIN_PATIENCE, open.run(safe_sql.clone())).await {
                Ok(Err(error)) if was_lost(&error) => tracing::warn!(%error, "a connection was lost; another one is taken"),
                Ok(outcome) => return outcome.map(|()| open),
                Err(_) => tracing::warn!("a connection does not answer; another one is taken"),
            }
        }
        let mut open = Self::acquire(pool).await?;
        open.run(safe_sql).await?;
        Ok(open)
    }

    async fn acquire(pool: &Pool) -> sqlx::Result<Self> {
        let span = tracing::info_span!(target: SPANS, "transaction", otel.kind = "client", db.system.name = "postgresql");
        let connection = pool.connections.acquire().await?;
        Ok(Self { connection, named_statements: pool.named_statements, ended: false, _span: span })
    }

    async fn run(&mut self, safe_sql: String) -> sqlx::Result<()> {
        telemetry::round_trips(1);
        sqlx::raw_sql(AssertSqlSafe(safe_sql)).execute(&mut *self.connection).await.map(drop)
    }

    /// For one statement, which is counted here.
    fn statements(&mut self) -> Statements<'_> {
        // Without a name it is described first, each time.
        telemetry::round_trips(if self.named_statements { 1 } else { 2 });
        Statements { connection: &mut self.connection, named: self.named_statements }
    }

    async fn end(mut self, statement: &'static str) -> sqlx::Result<()> {
        self.run(statement.to_owned()).await?;
        self.ended = true;
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if !self.ended {
            self.connection.close_on_drop();
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
