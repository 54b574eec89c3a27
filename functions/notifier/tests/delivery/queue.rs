//! From a lead in the database through SQS to the chat.

use shared::{
    lead::Field,
    testing::{TelegramAnswer, TestQueue},
};
use tokio::time::{Duration, Instant};

use crate::stage::{Stage, TYPED, poll};

/// Each waits a second for a message, and one that nobody told anything comes again after two.
const POLLS: usize = 20;

async fn stage() -> (Stage, TestQueue) {
    let queue = TestQueue::new().await;
    (Stage::new().await.receiving(queue.consumer()), queue)
}

/// How long it takes until a message comes.
async fn next_message(queue: &TestQueue, since: Instant) -> Duration {
    for _ in 0..POLLS {
        if !queue.receive().await.records.is_empty() {
            return since.elapsed();
        }
    }
    panic!("no message came");
}

#[tokio::test]
async fn a_lead_goes_through_the_queue_into_the_chat_and_grows_there() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    assert_eq!(queue.app().send(&[event]).await, [event.outbox_id]);
    assert_eq!(poll(&stage, &queue).await, (1, 0));
    assert!(stage.shown().text.contains("+79161234567"));

    let event = stage.grow(Field::Name, "Анна").await;
    assert_eq!(queue.app().send(&[event]).await, [event.outbox_id]);
    assert_eq!(poll(&stage, &queue).await, (1, 0));
    assert_eq!(stage.shown().times_edited, 1);
    assert_eq!(poll(&stage, &queue).await, (0, 0));
}

#[tokio::test]
async fn a_lead_comes_again_from_the_queue_until_telegram_takes_it() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    stage.telegram.then(TelegramAnswer::too_many(1)).then(TelegramAnswer::too_many(1));
    let mut failed = 0;
    for _ in 0..POLLS {
        failed += poll(&stage, &queue).await.1;
        if !stage.telegram.messages().is_empty() {
            break;
        }
    }
    // It never came too soon, or it would have been refused and so reported more often.
    assert_eq!((failed, stage.telegram.messages().len()), (2, 1));
    assert_eq!(stage.state().await, ("sent".to_owned(), 1, None));
}

#[tokio::test]
async fn a_message_that_telegram_put_off_does_not_come_before_its_time() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    stage.telegram.then(TelegramAnswer::too_many(4));
    let since = Instant::now();
    assert_eq!(poll(&stage, &queue).await, (1, 1));
    let came = next_message(&queue, since).await;
    assert!(came >= Duration::from_secs(4), "{came:?}");
}

#[tokio::test]
async fn a_message_of_a_lead_that_another_consumer_has_does_not_come_before_the_end_of_its_lease() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    stage.db.execute("update deliveries set state = 'sending', leased_until = now() + interval '4 seconds'").await;
    let since = Instant::now();
    assert_eq!(poll(&stage, &queue).await, (1, 1));
    let came = next_message(&queue, since).await;
    // The lease began a moment before.
    assert!(came >= Duration::from_millis(3_500), "{came:?}");
    assert!(stage.telegram.calls().is_empty());
}

#[tokio::test]
async fn a_message_is_not_told_to_wait_for_the_whole_of_a_long_lease() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    stage.db.execute("update deliveries set state = 'sending', leased_until = now() + interval '1 minute'").await;
    assert_eq!(poll(&stage, &queue).await, (1, 1));
    // The other consumer is done.
    stage.time_passes().await;
    next_message(&queue, Instant::now()).await;
}

#[tokio::test]
async fn a_message_that_came_while_the_database_was_away_comes_again_later() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    stage.db.go_away().await;
    let batch = queue.receive().await;
    assert_eq!(crate::stage::reported(&stage.app, batch.clone()).await.len(), 1);
    // A queue that nobody told anything would bring it by now.
    for _ in 0..4 {
        assert!(queue.receive().await.records.is_empty());
    }
    stage.come_back().await;
    queue.hurry(&batch.records[0]).await;
    assert_eq!(poll(&stage, &queue).await, (1, 0));
    assert_eq!(stage.state().await, ("sent".to_owned(), 1, None));
}

#[tokio::test]
async fn a_message_comes_again_at_the_queues_own_time_where_the_queue_cannot_be_told() {
    let (stage, queue) = stage().await;
    let stage = stage.receiving(TestQueue::unreachable_consumer());
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    stage.telegram.then(TelegramAnswer::too_many(1000));
    assert_eq!(poll(&stage, &queue).await, (1, 1));
    next_message(&queue, Instant::now()).await;
    assert_eq!(stage.methods(), ["sendMessage"]);
}

#[tokio::test]
async fn an_event_that_was_sent_twice_is_one_message() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    // As after a crash between the queue and the mark in the outbox.
    queue.app().send(&[event]).await;
    queue.app().send(&[event]).await;
    let mut done = 0;
    for _ in 0..POLLS {
        let (came, again) = poll(&stage, &queue).await;
        done += came - again;
        if done == 2 {
            break;
        }
    }
    assert_eq!(done, 2);
    assert_eq!(stage.methods(), ["sendMessage"]);
}
