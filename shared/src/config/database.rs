//! `DATABASE_URL`.

use sqlx::postgres::PgConnectOptions;

use super::Reader;

/// Where the database is and as whom to connect.
#[derive(Clone)]
pub struct DatabaseConfig {
    options: PgConnectOptions,
    /// One for a Lambda instance, which serves one request at a time.
    pub max_connections: u32,
}

impl DatabaseConfig {
    /// Reads `DATABASE_URL` (`postgresql+asyncpg://` is taken too) and `DATABASE_MAX_CONNECTIONS` (1).
    pub fn read(reader: &mut Reader) -> Self {
        const HOLDS: &str = "expected postgres://USER:PASSWORD@HOST:PORT/DATABASE of the role under row-level security";
        let url = reader.required("DATABASE_URL", HOLDS);
        let options = parse(&url);
        if options.is_none() && !url.is_empty() {
            reader.refuse("DATABASE_URL", HOLDS);
        }
        let max_connections = reader.parsed("DATABASE_MAX_CONNECTIONS", 1, "expected a number of connections");
        Self { options: options.unwrap_or_else(PgConnectOptions::new_without_pgpass), max_connections }
    }

    /// For a database that is there already.
    #[must_use]
    pub fn new(options: PgConnectOptions, max_connections: u32) -> Self {
        Self { options, max_connections }
    }

    pub(crate) fn options(&self) -> &PgConnectOptions {
        &self.options
    }
}

impl std::fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatabaseConfig").field("host", &self.options.get_host()).finish_non_exhaustive()
    }
}

fn parse(url: &str) -> Option<PgConnectOptions> {
    let (scheme, rest) = url.split_once("://")?;
    // "+asyncpg" names a Python driver.
    let scheme = scheme.strip_suffix("+asyncpg").unwrap_or(scheme);
    if !matches!(scheme, "postgres" | "postgresql") {
        return None;
    }
    format!("{scheme}://{rest}").parse().ok()
}
