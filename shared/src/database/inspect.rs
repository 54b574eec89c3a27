//! What can be seen of the server and of the schema without a company.

use std::time::Duration;

use sqlx::{Connection, PgConnection, Row};
use tokio::time::timeout;

use super::Database;

const PATIENCE: Duration = Duration::from_secs(5);

/// What the doctor judges.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// As `server_version_num`: 150018 for 15.18.
    pub version: i32,
    /// As `server_version`.
    pub version_text: String,
    /// The current role.
    pub role: CurrentRole,
    /// The versions of the migrations that were applied.
    pub applied: Vec<i64>,
    /// Tables with `owner_id` on which row-level security is not both enabled and forced.
    pub unprotected: Vec<String>,
    /// Whether a lead is visible although no company was named.
    pub visible_rows: bool,
}

/// The role that the statement ran as.
#[derive(Debug, Clone)]
pub struct CurrentRole {
    /// As `current_user`.
    pub name: String,
    /// Whether it is a superuser.
    pub superuser: bool,
    /// Whether it has BYPASSRLS.
    pub bypasses: bool,
    /// Whether it owns a table of the schema.
    pub owns_tables: bool,
}

impl CurrentRole {
    /// Whether it may change the schema.
    #[must_use]
    pub fn is_schema_owner(&self) -> bool {
        self.superuser || self.owns_tables
    }
}

const STATEMENT: &str = "
    select
        current_setting('server_version_num')::int as version,
        current_setting('server_version') as version_text,
        current_user::text as role,
        roles.rolsuper as superuser,
        roles.rolbypassrls as bypasses,
        exists (select from pg_tables where schemaname = 'public' and tableowner = current_user) as owns_tables,
        (select coalesce(array_agg(version), '{}') from _sqlx_migrations where success) as applied,
        (
            select coalesce(array_agg(relname::text order by relname), '{}')
            from pg_class
            where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not (relrowsecurity and relforcerowsecurity)
                and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'owner_id')
        ) as unprotected,
        exists (select from leads) as visible_rows
    from pg_roles as roles
    where roles.rolname = current_user";

impl Database {
    /// Connects apart from the pool, and says why that fails.
    ///
    /// # Errors
    /// The first reason why there is no connection.
    pub async fn connect_once(&self) -> sqlx::Result<()> {
        let connected = timeout(PATIENCE, PgConnection::connect_with(&self.pool.options())).await;
        connected.map_err(|_| sqlx::Error::PoolTimedOut)??.close().await
    }

    /// Looks at the server, the role and the schema: one round trip, and no company's rows.
    ///
    /// # Errors
    /// The database cannot be reached within five seconds, or the schema is not there.
    pub async fn inspect(&self) -> sqlx::Result<Inspection> {
        let rows = self.alone(STATEMENT.to_owned()).await?;
        let row = rows.first().ok_or(sqlx::Error::RowNotFound)?;
        Ok(Inspection {
            version: row.try_get("version")?,
            version_text: row.try_get("version_text")?,
            role: CurrentRole {
                name: row.try_get("role")?,
                superuser: row.try_get("superuser")?,
                bypasses: row.try_get("bypasses")?,
                owns_tables: row.try_get("owns_tables")?,
            },
            applied: row.try_get("applied")?,
            unprotected: row.try_get("unprotected")?,
            visible_rows: row.try_get("visible_rows")?,
        })
    }
}
