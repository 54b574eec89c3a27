//! Rows that time has made useless.

use shared::testing::TestQueue;
use upkeep::Report;

use crate::Stage;

/// A row of each kind a second before and a second after it expires.
async fn stage() -> Stage {
    let stage = Stage::new(TestQueue::unreachable()).await;
    stage.left_behind().await;
    stage
        .db
        .execute(
            "insert into chat_requests (owner_id, visitor, key, fingerprint, message_id, leased_until, expires_at)
                select users.id, '', 'key ' || age, sha256(''), gen_random_uuid(), now(), now() + make_interval(secs => age)
                from users, unnest(array[-1, 60]) age;
            insert into usage_counters (owner_id, scope, subject, measure, period, since, used, allowed, expires_at)
                select users.id, 'owner', '', 'messages', 'day', now() + make_interval(secs => age), 1, 10,
                    now() + make_interval(secs => age)
                from users, unnest(array[-1, 60]) age;
            insert into outbox (id, owner_id, lead_id, created_at, sent_at)
                select gen_random_uuid(), owner_id, lead_id, now() - interval '1 year',
                    now() - interval '7 days' + make_interval(secs => age)
                from outbox, unnest(array[-1, 60]) age",
        )
        .await;
    stage
}

#[tokio::test]
async fn what_has_expired_is_deleted_and_nothing_else() {
    let stage = stage().await;
    // A lead that has waited for its queue for a year is waited for still.
    stage.ages("1 year").await;
    let before = [stage.count("leads").await, stage.count("messages").await, stage.count("deliveries").await];
    assert_eq!(stage.upkeep().await, Report { sent: 0, chat_requests: 1, usage_counters: 1, outbox: 1 });
    for (table, left) in [("chat_requests", 1), ("usage_counters", 1), ("outbox", 2)] {
        assert_eq!(stage.count(table).await, left, "{table}");
    }
    assert_eq!(stage.count("chat_requests where expires_at > now()").await, 1);
    assert_eq!(stage.count("usage_counters where expires_at > now()").await, 1);
    assert_eq!(stage.count("outbox where sent_at is null").await, 1);
    assert_eq!([stage.count("leads").await, stage.count("messages").await, stage.count("deliveries").await], before);
    assert_eq!(stage.upkeep().await, Report { sent: 0, chat_requests: 0, usage_counters: 0, outbox: 0 });
}

#[tokio::test]
async fn more_than_one_statement_deletes_is_deleted_in_one_run() {
    let stage = stage().await;
    stage
        .db
        .execute(
            "insert into chat_requests (owner_id, visitor, key, fingerprint, message_id, leased_until, expires_at)
            select users.id, '', place::text, sha256(''), gen_random_uuid(), now(), now() - interval '1 second'
            from users, generate_series(1, 2500) place",
        )
        .await;
    let report = stage.upkeep().await;
    assert_eq!((report.chat_requests, report.usage_counters, report.outbox), (2501, 1, 1));
    assert_eq!(stage.count("chat_requests").await, 1);
}
