//! A database of its own for every test: a clone of a template that has been migrated once.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
};

use sqlx::{
    AssertSqlSafe, Connection, PgConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::sync::OnceCell;

use super::RoundTrips;
use crate::{
    config::DatabaseConfig,
    database::{Database, MIGRATIONS},
};

/// Set by `cargo dev test`: a superuser of the cluster for tests.
const CLUSTER: &str = "LEADLINE_TEST_POSTGRES";
/// The role under row-level security, as which the code under test connects.
const ROLE: &str = "leadline_app";

/// A migrated database for one test. Dropped in the background.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    app: Database,
    superuser: sqlx::PgPool,
}

impl TestDatabase {
    /// Clones the template.
    pub async fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let template = template().await;
        let name = format!("t_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let clone = format!("create database {name} template {template} strategy file_copy");
        let mut admin = cluster().await;
        // Of an earlier process that had the same number and was too quick for its dropper.
        execute(&mut admin, &format!("drop database if exists {name} with (force)")).await;
        execute(&mut admin, &clone).await;
        let superuser = PgPoolOptions::new().max_connections(2).connect_lazy_with(options().database(&name));
        Self { app: Database::connect_lazy(&Self::config_of(&name, None)), name, superuser }
    }

    /// As the code under test sees it: under row-level security.
    #[must_use]
    pub fn app(&self) -> Database {
        self.app.clone()
    }

    /// For a program of its own: `DATABASE_URL` of the role under row-level security.
    #[must_use]
    pub fn url(&self) -> String {
        let options = options();
        format!("postgres://{ROLE}:{ROLE}@{}:{}/{}", options.get_host(), options.get_port(), self.name)
    }

    /// As [`app`](Self::app), with one connection whose round trips are counted.
    pub async fn counted(&self) -> (Database, RoundTrips) {
        let options = options();
        let trips = RoundTrips::before(options.get_host(), options.get_port()).await.expect("a free port");
        (Database::connect_lazy(&Self::config_of(&self.name, Some(trips.port()))), trips)
    }

    /// As nobody but a test may see it: everything.
    #[must_use]
    pub fn superuser(&self) -> &sqlx::PgPool {
        &self.superuser
    }

    /// Runs SQL as superuser.
    pub async fn execute(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&self.superuser).await.expect("the test's own SQL");
    }

    /// The one text that a statement selects, as the superuser.
    pub async fn text(&self, sql: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.superuser).await.expect(sql)
    }

    /// The one number that a query gives, as superuser.
    pub async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.superuser).await.expect("the test's own SQL")
    }

    /// Ends every connection and takes no new one, as if the server had gone.
    pub async fn go_away(&self) {
        let mut admin = cluster().await;
        execute(&mut admin, &format!("alter database {} allow_connections false", self.name)).await;
        let end = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{}'", self.name);
        execute(&mut admin, &end).await;
    }

    /// Undoes [`go_away`](Self::go_away).
    pub async fn come_back(&self) {
        execute(&mut cluster().await, &format!("alter database {} allow_connections true", self.name)).await;
    }

    fn config_of(name: &str, port: Option<u16>) -> DatabaseConfig {
        let options = options().database(name).username(ROLE).password(ROLE);
        match port {
            Some(port) => DatabaseConfig::new(options.host("127.0.0.1").port(port), 1),
            None => DatabaseConfig::new(options, 4),
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // PostgreSQL waits for the backends to exit, and a test need not wait with it.
        let _ = dropper().send(self.name.clone());
    }
}

/// The one thread of this process that drops databases.
fn dropper() -> mpsc::Sender<String> {
    static DROPPER: std::sync::OnceLock<mpsc::Sender<String>> = std::sync::OnceLock::new();
    let start = || {
        let (sender, names) = mpsc::channel::<String>();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            for name in names {
                runtime.block_on(async {
                    execute(&mut cluster().await, &format!("drop database if exists {name} with (force)")).await;
                });
            }
        });
        sender
    };
    DROPPER.get_or_init(start).clone()
}

/// The name of the template, made by whoever needs it first.
async fn template() -> Arc<str> {
    static TEMPLATE: OnceCell<Arc<str>> = OnceCell::const_new();
    TEMPLATE.get_or_init(make_template).await.clone()
}

async fn make_template() -> Arc<str> {
    let checksums: Vec<u8> = MIGRATIONS.iter().flat_map(|migration| migration.checksum.iter().copied()).collect();
    let digest = <sha2::Sha256 as sha2::Digest>::digest(checksums);
    let name = digest.iter().take(8).fold("tmpl_".to_owned(), |name, byte| name + &format!("{byte:02x}"));
    let mut admin = cluster().await;
    // Several test programs may come here at once; the lock ends with the connection.
    execute(&mut admin, "select pg_advisory_lock(4711)").await;
    let made = format!("select count(*) from pg_database where datname = '{name}'");
    let made: i64 = sqlx::query_scalar(AssertSqlSafe(made)).fetch_one(&mut admin).await.expect("pg_database");
    if made == 0 {
        let unfinished = format!("{name}_new");
        execute(&mut admin, &format!("drop database if exists {unfinished} with (force)")).await;
        execute(&mut admin, &format!("create database {unfinished}")).await;
        let mut fresh = PgConnection::connect_with(&options().database(&unfinished)).await.expect("the new database");
        MIGRATIONS.run_direct(None, &mut fresh, false).await.expect("the migrations");
        execute(&mut fresh, &format!("alter role {ROLE} login password '{ROLE}'")).await;
        // Nothing may stay connected to a template.
        fresh.close().await.expect("a clean end");
        execute(&mut admin, &format!("alter database {unfinished} rename to {name}")).await;
    }
    name.into()
}

fn options() -> PgConnectOptions {
    #[expect(clippy::disallowed_methods, reason = "set for tests by the program that starts them")]
    let url = std::env::var(CLUSTER);
    let url = url.unwrap_or_else(|_| panic!("{CLUSTER} is not set: run the tests with `cargo dev test`"));
    url.parse().expect("the URL of a cluster")
}

async fn cluster() -> PgConnection {
    PgConnection::connect_with(&options()).await.expect("the cluster for tests")
}

async fn execute(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.expect("the test support's own SQL");
}
