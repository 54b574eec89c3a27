use serde_json::json;

use crate::{CREATE, DELETE, PASSWORD, Stage, UPDATE, and_one_more, newest_known, of_the_release_before};

#[tokio::test]
async fn a_new_database_gets_every_migration_and_the_functions_may_log_in() {
    let stage = Stage::empty().await;
    assert!(!stage.lets_in(PASSWORD).await);
    let answer = stage.answer(CREATE).await;
    assert_eq!(
        answer,
        json!({
            "Status": "SUCCESS",
            "Reason": "",
            "PhysicalResourceId": "schema",
            "StackId": "arn:aws:cloudformation:eu-central-1:123456789012:stack/leadline/7f3c1a10-c9a5-11f0-8de9-0242ac120002",
            "RequestId": "5a6b1f1e-9d0f-4b06-8a0e-0c6b1f1e9d0f",
            "LogicalResourceId": "Migration",
            "Data": { "Version": newest_known().to_string() },
        })
    );
    assert_eq!(stage.newest().await, newest_known());
    assert!(stage.lets_in(PASSWORD).await);
    assert!(!stage.lets_in("another").await);
    let verifier =
        format!("select count(*) from pg_authid where rolname = '{}' and rolpassword like 'SCRAM-SHA-256$%'", stage.app.role);
    assert_eq!(stage.db.count(&verifier).await, 1);
}

#[tokio::test]
async fn an_update_applies_what_is_new() {
    let mut stage = Stage::new().await;
    stage.app.migrations = and_one_more(30_000_101_000_000, "create table extras (id uuid primary key)");
    let answer = stage.answer(UPDATE).await;
    assert_eq!((&answer["Status"], &answer["Data"]["Version"]), (&json!("SUCCESS"), &json!("30000101000000")), "{answer}");
    assert_eq!(stage.db.count("select count(*) from extras").await, 0);
}

#[tokio::test]
async fn an_older_release_leaves_a_newer_schema_as_it_is_and_sets_its_own_password() {
    let mut stage = Stage::new().await;
    stage.app.migrations = of_the_release_before();
    let answer = stage.answer(UPDATE).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert_eq!(answer["Data"]["Version"], newest_known().to_string());
    assert_eq!(stage.newest().await, newest_known());
    assert!(stage.lets_in(PASSWORD).await);
}

#[tokio::test]
async fn a_deleted_stack_leaves_its_data_and_needs_no_configuration() {
    let stage = Stage::new().await;
    let nothing = Err(shared::config::ConfigError(vec!["DATABASE_URL: gone".to_owned()]));
    stage.run(nothing, DELETE, std::time::Duration::from_mins(5)).await.unwrap();
    let answer = &stage.cloudformation.answers()[0];
    assert_eq!((&answer["Status"], &answer["PhysicalResourceId"]), (&json!("SUCCESS"), &json!("schema")), "{answer}");
    assert_eq!(stage.newest().await, newest_known());
    assert!(!stage.lets_in(PASSWORD).await);
}
