//! Promise 4: tenant A never sees tenant B. Here without the first wall (`TenantTx` and the `where` of each query): with SQL that forgets
//! it, as the role of the functions, for every table there is.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use insta::assert_snapshot;
use shared::{
    conversation::{self, Answer, ExternalId, MessageText, Opening},
    ids::OwnerId,
    lead::{self, CapturedBy},
    testing::{TestDatabase, TestOwner},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

/// Where two owners have a row in every table; of what expires, one that has and others that have not.
struct Tenants {
    db: TestDatabase,
    a: OwnerId,
    b: OwnerId,
}

/// A table, and its column that says whose a row is.
struct Table {
    name: String,
    owner: String,
}

impl Tenants {
    async fn new() -> Self {
        let db = TestDatabase::new().await;
        let (a, b) = (TestOwner::new(&db).await.id, TestOwner::new(&db).await.id);
        for owner in [a, b] {
            // Of the same name and with the same contact, so that nothing but the owner tells the rows apart.
            let (visitor, text) = ("visitor-1".to_owned(), "8 916 123-45-67, anna@example.com".to_owned());
            let (visitor, text) = (ExternalId::try_from(visitor).unwrap(), MessageText::try_from(text).unwrap());
            let mut tx = db.app().tenant(owner).await.unwrap();
            let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
            let values = lead::values_in(turn.message, None, text.as_str(), turn.assistant.region);
            lead::capture(&mut tx, turn.visitor, None, &values, CapturedBy::VisitorText).await.unwrap();
            let answer = Answer { text: "Спасибо!", model: None, prompt_tokens: None, completion_tokens: None };
            conversation::end_turn(&mut tx, turn.visitor, &answer, &[], None).await.unwrap();
            tx.commit().await.unwrap();
            db.execute(&format!(
                "insert into chat_requests (owner_id, visitor, key, fingerprint, message_id, leased_until, expires_at)
                select '{owner}', 'visitor-1', 'key ' || age, sha256(''), gen_random_uuid(), now(), now() - make_interval(secs => age)
                from unnest(array[1, -60]) age;
                insert into usage_counters (owner_id, scope, subject, measure, period, since, used, allowed, expires_at)
                select '{owner}', 'visitor', age, 'messages', 'day', now(), 1, 10, now() - make_interval(secs => age)
                from unnest(array[1, -60]) age;
                insert into outbox (id, owner_id, lead_id, created_at, sent_at)
                select gen_random_uuid(), '{owner}', id, now() - interval '1 year', now() - make_interval(days => 7, secs => age)
                from leads, unnest(array[1, -60]) age where owner_id = '{owner}'"
            ))
            .await;
        }
        Self { db, a, b }
    }

    /// Every table that holds rows of tenants, each with rows of both.
    async fn tables(&self) -> Vec<Table> {
        let sql = "select table_name::text from information_schema.columns
            where table_schema = 'public' and column_name = 'owner_id' order by 1";
        let names: Vec<String> = sqlx::query_scalar(sql).fetch_all(self.db.superuser()).await.unwrap();
        let mut tables = vec![Table { name: "users".to_owned(), owner: "id".to_owned() }];
        tables.extend(names.into_iter().map(|name| Table { name, owner: "owner_id".to_owned() }));
        for Table { name, owner } in &tables {
            for tenant in [self.a, self.b] {
                let rows = self.db.count(&format!("select count(*) from {name} where {owner} = '{tenant}'")).await;
                assert!(rows > 0, "{name} is new: give each owner a row of it in `Tenants::new`");
            }
        }
        tables
    }

    /// A connection of the functions' role.
    async fn app(&self) -> PgConnection {
        PgConnection::connect(&self.db.url()).await.unwrap()
    }

    /// A transaction of that role which says this of itself.
    async fn saying(&self, setting: &str, value: impl ToString) -> PgConnection {
        let mut app = self.app().await;
        run(&mut app, &format!("begin; select set_config('{setting}', '{}', true)", value.to_string())).await.unwrap();
        app
    }
}

async fn run(connection: &mut PgConnection, sql: &str) -> sqlx::Result<u64> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|done| done.rows_affected())
}

