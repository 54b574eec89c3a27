//! The way to PostgreSQL: one pool, and transactions that can see only what they were opened for.
//!
//! There is no way to run a query of a tenant's tables but through [`TenantTx`], and no way to get one but with an [`OwnerId`]. That is
//! the first wall; the policies of row-level security in `migrations/` are the second.

mod as_text;
mod inspect;
mod pool;
mod statements;
mod transaction;

use std::time::Duration;

use sqlx::{Row, postgres::PgRow};
use tokio::time::timeout;

pub(crate) use as_text::as_text;
pub use inspect::{CurrentRole, Inspection};
use pool::Pool;
pub(crate) use statements::Statements;
pub use transaction::{ForgetTx, RelayTx, SignInTx, TenantTx, UpkeepTx};
use transaction::{PATIENCE, PATIENCE_WITH_LOCKS};

use crate::{
    assistant::SiteKey,
    config::DatabaseConfig,
    contact::Email,
    ids::{OwnerId, VisitorId},
    usage::{self, Settlement, Use},
};

/// The migrations of `migrations/`, in this build.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// How long the start of an instance may wait for the database. Lambda gives a start ten seconds, and a request can still connect.
const START_PATIENCE: Duration = Duration::from_secs(3);

/// A pool of connections of the role under row-level security. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    pool: Pool,
}

impl Database {
    /// Connects at the first query, so that building it costs nothing and cannot fail.
    #[must_use]
    pub fn connect_lazy(config: &DatabaseConfig) -> Self {
        Self { pool: Pool::new(config.options().clone(), config.max_connections, config.named_statements) }
    }

    /// Connects now, so that the first request finds a connection; where the database is away, at the first query.
    pub async fn connect(config: &DatabaseConfig) -> Self {
        let database = Self::connect_lazy(config);
        match timeout(START_PATIENCE, database.pool.take()).await {
            Ok(Ok((_permit, connection))) => database.pool.put_back(connection),
            Ok(Err(error)) => tracing::warn!(%error, "the database is away; the first request asks it again"),
            Err(_) => tracing::warn!("the database is slow; the first request asks it again"),
        }
        database
    }

    /// Begins a transaction that sees one owner's rows: one round trip, `BEGIN` and the owner together.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds.
    pub async fn tenant(&self, owner: OwnerId) -> sqlx::Result<TenantTx> {
        TenantTx::begin(&self.pool, owner, "", PATIENCE).await
    }

    /// As [`tenant`](Self::tenant), for a statement whose best plan hangs on its values, some of which may be absent: PostgreSQL plans it
    /// anew for them each time. By itself it would go over to one plan for all values after five runs, which reads all that an owner has.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds.
    pub async fn tenant_planning(&self, owner: OwnerId) -> sqlx::Result<TenantTx> {
        TenantTx::begin(&self.pool, owner, "set local plan_cache_mode = force_custom_plan", PATIENCE).await
    }

    /// As [`tenant`](Self::tenant), and counts what is about to be used: still one round trip. Whether that is within the limits is asked
    /// by the statement that comes next; until the transaction ends, others who count the same wait.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds.
    pub async fn tenant_counting(&self, owner: OwnerId, uses: &[Use]) -> sqlx::Result<TenantTx> {
        TenantTx::begin(&self.pool, owner, &usage::counting(owner, uses), PATIENCE_WITH_LOCKS).await
    }

    /// As [`tenant`](Self::tenant), and sets right what was reserved before: still one round trip. Also returns how many times the visitor
    /// has deleted their contacts, None for an erased visitor; neither can change until the transaction ends.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds.
    pub async fn tenant_settling(
        &self,
        owner: OwnerId,
        visitor: VisitorId,
        settlement: &Settlement,
    ) -> sqlx::Result<(TenantTx, Option<i32>)> {
        // Counters before the visitor before leads: every turn takes its locks in this order. The visitor's next turn may hold the row.
        let first = format!(
            "{}; select erasures from bot_users where owner_id = '{owner}' and id = '{visitor}' and erased_at is null for key share",
            usage::settling(owner, settlement)
        );
        let (tx, rows) = TenantTx::begin_reading(&self.pool, owner, &first, PATIENCE_WITH_LOCKS).await?;
        Ok((tx, rows.iter().find_map(|row| row.try_get("erasures").ok())))
    }

    /// As [`tenant`](Self::tenant), and may delete what that visitor said.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds.
    pub async fn forget(&self, owner: OwnerId, visitor: VisitorId) -> sqlx::Result<ForgetTx> {
        ForgetTx::begin(&self.pool, owner, visitor).await
    }

    /// The owner whose assistant a site names by that key: one round trip. None where there is no such assistant.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds.
    pub async fn owner_of_site(&self, key: &SiteKey) -> sqlx::Result<Option<OwnerId>> {
        // Hexadecimal digits by its type.
        let key = key.as_str();
        let sql =
            format!("select set_config('app.site_key', '{key}', true); select owner_id from assistants where site_key = '{key}'");
        let rows = self.alone(sql).await?;
        // The first row is the setting's.
        rows.get(1).map(|row| row.try_get("owner_id").map(OwnerId)).transpose()
    }

    /// Begins a transaction that sees the one account of that address.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds.
    pub async fn sign_in(&self, email: &Email) -> sqlx::Result<SignInTx> {
        SignInTx::begin(&self.pool, email).await
    }

    /// Begins a transaction that sees the outbox of all owners, which holds ids only.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds.
    pub async fn relay(&self) -> sqlx::Result<RelayTx> {
        RelayTx::begin(&self.pool).await
    }

    /// Begins a transaction that sees what has expired, of all owners, and may delete it.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds.
    pub async fn upkeep(&self) -> sqlx::Result<UpkeepTx> {
        UpkeepTx::begin(&self.pool).await
    }

    /// Runs one statement of the relay: one round trip, since PostgreSQL runs what comes in one message as one transaction.
    pub(crate) async fn relay_statement(&self, safe_sql: &str) -> sqlx::Result<()> {
        let both = format!("select set_config('app.relay', 'on', true); {safe_sql}");
        self.alone(both).await.map(drop)
    }

    /// For one statement that speaks for no owner, and sees no row of a tenant's. It goes in one message and without a name: outside of a
    /// transaction a pooler may hand each message another connection.
    pub(crate) async fn alone(&self, safe_sql: String) -> sqlx::Result<Vec<PgRow>> {
        transaction::alone(&self.pool, safe_sql).await
    }

    /// The version of the newest migration that the database has; None before the first.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds.
    pub async fn migration(&self) -> sqlx::Result<Option<i64>> {
        let rows = self.alone("select max(version) from _sqlx_migrations where success".to_owned()).await?;
        rows.first().ok_or(sqlx::Error::RowNotFound)?.try_get(0)
    }
}
