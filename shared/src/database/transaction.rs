//! Transactions that carry for whom they speak.

use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, pool::PoolConnection};
use tracing::Span;

use crate::{
    contact::Email,
    ids::OwnerId,
    telemetry::{self, SPANS},
};

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
    pub(super) async fn begin(pool: &PgPool, owner: OwnerId, first: &str) -> sqlx::Result<Self> {
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

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        self.open.connection()
    }
}

/// A transaction that sees the one account of an e-mail address.
#[derive(Debug)]
pub struct SignInTx {
    open: Open,
}

impl SignInTx {
    pub(super) async fn begin(pool: &PgPool, email: &Email) -> sqlx::Result<Self> {
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

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        self.open.connection()
    }
}

/// A transaction that sees the outbox of all owners.
#[derive(Debug)]
pub struct RelayTx {
    open: Open,
}

impl RelayTx {
    pub(super) async fn begin(pool: &PgPool) -> sqlx::Result<Self> {
        Ok(Self { open: Open::begin(pool, "begin; select set_config('app.relay', 'on', true)".to_owned()).await? })
    }

    /// Ends it; there is nothing to keep.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn end(self) -> sqlx::Result<()> {
        self.open.end("commit").await
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        self.open.connection()
    }
}

/// A transaction that sees expired rows of all owners, and may delete them.
#[derive(Debug)]
pub struct UpkeepTx {
    open: Open,
}

impl UpkeepTx {
    pub(super) async fn begin(pool: &PgPool) -> sqlx::Result<Self> {
        Ok(Self { open: Open::begin(pool, "begin; select set_config('app.upkeep', 'on', true)".to_owned()).await? })
    }

    /// Makes the deletions last.
    ///
    /// # Errors
    /// The connection broke; nothing was deleted then.
    pub async fn commit(self) -> sqlx::Result<()> {
        self.open.end("commit").await
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        self.open.connection()
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
    ended: bool,
    /// As long as the transaction.
    _span: Span,
}

impl Open {
    async fn begin(pool: &PgPool, safe_sql: String) -> sqlx::Result<Self> {
        let span = tracing::info_span!(target: SPANS, "transaction", otel.kind = "client", db.system.name = "postgresql");
        let mut open = Self { connection: pool.acquire().await?, ended: false, _span: span };
        sqlx::raw_sql(AssertSqlSafe(safe_sql)).execute(open.connection()).await?;
        Ok(open)
    }

    /// For one statement, which is counted here.
    fn connection(&mut self) -> &mut PgConnection {
        telemetry::round_trips(1);
        &mut self.connection
    }

    async fn end(mut self, statement: &'static str) -> sqlx::Result<()> {
        sqlx::raw_sql(statement).execute(self.connection()).await?;
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
