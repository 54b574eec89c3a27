//! What a transaction can write.

use insta::assert_snapshot;
use shared::ids::OwnerId;
use sqlx::{AssertSqlSafe, Row};

use crate::stage::{Table, Tenants, refused, run};

#[tokio::test]
async fn an_owner_cannot_write_a_row_of_another() {
    let tenants = Tenants::new().await;
    for Table { name, owner } in tenants.tables().await {
        let theirs = format!("select to_jsonb({name})::text from {name} where {owner} = '{}' limit 1", tenants.b);
        let theirs: String = sqlx::query_scalar(AssertSqlSafe(theirs)).fetch_one(tenants.db.superuser()).await.unwrap();
        let theirs = theirs.replace('\'', "''");
        // All but those that PostgreSQL computes.
        let columns = format!(
            "select string_agg(quote_ident(column_name), ', ') from information_schema.columns
            where table_schema = 'public' and table_name = '{name}' and is_generated = 'NEVER'"
        );
        let columns: String = sqlx::query_scalar(AssertSqlSafe(columns)).fetch_one(tenants.db.superuser()).await.unwrap();
        let insert = format!(
            "insert into {name} ({columns}) overriding system value
            select {columns} from jsonb_populate_record(null::{name}, '{theirs}'::jsonb)"
        );
        let mut app = tenants.saying("app.owner_id", tenants.a).await;
        let (code, message) = refused(run(&mut app, &insert).await, &name);
        assert_eq!(code, "42501", "{name}: {message}");
        assert!(message.starts_with("new row violates row-level security policy"), "{name}: {message}");
    }
}

#[tokio::test]
async fn an_owner_cannot_change_or_give_away_rows_without_a_where() {
    let tenants = Tenants::new().await;
    // Each column of another kind that the functions' role may change.
    for (name, change) in [
        ("bot_users", "created_at = now()"),
        ("leads", "status = 'lost'"),
        ("owner_activity", "conversations = 0"),
        ("lead_keys", "expires_at = now()"),
        ("outbox", "sent_at = now()"),
        ("deliveries", "state = 'failed'"),
        ("assistants", "telegram_chat_id = '-100'"),
        ("assistants", "about = 'x', questions = '[]'"),
    ] {
        let own = tenants.db.count(&format!("select count(*) from {name} where owner_id = '{}'", tenants.a)).await;
        let mut app = tenants.saying("app.owner_id", tenants.a).await;
        let changed = run(&mut app, &format!("update {name} set {change}")).await.unwrap();
        assert_eq!(changed, own.unsigned_abs(), "{name}");
        let away = run(&mut app, &format!("update {name} set owner_id = '{}'", tenants.b)).await;
        assert_eq!(refused(away, name).0, "42501", "{name}");
    }
}

/// Held even against the superuser, whom row-level security does not stop.
#[tokio::test]
async fn no_foreign_key_can_point_at_a_row_of_another_owner() {
    let tenants = Tenants::new().await;
    let sql = "
        select c.conrelid::regclass::text as name, c.confrelid::regclass::text as target, c.conname::text as key,
            (select array_agg(a.attname::text order by k.place) from unnest(c.conkey) with ordinality k (number, place)
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as columns,
            (select array_agg(a.attname::text order by k.place) from unnest(c.confkey) with ordinality k (number, place)
                join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.number) as targets
        from pg_constraint c where c.contype = 'f' order by c.conname";
    let mut tried = Vec::new();
    for key in sqlx::query(sql).fetch_all(tenants.db.superuser()).await.unwrap() {
        let (name, target, constraint): (String, String, String) = (key.get("name"), key.get("target"), key.get("key"));
        let (columns, targets): (Vec<String>, Vec<String>) = (key.get("columns"), key.get("targets"));
        if target == "users" {
            assert_eq!((columns, targets), (vec!["owner_id".to_owned()], vec!["id".to_owned()]), "{constraint}");
            continue;
        }
        assert_eq!((columns[0].as_str(), targets[0].as_str(), columns.len()), ("owner_id", "owner_id", 2), "{constraint}");
        let update = format!(
            "update {name} set {} = (select {} from {target} where owner_id = '{}' limit 1) where owner_id = '{}'",
            columns[1], targets[1], tenants.b, tenants.a
        );
        let result = sqlx::raw_sql(AssertSqlSafe(update)).execute(tenants.db.superuser()).await;
        assert_eq!(refused(result.map(|done| done.rows_affected()), &constraint).0, "23503", "{constraint}");
        tried.push(constraint);
    }
    assert_snapshot!(tried.join("\n"), @r"
    deliveries_lead_fkey
    lead_fields_lead_fkey
    lead_fields_message_fkey
    lead_keys_lead_fkey
    lead_keys_previous_fkey
    lead_notes_lead_fkey
    leads_previous_fkey
    leads_visitor_fkey
    messages_visitor_fkey
    outbox_lead_fkey
    ");
    let message = format!(
        "insert into messages (id, owner_id, visitor_id, role, text)
        select '{}', '{}', id, 'visitor', 'x' from bot_users where owner_id = '{}'",
        OwnerId::new(),
        tenants.a,
        tenants.b
    );
    let result = sqlx::raw_sql(AssertSqlSafe(message)).execute(tenants.db.superuser()).await;
    assert_eq!(refused(result.map(|done| done.rows_affected()), "a message").0, "23503");
}

/// Neither by leaving out the `where`, nor by asking for another's.
#[tokio::test]
async fn an_owner_deletes_own_notes_and_no_others() {
    let tenants = Tenants::new().await;
    let mut app = tenants.saying("app.owner_id", tenants.a).await;
    let theirs = format!("delete from lead_notes where owner_id = '{}'", tenants.b);
    assert_eq!(run(&mut app, &theirs).await.unwrap(), 0);
    assert_eq!(run(&mut app, "delete from lead_notes").await.unwrap(), 1);
    run(&mut app, "commit").await.unwrap();
    let left = format!("select count(*) from lead_notes where owner_id = '{}'", tenants.b);
    assert_eq!(tenants.db.count(&left).await, 1);
}

/// Neither by leaving out the `where`, nor as a transaction that names another's visitor.
#[tokio::test]
async fn messages_are_masked_only_for_the_visitor_that_the_transaction_names() {
    let tenants = Tenants::new().await;
    let mask = "update messages set text = '███'";
    let mut app = tenants.saying("app.owner_id", tenants.a).await;
    assert_eq!(run(&mut app, mask).await.unwrap(), 0);
    for (owner, changes) in [(tenants.a, true), (tenants.b, false)] {
        let visitor = tenants.db.text(&format!("select id::text from bot_users where owner_id = '{owner}' limit 1")).await;
        run(&mut app, &format!("set local app.forget_visitor = '{visitor}'")).await.unwrap();
        let theirs = format!("select count(*) from messages where owner_id = '{owner}' and visitor_id = '{visitor}'");
        let expected = if changes { tenants.db.count(&theirs).await.unsigned_abs() } else { 0 };
        assert_eq!(run(&mut app, mask).await.unwrap(), expected);
    }
}
