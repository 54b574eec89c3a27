//! The event files: what is done with a batch, and which of its messages come again.

use aws_lambda_events::sqs::SqsEvent;
use serde_json::json;
use shared::testing::{TestDatabase, TestOwner};

use crate::stage::{Stage, batch, reported};

/// The owner and the lead that the event files name.
async fn stage() -> Stage {
    let db = TestDatabase::new().await;
    let owner = TestOwner::of_event_files(&db).await;
    db.execute(
        "insert into bot_users (id, owner_id, external_id)
            values ('01990000-0000-7000-8000-00000000000c', '01990000-0000-7000-8000-000000000001', 'visitor-1');
        insert into leads (id, owner_id, visitor_id, name, phone, captured_by, search_text)
            values ('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8000-000000000001',
                '01990000-0000-7000-8000-00000000000c', 'Анна', '+79161234567', 'visitor_text', '');
        insert into deliveries (owner_id, lead_id, channel)
            values ('01990000-0000-7000-8000-000000000001', '01990000-0000-7000-8000-00000000000a', 'telegram')",
    )
    .await;
    Stage::of(db, owner).await
}

fn file(text: &str) -> SqsEvent {
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn a_lead_is_announced_once_however_often_its_message_comes() {
    let stage = stage().await;
    for _ in 0..3 {
        let again = reported(&stage.app, file(include_str!("../../../../events/notifier/lead_captured.json"))).await;
        assert!(again.is_empty(), "{again:?}");
    }
    insta::assert_snapshot!(stage.shown().text, @r"
    🔔 Новый лид

    👤 Имя: Анна
    📞 Телефон: +79161234567
    ⭐ 55/100
    ");
    assert_eq!(stage.methods(), ["sendMessage"]);
    assert_eq!(stage.state().await, ("sent".to_owned(), 1, None));
}

#[tokio::test]
async fn only_the_message_that_cannot_be_read_comes_again() {
    let stage = stage().await;
    let again = reported(&stage.app, file(include_str!("../../../../events/notifier/one_good_one_bad.json"))).await;
    assert_eq!(again, ["5fea7756-0ea4-451a-a703-a558b933e272"]);
    assert_eq!(stage.state().await.0, "sent");
    assert_eq!(stage.telegram.messages().len(), 1);
}

#[tokio::test]
async fn two_messages_of_one_lead_in_a_batch_are_one_message_in_the_chat() {
    let stage = stage().await;
    let duplicate = include_str!("../../../../events/notifier/duplicate.json");
    // None of the two waits for the other's visibility timeout.
    assert_eq!(reported(&stage.app, file(duplicate)).await, Vec::<String>::new());
    assert_eq!(reported(&stage.app, file(duplicate)).await, Vec::<String>::new());
    assert_eq!(stage.methods(), ["sendMessage"]);
    assert_eq!(stage.telegram.messages().len(), 1);
}

#[tokio::test]
async fn what_is_no_lead_event_comes_again_and_calls_nobody() {
    let stage = stage().await;
    let good = json!({
        "owner_id": "01990000-0000-7000-8000-000000000001",
        "lead_id": "01990000-0000-7000-8000-00000000000a",
        "outbox_id": "01990000-0000-7000-8000-00000000000b",
    });
    let mut with_more = good.clone();
    with_more["chat_id"] = json!("1");
    let mut with_less = good.clone();
    with_less.as_object_mut().unwrap().remove("owner_id");
    let bodies = [None, Some(String::new()), Some("[]".to_owned()), Some(with_more.to_string()), Some(with_less.to_string())];
    for body in bodies {
        let mut event = file(include_str!("../../../../events/notifier/lead_captured.json"));
        event.records[0].body.clone_from(&body);
        assert_eq!(reported(&stage.app, event).await, ["5fea7756-0ea4-451a-a703-a558b933e271"], "{body:?}");
    }
    assert!(stage.telegram.calls().is_empty());
    assert!(reported(&stage.app, batch(&[])).await.is_empty());
}

#[tokio::test]
async fn a_lead_is_announced_for_its_own_owner_only() {
    let stage = stage().await;
    let mut event = file(include_str!("../../../../events/notifier/lead_captured.json"));
    let other = TestOwner::new(&stage.db).await;
    let body = event.records[0].body.clone().unwrap();
    let forged = body.replace("01990000-0000-7000-8000-000000000001", &other.id.to_string());
    assert_ne!(forged, body);
    event.records[0].body = Some(forged);
    assert!(reported(&stage.app, event).await.is_empty());
    assert!(stage.telegram.calls().is_empty());
    assert_eq!(stage.state().await, ("pending".to_owned(), 0, None));
}

#[tokio::test]
async fn a_lead_whose_owner_is_gone_is_done() {
    let stage = stage().await;
    stage.db.execute("delete from users").await;
    assert!(reported(&stage.app, file(include_str!("../../../../events/notifier/lead_captured.json"))).await.is_empty());
    assert!(stage.telegram.calls().is_empty());
}
