//! From a lead in the database through SQS to the chat.

use shared::{
    lead::Field,
    testing::{TelegramAnswer, TestQueue},
};

use crate::stage::{Stage, TYPED, reported};

/// Each waits a second for a message, and one that was not deleted comes again after two.
const POLLS: usize = 20;

/// As Lambda does: hands over what came, and deletes what was not reported. How many messages came, and how many come again.
async fn poll(stage: &Stage, queue: &TestQueue) -> (usize, usize) {
    let batch = queue.receive().await;
    let again = reported(&stage.app, batch.clone()).await;
    for message in &batch.records {
        if !again.contains(message.message_id.as_ref().unwrap()) {
            queue.delete(message).await;
        }
    }
    (batch.records.len(), again.len())
}

#[tokio::test]
async fn a_lead_goes_through_the_queue_into_the_chat_and_grows_there() {
    let (stage, queue) = (Stage::new().await, TestQueue::new().await);
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
    let (stage, queue) = (Stage::new().await, TestQueue::new().await);
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    stage.telegram.then(TelegramAnswer::too_many(1)).then(TelegramAnswer::down());
    let mut failed = 0;
    for _ in 0..POLLS {
        failed += poll(&stage, &queue).await.1;
        if !stage.telegram.messages().is_empty() {
            break;
        }
    }
    assert_eq!((failed, stage.telegram.messages().len()), (2, 1));
    assert_eq!(stage.state().await, ("sent".to_owned(), 3, None));
}

#[tokio::test]
async fn an_event_that_was_sent_twice_is_one_message() {
    let (stage, queue) = (Stage::new().await, TestQueue::new().await);
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