async fn count(connection: &mut PgConnection, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(connection).await.unwrap()
}

/// The state and the text with which the database refused.
fn refused(result: sqlx::Result<u64>, what: &str) -> (String, String) {
    match result {
        Err(sqlx::Error::Database(error)) => (error.code().unwrap().into_owned(), error.message().to_owned()),
        other => panic!("{what}: {other:?}"),
    }
}

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

#[tokio::test]
async fn a_query_without_a_where_sees_one_owners_rows() {
    let tenants = Tenants::new().await;
    for (tenant, other) in [(tenants.a, tenants.b), (tenants.b, tenants.a)] {
        let mut app = tenants.saying("app.owner_id", tenant).await;
        for Table { name, owner } in tenants.tables().await {
            let own = tenants.db.count(&format!("select count(*) from {name} where {owner} = '{tenant}'")).await;
            assert_eq!(count(&mut app, &format!("select count(*) from {name}")).await, own, "{name}");
            let foreign = format!("select count(*) from {name} where {owner} = '{other}'");
            assert_eq!(count(&mut app, &foreign).await, 0, "{name}");
        }
    }
}

#[tokio::test]
async fn without_an_owner_nothing_is_visible() {
    let tenants = Tenants::new().await;
    let (mut never, mut empty) = (tenants.app().await, tenants.saying("app.owner_id", "").await);
    let mut nobodys = tenants.saying("app.owner_id", OwnerId::new()).await;
    // What a transaction said of itself is forgotten with it, on the very connection that the pool gives to the next one.
    let mut ended = tenants.saying("app.owner_id", tenants.a).await;
    run(&mut ended, "commit").await.unwrap();
    for Table { name, .. } in tenants.tables().await {
        for app in [&mut never, &mut empty, &mut nobodys, &mut ended] {
            assert_eq!(count(app, &format!("select count(*) from {name}")).await, 0, "{name}");
        }
    }
}

#[tokio::test]
async fn signing_in_shows_one_account_and_nothing_else() {
    let tenants = Tenants::new().await;
    let email: String = sqlx::query_scalar("select email from users where id = $1")
        .bind(tenants.a.0)
        .fetch_one(tenants.db.superuser())
        .await
        .unwrap();
    let mut app = tenants.saying("app.sign_in_email", email).await;
    for Table { name, .. } in tenants.tables().await {
        let visible = count(&mut app, &format!("select count(*) from {name}")).await;
        assert_eq!(visible, i64::from(name == "users"), "{name}");
    }
    let seen = count(&mut app, &format!("select count(*) from users where id = '{}'", tenants.a)).await;
    assert_eq!(seen, 1);
}

#[tokio::test]
async fn the_relay_sees_the_outbox_of_all_owners_and_nothing_else() {
    let tenants = Tenants::new().await;
    let mut app = tenants.saying("app.relay", "on").await;
    for Table { name, .. } in tenants.tables().await {
        let all = tenants.db.count(&format!("select count(*) from {name}")).await;
        let visible = count(&mut app, &format!("select count(*) from {name}")).await;
        assert_eq!(visible, if name == "outbox" { all } else { 0 }, "{name}");
    }
    // Ids and times only, so that this is nothing of what a visitor said.
    let sql = "select string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position)
        from information_schema.columns where table_name = 'outbox'";
    let columns: String = sqlx::query_scalar(sql).fetch_one(tenants.db.superuser()).await.unwrap();
    assert_snapshot!(columns, @"id uuid, owner_id uuid, lead_id uuid, created_at timestamp with time zone, sent_at timestamp with time zone");
}

/// Which of a tenant's rows time makes useless, and when. Each owner has one of each kind that has expired.
const EXPIRING: [(&str, &str); 3] = [
    ("chat_requests", "expires_at < now()"),
    ("outbox", "sent_at < now() - interval '7 days'"),
    ("usage_counters", "expires_at < now()"),
];

