//! What a transaction sees, whatever it says of itself.

use insta::assert_snapshot;
use shared::ids::OwnerId;

use crate::stage::{Table, Tenants, count, run};

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
pub(crate) const EXPIRING: [(&str, &str); 3] = [
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
