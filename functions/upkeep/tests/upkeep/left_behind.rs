//! Lead events that no queue took.

use std::{collections::HashSet, time::Duration};

use shared::{lead::LeadEvent, queue::Queue, testing::TestQueue};
use tokio::{sync::Notify, time::Instant};

use crate::Stage;

/// What the queue has, deleted from it.
async fn received(queue: &TestQueue) -> Vec<LeadEvent> {
    let mut events = Vec::new();
    loop {
        let batch = queue.receive().await;
        if batch.records.is_empty() {
            return events;
        }
        for message in &batch.records {
            let event: LeadEvent = serde_json::from_str(message.body.as_deref().unwrap()).unwrap();
            assert_eq!(message.attributes["MessageGroupId"], event.owner_id.to_string());
            events.push(event);
            queue.delete(message).await;
        }
    }
}

#[tokio::test]
async fn what_was_left_behind_is_sent_once_for_all_owners() {
    let queue = TestQueue::new().await;
    let stage = Stage::new(queue.app()).await;
    let old = [stage.left_behind().await, stage.left_behind().await];
    stage.ages("61 seconds").await;
    let young = stage.left_behind().await;

    assert_eq!(stage.upkeep().await.sent, 2);
    let sent = received(&queue).await;
    assert_eq!(sent.len(), 2);
    assert!(old.iter().all(|event| sent.contains(event)), "{sent:?}");
    assert_eq!(stage.count("outbox where sent_at is not null").await, 2);

    assert_eq!(stage.upkeep().await.sent, 0);
    assert_eq!(received(&queue).await, []);
    let still_its_turns = format!("outbox where sent_at is null and id = '{}'", young.outbox_id);
    assert_eq!(stage.count(&still_its_turns).await, 1);
}

#[tokio::test]
async fn what_was_left_behind_of_a_long_outage_is_sent_in_one_run() {
    let queue = TestQueue::new().await;
    let stage = Stage::new(queue.app()).await;
    stage.left_behind().await;
    stage.db.execute("insert into outbox (id, owner_id, lead_id) select gen_random_uuid(), owner_id, lead_id from outbox, generate_series(1, 24)").await;
    stage.ages("2 days").await;
    assert_eq!(stage.upkeep().await.sent, 25);
    let sent: HashSet<_> = received(&queue).await.into_iter().map(|event| event.outbox_id).collect();
    assert_eq!(sent.len(), 25);
    assert_eq!(stage.count("outbox where sent_at is null").await, 0);
}

#[tokio::test]
async fn nothing_is_marked_that_no_queue_took() {
    // One that is away, and the one of one machine, which has nothing that could take it.
    for queue in [TestQueue::unreachable(), Queue::Local(Notify::new().into())] {
        let stage = Stage::new(queue).await;
        stage.left_behind().await;
        stage.ages("2 minutes").await;
        assert_eq!(stage.upkeep().await.sent, 0);
        assert_eq!(stage.count("outbox where sent_at is null").await, 1);
    }
}

#[tokio::test]
async fn a_run_ends_before_its_deadline_and_the_next_one_goes_on() {
    let queue = TestQueue::new().await;
    let stage = Stage::new(queue.app()).await;
    stage.left_behind().await;
    stage.ages("2 minutes").await;
    // What is left of its time is kept for a step that was begun.
    let report = upkeep::run(&stage.app, Instant::now() + Duration::from_secs(7)).await.unwrap();
    assert_eq!((report.sent, stage.count("outbox where sent_at is null").await), (0, 1));
    assert_eq!(stage.upkeep().await.sent, 1);
}

#[tokio::test]
async fn two_runs_at_once_leave_nothing_behind() {
    let queue = TestQueue::new().await;
    let stage = Stage::new(queue.app()).await;
    stage.left_behind().await;
    stage.ages("2 minutes").await;
    tokio::join!(stage.upkeep(), stage.upkeep());
    assert_eq!(stage.count("outbox where sent_at is null").await, 0);
    assert!(!received(&queue).await.is_empty());
}

#[tokio::test]
async fn a_run_without_a_database_fails_so_that_somebody_sees_it() {
    let queue = TestQueue::new().await;
    let stage = Stage::new(queue.app()).await;
    stage.db.go_away().await;
    assert!(upkeep::run(&stage.app, Instant::now() + Duration::from_mins(1)).await.is_err());
}
