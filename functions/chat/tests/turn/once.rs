//! No lead twice: the same visitor or the same contact at once is one lead, and the queue hears of it.

use std::time::Duration;

use serde_json::{Value, json};
use shared::testing::{Answer, Completion, TestQueue, send};
use tokio::task::JoinSet;

use super::stage::{PHONE, Stage, TYPED, lead_with};

/// Sends them all at once; the answers in whatever order they come.
async fn at_once(stage: &Stage, bodies: impl Iterator<Item = Value>) -> Vec<Answer> {
    let mut turns = JoinSet::new();
    for body in bodies {
        let (routes, request) = (stage.routes.clone(), stage.request(&body));
        turns.spawn(async move { send(&routes, request).await });
    }
    turns.join_all().await
}

async fn expect_one_lead(stage: &Stage, answers: &[Answer]) {
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    let made = answers.iter().filter(|answer| answer.json()["lead"]["is_new"] == true).count();
    assert_eq!(made, 1, "one of the turns made the lead");
    let (lead, _) = stage.lead().await;
    assert_eq!(lead.phone.as_deref(), Some(PHONE));
    assert_eq!(stage.db.count("select count(*) from deliveries").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_request_several_times_at_once_is_one_lead() {
    let stage = Stage::new().await;
    let answers = at_once(&stage, (0..6).map(|_| json!({ "visitor_id": "visitor-1", "message": TYPED }))).await;
    expect_one_lead(&stage, &answers).await;
    assert_eq!(stage.outbox().await, (1, 0));
    assert_eq!(stage.db.count("select count(*) from bot_users").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_contact_of_several_visitors_at_once_is_one_lead() {
    let stage = Stage::new().await;
    let turn = |visitor| json!({ "visitor_id": format!("visitor-{visitor}"), "message": TYPED });
    let answers = at_once(&stage, (0..6).map(turn)).await;
    expect_one_lead(&stage, &answers).await;
    assert_eq!(stage.outbox().await, (1, 0));
    assert_eq!(stage.db.count("select count(*) from bot_users").await, 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contacts_in_whatever_order_wait_for_each_other_and_never_for_ever() {
    let stage = Stage::new().await;
    let messages = ["8 916 123-45-67, anna@example.com", "anna@example.com, 8 916 123-45-67"];
    for _ in 0..12 {
        stage.openai.then(Completion::register_lead(lead_with(&json!({ "phone": PHONE, "email": "anna@example.com" }))));
    }
    let turn = |visitor: usize| json!({ "visitor_id": format!("visitor-{visitor}"), "message": messages[visitor % 2] });
    let answers = at_once(&stage, (0..12).map(turn)).await;
    expect_one_lead(&stage, &answers).await;
}

#[tokio::test]
async fn an_answer_is_stored_while_the_next_turn_of_its_visitor_is_under_way() {
    let stage = Stage::new().await;
    stage.say("visitor-1", "Hello").await;
    stage.openai.then(Completion::Stall(Duration::from_millis(500)));
    let next = async {
        stage.asked(2).await;
        // What a turn begins with; it may have to wait for a lead that the one before it has written.
        let mut next = stage.db.superuser().begin().await.unwrap();
        sqlx::query("update bot_users set last_message_at = now()").execute(&mut *next).await.unwrap();
        next
    };
    let say = stage.say("visitor-1", "Are you there?");
    let (answer, next) = tokio::join!(say, next);
    assert_eq!(answer.status, 200, "{}", answer.json());
    next.commit().await.unwrap();
}

#[tokio::test]
async fn the_queue_gets_the_ids_of_each_change_in_the_group_of_its_owner() {
    let queue = TestQueue::new().await;
    let stage = Stage::with_queue(queue.app()).await;
    stage.openai.then(Completion::register_lead(lead_with(&json!({ "name": "Анна" }))));
    let answer = stage.say("visitor-1", TYPED).await;
    assert_eq!(stage.outbox().await, (0, 2));

    let mut events = Vec::new();
    for _ in 0..10 {
        for message in queue.receive().await.records {
            assert_eq!(message.attributes.get("MessageGroupId"), Some(&stage.owner.id.to_string()));
            events.push(serde_json::from_str::<Value>(message.body.as_deref().unwrap()).unwrap());
            queue.delete(&message).await;
        }
        if events.len() == 2 {
            break;
        }
    }
    assert_eq!(events.len(), 2);
    for event in &events {
        assert_eq!((&event["owner_id"], &event["lead_id"]), (&json!(stage.owner.id), &answer.json()["lead"]["id"]));
        assert_eq!(event.as_object().unwrap().len(), 3, "ids only: {event}");
        let row = format!("select count(*) from outbox where id = '{}'", event["outbox_id"].as_str().unwrap());
        assert_eq!(stage.db.count(&row).await, 1);
    }
    assert_ne!(events[0]["outbox_id"], events[1]["outbox_id"]);
}

#[tokio::test]
async fn the_queue_hears_nothing_of_a_turn_without_a_lead() {
    let queue = TestQueue::new().await;
    let stage = Stage::with_queue(queue.app()).await;
    stage.say("visitor-1", "Сколько стоит букет?").await;
    assert_eq!(stage.outbox().await, (0, 0));
    assert!(queue.receive().await.records.is_empty());
}