#[tokio::test]
async fn the_upkeep_sees_what_has_expired_and_nothing_else() {
    let tenants = Tenants::new().await;
    let mut app = tenants.saying("app.upkeep", "on").await;
    for Table { name, .. } in tenants.tables().await {
        let expiring = EXPIRING.iter().find(|(expiring, _)| *expiring == name);
        assert_eq!(
            count(&mut app, &format!("select count(*) from {name}")).await,
            if expiring.is_some() { 2 } else { 0 },
            "{name}"
        );
        if let Some((_, expired)) = expiring {
            assert_eq!(count(&mut app, &format!("select count(*) from {name} where {expired}")).await, 2, "{name}");
        }
    }
}

#[tokio::test]
async fn the_upkeep_deletes_what_has_expired_and_nobody_deletes_anything_else() {
    let tenants = Tenants::new().await;
    for (name, expired) in EXPIRING {
        let all = tenants.db.count(&format!("select count(*) from {name}")).await;
        for (setting, value) in [
            ("app.owner_id", tenants.a.to_string()),
            ("app.relay", "on".to_owned()),
            ("app.upkeep", "off".to_owned()),
            ("app.sign_in_email", "anna@example.com".to_owned()),
        ] {
            let mut app = tenants.saying(setting, value).await;
            assert_eq!(run(&mut app, &format!("delete from {name}")).await.unwrap(), 0, "{setting}: {name}");
        }
        // Whatever else it says of itself.
        let mut app = tenants.saying("app.upkeep", "on").await;
        let more = format!("select set_config('app.owner_id', '{}', true), set_config('app.relay', 'on', true)", tenants.a);
        run(&mut app, &more).await.unwrap();
        assert_eq!(run(&mut app, &format!("delete from {name}")).await.unwrap(), 2, "{name}");
        run(&mut app, "commit").await.unwrap();
        assert_eq!(tenants.db.count(&format!("select count(*) from {name} where {expired}")).await, 0, "{name}");
        assert_eq!(tenants.db.count(&format!("select count(*) from {name}")).await, all - 2, "{name}");
    }
}

#[tokio::test]
async fn the_upkeep_changes_nothing() {
    let tenants = Tenants::new().await;
    for (name, change) in [
        ("chat_requests", "leased_until = now()"),
        ("outbox", "sent_at = now()"),
        ("usage_counters", "used = 0"),
        ("leads", "status = 'lost'"),
    ] {
        let mut app = tenants.saying("app.upkeep", "on").await;
        assert_eq!(run(&mut app, &format!("update {name} set {change}")).await.unwrap(), 0, "{name}");
    }
}

#[tokio::test]
async fn an_owner_cannot_write_a_row_of_another() {
    let tenants = Tenants::new().await;
    for Table { name, owner } in tenants.tables().await {
        let theirs = format!("select to_jsonb({name})::text from {name} where {owner} = '{}' limit 1", tenants.b);
        let theirs: String = sqlx::query_scalar(AssertSqlSafe(theirs)).fetch_one(tenants.db.superuser()).await.unwrap();
        let theirs = theirs.replace('\'', "''");
        let insert = format!(
            "insert into {name} overriding system value select * from jsonb_populate_record(null::{name}, '{theirs}'::jsonb)"
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
    assistants.greeting: update
    assistants.hand_off: update
    assistants.languages: update
    assistants.name: update
    assistants.questions: update
    assistants.region: update
    assistants.telegram_chat_id: update
    assistants.time_zone: update
    assistants.updated_at: update
    assistants.working_hours: update
    assistants: insert, select
    bot_users: insert, select, update
    chat_requests.leased_until: update
    chat_requests.response: update
    chat_requests: delete, insert, select
    deliveries: insert, select, update
    lead_fields: insert, select
    lead_keys: insert, select, update
    leads: insert, select, update
    messages: insert, select
    outbox.sent_at: update
    outbox: delete, insert, select
    usage_counters.allowed: update
    usage_counters.used: update
    usage_counters: delete, insert, select
    users: insert, select
    ");
    let mut denied = vec![
        "update messages set text = 'x'".to_owned(),
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
        // Of the others an owner's transaction deletes nothing either: the test of the upkeep has that.
        if !EXPIRING.iter().any(|(expiring, _)| *expiring == name) {
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
