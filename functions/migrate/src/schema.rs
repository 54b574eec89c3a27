//! The schema, and who may log in. A deployment and `cargo dev` go the same way.

use std::{collections::BTreeSet, time::Duration};

use shared::secrecy::{ExposeSecret, SecretString};
use sqlx::{
    AssertSqlSafe, Connection, PgConnection,
    migrate::{MigrateError, Migrator},
};

/// The role under row-level security, which the functions connect as. The first migration makes it.
pub const ROLE: &str = "leadline_app";

/// How long a migration may wait for a table that somebody uses. Whoever comes after it waits behind it, so a live deployment stands still
/// for no longer than this.
const LOCK_TIMEOUT: Duration = Duration::from_secs(20);

/// Where the schema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// The newest migration that the database has; 0 before the first.
    pub version: i64,
    /// Whether that is newer than all that this code knows: an older release was deployed again.
    pub ahead: bool,
}

/// Applies the migrations that the database does not have yet, each in a transaction of its own, forward only.
///
/// A database that has all of them and newer ones is left as it is: an older release runs on a newer schema, and nothing is undone.
///
/// # Errors
/// A migration failed, of which nothing is kept then; or one that was applied has been changed or has never been known here.
pub async fn bring_up_to_date(owner: &mut PgConnection, migrations: &Migrator) -> Result<Stand, MigrateError> {
    let known: BTreeSet<i64> = migrations.iter().map(|migration| migration.version).collect();
    let applied = applied(owner).await?;
    if known.is_subset(&applied) && !applied.is_subset(&known) {
        return Ok(Stand { version: applied.last().copied().unwrap_or_default(), ahead: true });
    }
    migrations.run_direct(None, owner, false).await?;
    Ok(Stand { version: known.last().copied().unwrap_or_default(), ahead: false })
}

/// Lets a role log in with that password, kept as SCRAM-SHA-256. Safe to repeat.
///
/// # Errors
/// There is no such role, or the connection's role may not change it.
pub async fn let_in(owner: &mut PgConnection, role: &str, password: &SecretString) -> sqlx::Result<()> {
    // `alter role` takes no parameters. PostgreSQL quotes the password itself, and in a block of code, so that the statement it may log,
    // or show to others while it runs, has no password in it; nor has an error, which is raised anew without its context.
    const ALTER: &str = "do $$ begin
            execute format('alter role %I login password %L', current_setting('leadline.role'), current_setting('leadline.password'));
        exception when others then
            raise exception using errcode = sqlstate, message = 'the role cannot be changed';
        end $$";
    let mut tx = owner.begin().await?;
    sqlx::query(
        "select set_config('password_encryption', 'scram-sha-256', true), set_config('leadline.role', $1, true), \
         set_config('leadline.password', $2, true)",
    )
    .bind(role)
    .bind(password.expose_secret())
    .execute(&mut *tx)
    .await?;
    sqlx::raw_sql(ALTER).execute(&mut *tx).await?;
    tx.commit().await
}

/// Sets how long a statement of this session may take, and wait for a lock, whatever the role's own limits are.
///
/// # Errors
/// The connection is gone.
pub async fn reset_limits(owner: &mut PgConnection, statement: Duration) -> sqlx::Result<()> {
    // Numbers by their types. What runs longer than this function would go on after it.
    let limits = format!(
        "set statement_timeout = {}; set lock_timeout = {}; set idle_in_transaction_session_timeout = 0",
        statement.as_millis().max(1),
        LOCK_TIMEOUT.as_millis()
    );
    sqlx::raw_sql(AssertSqlSafe(limits)).execute(owner).await.map(drop)
}

async fn applied(owner: &mut PgConnection) -> sqlx::Result<BTreeSet<i64>> {
    let begun: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *owner).await?;
    if !begun {
        return Ok(BTreeSet::new());
    }
    let versions: Vec<i64> = sqlx::query_scalar("select version from _sqlx_migrations where success").fetch_all(owner).await?;
    Ok(versions.into_iter().collect())
}
