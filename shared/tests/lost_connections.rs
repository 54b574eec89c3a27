//! A connection that died while its instance was frozen costs time, never a request.

use std::time::Duration;

use shared::{
    account,
    testing::{TestDatabase, TestOwner},
};

/// Longer than a connection is trusted without being asked.
const LONG: Duration = Duration::from_millis(5_200);

async fn asks(db: &shared::database::Database, owner: &TestOwner) -> sqlx::Result<bool> {
    let mut tx = db.tenant(owner.id).await?;
    let found = account::find(&mut tx).await?.is_some();
    tx.commit().await?;
    Ok(found)
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_replaced_within_the_request() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await;
    let (app, wire) = db.counted().await;
    assert!(asks(&app, &owner).await.unwrap());
    db.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'leadline_app' and datname = current_database()",
    )
    .await;
    assert!(asks(&app, &owner).await.unwrap());
    assert_eq!(wire.connections(), 2);
}

#[tokio::test]
async fn a_connection_that_says_nothing_more_is_replaced_within_the_request() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await;
    let (app, wire) = db.counted().await;
    assert!(asks(&app, &owner).await.unwrap());
    wire.silence();
    assert!(asks(&app, &owner).await.unwrap());
    assert_eq!(wire.connections(), 2);
}

#[tokio::test]
async fn a_connection_that_stood_for_long_is_asked_first_and_not_waited_for() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await;
    let (app, wire) = db.counted().await;
    assert!(asks(&app, &owner).await.unwrap());
    wire.silence();
    tokio::time::sleep(LONG).await;
    let _ = wire.take();
    assert!(asks(&app, &owner).await.unwrap());
    assert_eq!(wire.connections(), 2);
}

#[tokio::test]
async fn every_connection_of_several_may_be_dead() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await;
    let app = db.app();
    let all = [asks(&app, &owner), asks(&app, &owner), asks(&app, &owner)];
    assert!(futures::future::join_all(all).await.into_iter().all(Result::unwrap));
    db.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'leadline_app' and datname = current_database()",
    )
    .await;
    assert!(asks(&app, &owner).await.unwrap());
}
