//! `DATABASE_URL`, or its parts.

use secrecy::ExposeSecret;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::Reader;
use crate::https::CaBundle;

/// Where the database is and as whom to connect.
#[derive(Clone)]
pub struct DatabaseConfig {
    options: PgConnectOptions,
    /// One for a Lambda instance, which serves one request at a time.
    pub max_connections: u32,
    /// Whether a statement keeps its name on the server, which saves a round trip when it comes again.
    pub(crate) named_statements: bool,
}

impl DatabaseConfig {
    /// Reads `DATABASE_URL` (`postgresql+asyncpg://` is taken too), or where it is not set `DATABASE_HOST`, `DATABASE_PORT` (5432),
    /// `DATABASE_NAME` (leadline), `DATABASE_USER` (`leadline_app`), `DATABASE_PASSWORD` and `DATABASE_SSLMODE` (verify-full), for a password
    /// that lies in a secret of its own; `DATABASE_MAX_CONNECTIONS` (1); and `DATABASE_POOLER` (`transaction` where a pooler in
    /// transaction mode stands before the database that does not know prepared statements: pgbouncer before 1.21). `CA_BUNDLE` may hold the
    /// authority of its certificate.
    pub fn read(reader: &mut Reader) -> Self {
        let options = if reader.optional("DATABASE_URL").is_none() && reader.optional("DATABASE_HOST").is_some() {
            parts(reader)
        } else {
            url(reader)
        };
        // An authority that the URL names itself (`sslrootcert`) counts more.
        let names_authority = reader.optional("DATABASE_URL").is_some_and(|url| url.contains("sslrootcert="));
        let options = match CaBundle::read(reader).filter(|_| !names_authority) {
            Some(bundle) => options.ssl_root_cert_from_pem(bundle.to_pem().into_bytes()),
            None => options,
        };
        let max_connections = reader.parsed("DATABASE_MAX_CONNECTIONS", 1, "expected a number of connections");
        let pooler = reader.optional("DATABASE_POOLER");
        if pooler.as_deref().is_some_and(|pooler| pooler != "transaction") {
            reader.refuse("DATABASE_POOLER", "expected `transaction`, or nothing");
        }
        Self { options: options.application_name("leadline"), max_connections, named_statements: pooler.is_none() }
    }

    /// For a database that is there already.
    #[must_use]
    pub fn new(options: PgConnectOptions, max_connections: u32) -> Self {
        Self { options, max_connections, named_statements: true }
    }

    /// The same, behind a pooler that gives a connection to another client after each transaction, and knows no prepared statements.
    #[must_use]
    pub fn behind_pooler(self) -> Self {
        Self { named_statements: false, ..self }
    }

    /// How to connect, for a connection that is no part of a pool.
    #[must_use]
    pub fn options(&self) -> &PgConnectOptions {
        &self.options
    }
}

impl std::fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatabaseConfig").field("host", &self.options.get_host()).finish_non_exhaustive()
    }
}

fn url(reader: &mut Reader) -> PgConnectOptions {
    const HOLDS: &str = "expected postgres://USER:PASSWORD@HOST:PORT/DATABASE of the role under row-level security";
    let url = reader.required("DATABASE_URL", HOLDS);
    parse(&url).unwrap_or_else(|| {
        reader.refuse("DATABASE_URL", HOLDS);
        PgConnectOptions::new_without_pgpass()
    })
}

fn parts(reader: &mut Reader) -> PgConnectOptions {
    let or = |value: Option<String>, default: &str| value.unwrap_or_else(|| default.to_owned());
    let password = reader.secret("DATABASE_PASSWORD", "expected the password of the role under row-level security");
    PgConnectOptions::new_without_pgpass()
        .host(&reader.required("DATABASE_HOST", "expected the database's host"))
        .port(reader.parsed("DATABASE_PORT", 5432, "expected a port"))
        .database(&or(reader.optional("DATABASE_NAME"), "leadline"))
        .username(&or(reader.optional("DATABASE_USER"), "leadline_app"))
        .password(password.expose_secret())
        .ssl_mode(reader.parsed(
            "DATABASE_SSLMODE",
            PgSslMode::VerifyFull,
            "expected disable, allow, prefer, require, verify-ca or verify-full",
        ))
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
