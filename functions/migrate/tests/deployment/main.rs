//! From CloudFormation's event to what stands in the database and what CloudFormation is told.
#![expect(clippy::unwrap_used, reason = "tests: what is broken must stop them")]

mod answered;
mod cloudformation;
mod failed;
mod migrated;

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use cloudformation::CloudFormation;
use lambda_runtime::{Context, LambdaEvent};
use migrate::{App, handle};
use serde_json::Value;
use shared::{config::ConfigError, database::MIGRATIONS, https::Https, testing::TestDatabase};
use sqlx::{
    Connection, PgConnection, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
    postgres::PgConnectOptions,
};

const CREATE: &str = include_str!("../../../../events/migrate/create.json");
const UPDATE: &str = include_str!("../../../../events/migrate/update.json");
const DELETE: &str = include_str!("../../../../events/migrate/delete.json");
/// With all that quoting could stumble over.
const PASSWORD: &str = r#"it's "quoted" \ and $$ spaced %I"#;

/// A database, a role of its own (roles belong to the whole cluster, and other tests log in as `leadline_app`), and CloudFormation.
struct Stage {
    db: TestDatabase,
    cloudformation: CloudFormation,
    app: App,
}

impl Stage {
    /// Migrated as far as this code goes.
    async fn new() -> Self {
        let db = TestDatabase::new().await;
        let role = format!("app_{}", uuid::Uuid::new_v4().simple());
        db.execute(&format!("create role {role} nologin")).await;
        let owner = db.superuser().connect_options().as_ref().clone();
        let app = App { owner, migrations: &MIGRATIONS, role, password: PASSWORD.into() };
        Self { db, cloudformation: CloudFormation::start().await, app }
    }

    /// As a new database is.
    async fn empty() -> Self {
        let stage = Self::new().await;
        stage.db.execute("drop schema public cascade; create schema public").await;
        stage
    }

    /// Runs the function on an event file; the one answer CloudFormation took.
    async fn answer(&self, event: &str) -> Value {
        self.run(Ok(self.app.clone()), event, Duration::from_mins(5)).await.unwrap();
        let answers = self.cloudformation.answers();
        assert_eq!(answers.len(), 1, "{answers:?}");
        answers[0].clone()
    }

    async fn run(&self, app: Result<App, ConfigError>, event: &str, time: Duration) -> Result<(), lambda_runtime::Error> {
        let mut event: Value = serde_json::from_str(event).unwrap();
        event["ResponseURL"] = self.cloudformation.url().into();
        let mut context = Context::default();
        "invocation-1".clone_into(&mut context.request_id);
        let deadline = (SystemTime::now() + time).duration_since(SystemTime::UNIX_EPOCH).unwrap();
        context.deadline = u64::try_from(deadline.as_millis()).unwrap();
        handle(&Https::for_development(), async { app }, LambdaEvent::new(serde_json::from_value(event).unwrap(), context)).await
    }

    async fn newest(&self) -> i64 {
        self.db.count("select max(version) from _sqlx_migrations where success").await
    }

    /// Whether the functions' role may log in with that password.
    async fn lets_in(&self, password: &str) -> bool {
        let options: PgConnectOptions = self.app.owner.clone().username(&self.app.role).password(password);
        PgConnection::connect_with(&options).await.is_ok()
    }
}

fn newest_known() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap()
}

/// The migrations of this code and one more.
fn and_one_more(version: i64, sql: &'static str) -> &'static Migrator {
    let more = Migration::new(version, Cow::Borrowed("one more"), MigrationType::Simple, sql.into_sql_str(), false);
    leak(MIGRATIONS.iter().cloned().chain([more]).collect())
}

/// The migrations of the release before this one.
fn of_the_release_before() -> &'static Migrator {
    leak(MIGRATIONS.iter().filter(|migration| migration.version < newest_known()).cloned().collect())
}

fn leak(migrations: Vec<Migration>) -> &'static Migrator {
    Box::leak(Box::new(Migrator::with_migrations(migrations)))
}
