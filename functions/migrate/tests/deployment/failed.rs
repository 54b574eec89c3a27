use std::{borrow::Cow, time::Duration};

use shared::{config::ConfigError, database::MIGRATIONS};
use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType},
};

use crate::{CREATE, PASSWORD, Stage, UPDATE, and_one_more, leak, newest_known};

const LATER: i64 = 30_000_101_000_000;

impl Stage {
    /// The reason that CloudFormation shows; the deployment was told to stop.
    async fn reason(&self, event: &str) -> String {
        let answer = self.answer(event).await;
        assert_eq!(answer["Status"], "FAILED", "{answer}");
        assert!(answer.get("Data").is_none(), "{answer}");
        answer["Reason"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_broken_migration_stops_the_deployment_and_leaves_nothing_behind() {
    let mut stage = Stage::new().await;
    stage.app.migrations = and_one_more(LATER, "create table half (id uuid); insert into half values ('a visitor''s words')");
    let reason = stage.reason(UPDATE).await;
    assert_eq!(
        reason,
        "migration 30000101000000 failed (SQLSTATE 22P02), and nothing of it is kept. More is in the function's log, under request \
         invocation-1."
    );
    assert_eq!(stage.newest().await, newest_known());
    assert_eq!(stage.db.count("select count(*) from pg_class where relname = 'half'").await, 0);
    assert!(!stage.lets_in(PASSWORD).await);
}

#[tokio::test]
async fn a_release_that_forked_from_another_one_is_refused() {
    let mut stage = Stage::new().await;
    let unknown = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
                   values (30000202000000, 'of another branch', true, '', 0)";
    stage.db.execute(unknown).await;
    stage.app.migrations = and_one_more(LATER, "create table extras (id uuid primary key)");
    let reason = stage.reason(UPDATE).await;
    assert!(reason.starts_with("migration 30000202000000 was previously applied but is missing"), "{reason}");
    assert_eq!(stage.db.count("select count(*) from pg_class where relname = 'extras'").await, 0);
}

#[tokio::test]
async fn a_migration_that_was_changed_after_it_was_applied_is_refused() {
    let mut stage = Stage::new().await;
    let changed = |migration: &Migration| {
        let sql = if migration.version == newest_known() { "select 1".into_sql_str() } else { migration.sql.clone() };
        Migration::new(migration.version, Cow::Borrowed("changed"), MigrationType::Simple, sql, false)
    };
    stage.app.migrations = leak(MIGRATIONS.iter().map(changed).collect());
    let reason = stage.reason(UPDATE).await;
    assert!(reason.contains(&newest_known().to_string()) && reason.contains("has been modified"), "{reason}");
}

#[tokio::test]
async fn a_database_that_is_away_is_told_at_once() {
    let mut stage = Stage::new().await;
    stage.app.owner = stage.app.owner.clone().port(9);
    assert!(stage.reason(CREATE).await.starts_with("the database cannot be reached. "));
}

#[tokio::test]
async fn a_wrong_password_is_told_without_it() {
    let mut stage = Stage::new().await;
    stage.app.owner = stage.app.owner.clone().password("hunter2");
    let reason = stage.reason(CREATE).await;
    assert!(reason.starts_with("the database refuses its owner (SQLSTATE 28P01)"), "{reason}");
    assert!(!reason.contains("hunter2") && !reason.contains("postgres"), "{reason}");
}

#[tokio::test]
async fn a_role_that_is_not_there_is_told_without_its_password() {
    let mut stage = Stage::new().await;
    stage.app.role = "nobody_of_that_name".to_owned();
    let reason = stage.reason(CREATE).await;
    assert!(reason.starts_with("the database failed (SQLSTATE 42704)"), "{reason}");
    assert!(!reason.contains("quoted"), "{reason}");
}

#[tokio::test]
async fn a_configuration_that_is_wrong_is_told_by_its_names() {
    let stage = Stage::new().await;
    let wrong = ConfigError(vec!["DATABASE_URL: expected a secret that can be read".to_owned()]);
    stage.run(Err(wrong), CREATE, Duration::from_mins(5)).await.unwrap();
    let reason = stage.cloudformation.answers()[0]["Reason"].as_str().unwrap().to_owned();
    assert!(reason.contains("DATABASE_URL: expected a secret that can be read"), "{reason}");
}

#[tokio::test]
async fn a_migration_that_takes_too_long_is_undone_and_told_before_the_time_is_over() {
    let mut stage = Stage::new().await;
    stage.app.migrations = and_one_more(LATER, "create table slow (id uuid); select pg_sleep(20)");
    // Of which 35 are kept for the answer.
    let begun = std::time::Instant::now();
    stage.run(Ok(stage.app.clone()), UPDATE, Duration::from_secs(36)).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10));
    let answer = &stage.cloudformation.answers()[0];
    assert_eq!(answer["Status"], "FAILED", "{answer}");
    assert_eq!(stage.newest().await, newest_known());
    assert_eq!(stage.db.count("select count(*) from pg_class where relname = 'slow'").await, 0);
    let running = "select count(*) from pg_stat_activity where query like '%pg_sleep(20)%' and pid <> pg_backend_pid() \
                   and state = 'active' and query_start < now() - interval '3 seconds'";
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(stage.db.count(running).await, 0, "nothing goes on after the answer");
}
