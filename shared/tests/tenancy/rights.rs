//! What the role of the functions may do at all.

use insta::assert_snapshot;

use crate::{
    stage::{Table, Tenants, count, refused, run},
    visible::EXPIRING,
};

#[tokio::test]
async fn the_functions_role_owns_nothing_and_stands_above_nothing() {
    let tenants = Tenants::new().await;
    let able = "select count(*) from pg_roles where rolname = 'leadline_app'
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)";
    assert_eq!(tenants.db.count(able).await, 0);
    assert_eq!(tenants.db.count("select count(*) from pg_roles where rolname = 'leadline_app'").await, 1);
    let member = "select count(*) from pg_auth_members where member = 'leadline_app'::regrole";
    assert_eq!(tenants.db.count(member).await, 0);
    let owns = "select count(*) from pg_shdepend where refobjid = 'leadline_app'::regrole and deptype = 'o'";
    assert_eq!(tenants.db.count(owns).await, 0);
    // And it is that role as which the tests here come.
    assert_eq!(
        count(&mut tenants.app().await, "select count(*) from pg_roles where rolname = current_user and not rolsuper").await,
        1
    );
}

#[tokio::test]
async fn the_functions_role_may_do_only_what_the_functions_do() {
    let tenants = Tenants::new().await;
    let sql = "
        select string_agg(line, E'\\n' order by line) from (
            select table_name || ': ' || string_agg(lower(privilege_type), ', ' order by privilege_type) as line
            from information_schema.role_table_grants where grantee in ('leadline_app', 'PUBLIC') and table_schema = 'public'
            group by table_name
            union all
            select table_name || '.' || column_name || ': ' || lower(privilege_type)
            from information_schema.role_column_grants c
            where grantee in ('leadline_app', 'PUBLIC') and table_schema = 'public' and not exists (
                select from information_schema.role_table_grants t
                where t.grantee = c.grantee and t.table_name = c.table_name and t.privilege_type = c.privilege_type
            )
        ) lines";
    let granted: String = sqlx::query_scalar(sql).fetch_one(tenants.db.superuser()).await.unwrap();
    assert_snapshot!(granted, @r"
    _sqlx_migrations: select
    assistants.about: update
    assistants.allowed_origins: update
    assistants.greeting: update
    assistants.hand_off: update
    assistants.languages: update
    assistants.last_seen_at: update
    assistants.last_seen_on: update
    assistants.name: update
    assistants.questions: update
    assistants.region: update
    assistants.telegram_chat_id: update
    assistants.time_zone: update
    assistants.updated_at: update
    assistants.widget: update
    assistants.working_hours: update
    assistants: insert, select
    bot_users: insert, select, update
    chat_requests.leased_until: update
    chat_requests.response: update
    chat_requests: delete, insert, select
    deliveries: insert, select, update
    lead_fields: delete, insert, select
    lead_keys: delete, insert, select, update
    lead_notes: delete, insert, select
    leads: insert, select, update
    messages.text: update
    messages: delete, insert, select
    outbox.sent_at: update
    outbox: delete, insert, select
    owner_activity: insert, select, update
    owner_totals: insert, select, update
    usage_counters.allowed: update
    usage_counters.used: update
    usage_counters: delete, insert, select
    users: insert, select
    widget_days: insert, select, update
    ");
    let mut denied = vec![
        "update messages set role = 'assistant'".to_owned(),
        "update lead_fields set value = 'x'".to_owned(),
        "update users set email = 'x@y.co'".to_owned(),
        "update users set password_hash = ''".to_owned(),
        "update assistants set created_at = now()".to_owned(),
        "update outbox set lead_id = lead_id".to_owned(),
        "update _sqlx_migrations set success = false".to_owned(),
        "create table public.own (id int)".to_owned(),
        "set role postgres".to_owned(),
        "set session authorization postgres".to_owned(),
        "set local row_security = off; select * from leads".to_owned(),
        "copy leads to program 'cat'".to_owned(),
        "select pg_read_file('/etc/passwd')".to_owned(),
    ];
    for Table { name, .. } in tenants.tables().await {
        let changes = ["truncate {} cascade", "alter table {} disable row level security", "drop table {} cascade"];
        denied.extend(changes.map(|change| change.replace("{}", &name)));
        // Of those that expire an owner's transaction deletes nothing either: the test of the upkeep has that. Of the others it deletes its own
        // notes, and what belongs to a visitor whom it says that it forgets.
        let deletes = ["lead_notes", "messages", "lead_fields", "lead_keys"];
        if !EXPIRING.iter().any(|(expiring, _)| *expiring == name) && !deletes.contains(&name.as_str()) {
            denied.push(format!("delete from {name}"));
        }
        denied.push(format!("drop policy {name}_own on {name}"));
        denied.push(format!("create policy all_of_it on {name} using (true)"));
    }
    for sql in denied {
        let mut app = tenants.saying("app.owner_id", tenants.a).await;
        assert_eq!(refused(run(&mut app, &sql).await, &sql).0, "42501", "{sql}");
    }
}
