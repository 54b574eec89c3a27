//! What the operator's figures tell, and that they are the only thing that reaches across tenants.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::stage::{Table, Tenants, count, refused, run};

/// `update` and `delete` need no owner's row to be refused; seeing is what the setting could open.
#[tokio::test]
async fn the_functions_role_sees_no_foreign_row_whatever_it_says_of_the_operator() {
    let tenants = Tenants::new().await;
    for value in ["on", "true", "1"] {
        let mut app = tenants.saying("app.operator", value).await;
        for Table { name, .. } in tenants.tables().await {
            assert_eq!(count(&mut app, &format!("select count(*) from {name}")).await, 0, "{name}");
        }
        run(&mut app, &format!("select set_config('app.owner_id', '{}', true)", tenants.a)).await.unwrap();
        run(&mut app, "select count(*) from operator_figures()").await.unwrap();
        for Table { name, owner } in tenants.tables().await {
            let foreign = format!("select count(*) from {name} where {owner} <> '{}'", tenants.a);
            assert_eq!(count(&mut app, &foreign).await, 0, "{name}");
        }
    }
}

#[tokio::test]
async fn the_figures_are_sums_and_nothing_of_one_company() {
    let tenants = Tenants::new().await;
    let mut app = tenants.app().await;
    let lines = "select string_agg(concat_ws(' ', metric, plan, label, round(value)), E'\\n' order by metric, plan, label)
        from operator_figures() where metric not like 'outbox%'";
    let lines: String = sqlx::query_scalar(lines).fetch_one(&mut app).await.unwrap();
    insta::assert_snapshot!(lines, @"
    deliveries failed 0
    deliveries pending 2
    deliveries sending 0
    deliveries sent 0
    leads free form 0
    leads free tool 0
    leads free visitor_text 2
    messages free assistant 2
    messages free visitor 2
    microdollars free 0
    owners free 2
    tokens free read 0
    tokens free written 0
    ");
    let ids = "select count(*) from operator_figures() f where to_jsonb(f)::text ~* '[0-9a-f]{8}-[0-9a-f]{4}' or to_jsonb(f)::text like '%@%'";
    assert_eq!(count(&mut app, ids).await, 0);
    // The text of the function is the schema's owner's.
    for sql in ["alter function operator_figures() security invoker", "drop function operator_figures()"] {
        assert_eq!(refused(run(&mut app, sql).await, sql).0, "42501", "{sql}");
    }
}

#[tokio::test]
async fn of_all_functions_only_the_figures_run_with_another_roles_rights() {
    let tenants = Tenants::new().await;
    let definers = "select coalesce(string_agg(proname || ' ' || coalesce(array_to_string(proconfig, ','), ''), ', '), '')
        from pg_proc where pronamespace = 'public'::regnamespace and prosecdef";
    let definers: String = sqlx::query_scalar(definers).fetch_one(tenants.db.superuser()).await.unwrap();
    assert_eq!(definers, r#"operator_figures search_path="""#);
    let public =
        "select count(*) from pg_proc where proname = 'operator_figures' and has_function_privilege('public', oid, 'execute')";
    assert_eq!(tenants.db.count(public).await, 0);
}

/// As where the schema belongs to a role that is no superuser, and so is under row-level security itself.
#[tokio::test]
async fn an_owner_of_the_schema_who_is_no_superuser_gets_the_same_figures_and_sees_no_rows() {
    let tenants = Tenants::new().await;
    let role = format!("owner_{}", tenants.a.0.simple());
    let all = "select string_agg(concat_ws(' ', metric, plan, label, round(value)), ',' order by metric, plan, label)
        from operator_figures() where metric <> 'outbox_oldest_seconds'";
    let before: String = sqlx::query_scalar(all).fetch_one(&mut tenants.app().await).await.unwrap();
    tenants.db.execute(&format!("create role {role} login password 'x'; grant usage, create on schema public to {role}")).await;
    for Table { name, .. } in tenants.tables().await {
        tenants.db.execute(&format!("alter table {name} owner to {role}")).await;
    }
    // As if that role had migrated.
    for name in ["users", "owner_totals", "outbox", "deliveries"] {
        tenants.db.execute(&format!("alter policy {name}_operator on {name} to {role}")).await;
    }
    tenants.db.execute(&format!("alter function operator_figures() owner to {role}")).await;
    let after: String = sqlx::query_scalar(all).fetch_one(&mut tenants.app().await).await.unwrap();
    assert_eq!(after, before);

    let url = tenants.db.url();
    let (_, server) = url.split_once('@').unwrap();
    let mut owner = PgConnection::connect(&format!("postgres://{role}:x@{server}")).await.unwrap();
    for Table { name, .. } in tenants.tables().await {
        assert_eq!(count(&mut owner, &format!("select count(*) from {name}")).await, 0, "{name}");
    }
    owner.close().await.unwrap();
    tenants.db.execute(&format!("reassign owned by {role} to current_user; drop owned by {role}; drop role {role}")).await;
}

/// The whole migration as such a role, from the first to the last.
#[tokio::test]
async fn totals_are_kept_from_what_there_was_before() {
    let tenants = Tenants::new().await;
    let kept = "select jsonb_agg(to_jsonb(owner_totals) order by owner_id)::text from owner_totals";
    let kept: String = sqlx::query_scalar(kept).fetch_one(tenants.db.superuser()).await.unwrap();
    let migration = shared::database::MIGRATIONS.iter().find(|migration| migration.description == "operator").unwrap();
    let backfill =
        migration.sql.as_str().split(';').find(|statement| statement.contains("insert into owner_totals\nselect")).unwrap();
    tenants.db.execute("delete from owner_totals").await;
    sqlx::raw_sql(AssertSqlSafe(backfill.to_owned())).execute(tenants.db.superuser()).await.unwrap();
    let again = "select jsonb_agg(to_jsonb(owner_totals) order by owner_id)::text from owner_totals";
    let again: String = sqlx::query_scalar(again).fetch_one(tenants.db.superuser()).await.unwrap();
    assert_eq!(again, kept);
}
