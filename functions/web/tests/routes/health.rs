use axum::http::{StatusCode, header};
use insta::assert_json_snapshot;
use shared::{
    database::MIGRATIONS,
    testing::{event, request, send},
};

use crate::{get, web};

const HEALTH: &str = include_str!("../../../../events/web/health.json");
const HEALTH_DEEP: &str = include_str!("../../../../events/web/health_deep.json");

#[tokio::test]
async fn lives_whether_or_not_there_is_a_database() {
    let (db, routes) = web().await;
    db.go_away().await;
    let answer = send(&routes, event(HEALTH, None)).await;
    assert_eq!((answer.status, &answer.headers[header::CACHE_CONTROL]), (StatusCode::OK, &"no-store".parse().unwrap()));
    assert_json_snapshot!(answer.json(), { ".version" => "[version]" }, @r#"
    {
      "status": "ok",
      "version": "[version]"
    }
    "#);
    assert_eq!(get(&routes, "/health?deep=0").await.json()["database"].as_str(), None);
    assert_eq!(send(&routes, request("HEAD", "/health", None, None)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn is_ready_with_the_newest_migration() {
    let (_db, routes) = web().await;
    let answer = send(&routes, event(HEALTH_DEEP, None)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let newest = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap();
    assert_eq!(answer.json()["database"]["expected_migration"], newest);
    let known = "[newest]";
    assert_json_snapshot!(answer.json(), {
        ".version" => "[version]", ".database.migration" => known, ".database.expected_migration" => known,
    }, @r#"
    {
      "database": {
        "expected_migration": "[newest]",
        "migration": "[newest]",
        "reachable": true
      },
      "status": "ok",
      "version": "[version]"
    }
    "#);
    assert_eq!(answer.json()["database"]["migration"], newest);
}

#[tokio::test]
async fn is_not_ready_before_the_newest_migration_or_without_its_database() {
    let (db, routes) = web().await;
    db.execute("update _sqlx_migrations set success = false where version = (select max(version) from _sqlx_migrations)").await;
    let behind = send(&routes, event(HEALTH_DEEP, None)).await;
    assert_eq!((behind.status, &behind.json()["status"]), (StatusCode::SERVICE_UNAVAILABLE, &"not ready".into()));
    assert_eq!(behind.json()["database"]["reachable"], true);
    db.execute("delete from _sqlx_migrations").await;
    let empty = send(&routes, event(HEALTH_DEEP, None)).await;
    assert_eq!(empty.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(empty.json()["database"]["migration"].is_null());
    db.execute("drop table _sqlx_migrations").await;
    assert_eq!(send(&routes, event(HEALTH_DEEP, None)).await.status, StatusCode::SERVICE_UNAVAILABLE);
    db.go_away().await;
    let away = send(&routes, event(HEALTH_DEEP, None)).await;
    assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_json_snapshot!(away.json()["database"], { ".expected_migration" => "[newest]" }, @r#"
    {
      "expected_migration": "[newest]",
      "migration": null,
      "reachable": false
    }
    "#);
}

#[tokio::test]
async fn is_ready_again_when_the_database_comes_back() {
    let (db, routes) = web().await;
    assert_eq!(send(&routes, event(HEALTH_DEEP, None)).await.status, StatusCode::OK);
    db.go_away().await;
    assert_eq!(send(&routes, event(HEALTH_DEEP, None)).await.status, StatusCode::SERVICE_UNAVAILABLE);
    db.come_back().await;
    assert_eq!(send(&routes, event(HEALTH_DEEP, None)).await.status, StatusCode::OK);
}
