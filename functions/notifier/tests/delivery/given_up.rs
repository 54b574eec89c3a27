//! What was tried often enough: it is told to the owner, and lies in the dead-letter queue until an operator sends it back.

use shared::{
    ids::LeadId,
    lead::{self, LeadEvent},
    notice::DeliveryState,
    testing::{TelegramAnswer, TestQueue},
};

use crate::stage::{Stage, TYPED, batch, poll, reported};

async fn stage() -> (Stage, TestQueue) {
    let queue = TestQueue::new().await;
    (Stage::new().await.receiving(queue.consumer()), queue)
}

/// Telegram is down for so many attempts, each of them made as soon as it may be.
async fn fails(stage: &Stage, queue: &TestQueue, times: usize) {
    for _ in 0..times {
        stage.telegram.then(TelegramAnswer::down());
        let batch = queue.receive().await;
        assert_eq!(batch.records.len(), 1);
        assert_eq!(reported(&stage.app, batch.clone()).await.len(), 1);
        stage.time_passes().await;
        queue.hurry(&batch.records[0]).await;
    }
}

/// A lead that was given up.
async fn given_up() -> (Stage, TestQueue, LeadEvent) {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    fails(&stage, &queue, 4).await;
    stage.telegram.then(TelegramAnswer::down());
    assert_eq!(poll(&stage, &queue).await, (1, 0));
    (stage, queue, event)
}

#[tokio::test]
async fn after_five_attempts_the_owner_is_told_and_the_message_lies_in_the_dead_letter_queue() {
    let (stage, queue, event) = given_up().await;
    assert_eq!(stage.methods(), ["sendMessage"; 5]);
    assert_eq!(poll(&stage, &queue).await, (0, 0));
    let dead = queue.dead_letters().await;
    assert_eq!(dead.len(), 1);
    assert_eq!(serde_json::from_str::<LeadEvent>(dead[0].body.as_deref().unwrap()).unwrap(), event);
    assert_eq!(dead[0].attributes["MessageGroupId"], event.owner_id.to_string());

    let mut tx = stage.db.app().tenant(stage.owner.id).await.unwrap();
    let (lead, _) = lead::find(&mut tx, event.lead_id).await.unwrap().unwrap();
    tx.rollback().await.unwrap();
    assert_eq!((lead.announcement.state, lead.announcement.attempts), (DeliveryState::Failed, 5));
    assert_eq!(lead.announcement.last_error.as_deref(), Some("Telegram cannot be reached"));
}

#[tokio::test]
async fn what_is_sent_back_from_the_dead_letter_queue_is_announced() {
    let (stage, queue, _) = given_up().await;
    queue.redrive().await;
    assert!(queue.dead_letters().await.is_empty());
    assert_eq!(poll(&stage, &queue).await, (1, 0));
    assert!(stage.shown().text.contains("+79161234567"));
    assert_eq!(stage.state().await, ("sent".to_owned(), 1, None));
}

#[tokio::test]
async fn what_is_sent_back_has_five_attempts_again() {
    let (stage, queue, _) = given_up().await;
    queue.redrive().await;
    fails(&stage, &queue, 4).await;
    assert_eq!(stage.state().await.0, "pending");
    stage.telegram.then(TelegramAnswer::down());
    assert_eq!(poll(&stage, &queue).await, (1, 0));
    assert_eq!(stage.state().await, ("failed".to_owned(), 5, Some("Telegram cannot be reached".to_owned())));
    assert_eq!(queue.dead_letters().await.len(), 1);
}

#[tokio::test]
async fn a_lead_that_telegram_puts_off_for_six_hours_is_given_up() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    stage.telegram.then(TelegramAnswer::too_many(3));
    let batch = queue.receive().await;
    assert_eq!(reported(&stage.app, batch.clone()).await.len(), 1);
    stage.time_passes().await;
    stage.db.execute("update deliveries set tried_since = tried_since - interval '6 hours'").await;
    stage.telegram.then(TelegramAnswer::too_many(3));
    queue.hurry(&batch.records[0]).await;
    assert_eq!(poll(&stage, &queue).await, (1, 0));
    assert_eq!(stage.state().await.0, "failed");
    assert_eq!(stage.state().await.2.as_deref(), Some("Telegram asks to wait 3 s"));
    assert_eq!(queue.dead_letters().await.len(), 1);
}

#[tokio::test]
async fn a_lead_of_which_five_consumers_died_is_given_up_without_another_attempt() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    stage.db.execute("update deliveries set state = 'sending', attempts = 5, leased_until = now() - interval '1 second'").await;
    assert_eq!(poll(&stage, &queue).await, (1, 0));
    assert!(stage.telegram.calls().is_empty());
    assert_eq!(stage.state().await, ("failed".to_owned(), 6, Some("no attempt came to its end".to_owned())));
    assert_eq!(queue.dead_letters().await.len(), 1);
}

#[tokio::test]
async fn what_only_the_owner_can_mend_is_no_affair_of_the_operator() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    queue.app().send(&[event]).await;
    stage.telegram.then(TelegramAnswer::blocked());
    assert_eq!(poll(&stage, &queue).await, (1, 0));
    assert_eq!(stage.state().await.0, "failed");
    assert!(queue.dead_letters().await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_lies_in_the_dead_letter_queue_at_once() {
    let (stage, queue) = stage().await;
    let event = stage.lead(TYPED).await;
    queue.put(r#"{"lead_id":42}"#).await;
    queue.app().send(&[event]).await;
    let mut came = 0;
    while came < 2 {
        let (more, again) = poll(&stage, &queue).await;
        assert_eq!(again, 0);
        came += more;
    }
    assert!(stage.shown().text.contains("+79161234567"));
    let dead = queue.dead_letters().await;
    assert_eq!(dead.iter().map(|message| message.body.as_deref()).collect::<Vec<_>>(), [Some(r#"{"lead_id":42}"#)]);
    assert_eq!(poll(&stage, &queue).await, (0, 0));
}

#[tokio::test]
async fn nothing_is_acknowledged_that_the_dead_letter_queue_did_not_take() {
    let stage = Stage::new().await.receiving(TestQueue::unreachable_consumer());
    let event = stage.lead(TYPED).await;
    stage.db.execute("update deliveries set attempts = 4").await;
    stage.telegram.then(TelegramAnswer::down());
    assert!(stage.reports(event).await);
    assert_eq!(stage.state().await, ("failed".to_owned(), 5, Some("Telegram cannot be reached".to_owned())));
    // It comes again, so it is tried again.
    stage.delivers(event).await;

    let mut unreadable = batch(&[LeadEvent { lead_id: LeadId::new(), ..event }]);
    unreadable.records[0].body = Some("{}".to_owned());
    assert_eq!(reported(&stage.app, unreadable).await, ["0"]);
}

#[tokio::test]
async fn on_one_machine_a_lead_is_never_given_up_for_good() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.db.execute("update deliveries set attempts = 4").await;
    stage.telegram.then(TelegramAnswer::down());
    assert!(stage.reports(event).await, "the relay keeps what was reported");
    assert_eq!(stage.state().await.0, "failed");
    stage.delivers(event).await;
    assert_eq!(stage.state().await, ("sent".to_owned(), 1, None));
}
