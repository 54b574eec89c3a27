//! Every table has the second wall.

use sqlx::AssertSqlSafe;

use crate::stage::{Table, Tenants};

#[tokio::test]
async fn every_table_of_tenants_has_row_security_enabled_and_forced() {
    let tenants = Tenants::new().await;
    for Table { name, .. } in tenants.tables().await {
        let sql =
            format!("select count(*) from pg_class where oid = '{name}'::regclass and relrowsecurity and relforcerowsecurity");
        assert_eq!(tenants.db.count(&sql).await, 1, "{name}");
    }
}

#[tokio::test]
async fn every_table_is_one_of_tenants() {
    let tenants = Tenants::new().await;
    let known: Vec<String> = tenants.tables().await.into_iter().map(|table| format!("'{}'", table.name)).collect();
    let sql = format!(
        "select c.oid::regclass::text from pg_class c
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
            and relname not in ('_sqlx_migrations', {})",
        known.join(", ")
    );
    let others: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(tenants.db.superuser()).await.unwrap();
    assert!(others.is_empty(), "no owner_id in {others:?}");
}
