//! A lead that grows is the same message, edited in place.

use serde_json::Value;
use shared::{lead::Field, testing::TelegramAnswer};
use tokio::time::Duration;

use crate::stage::{DEFAULT_CHAT, Stage, TYPED, batch, reported};

/// A lead that was announced, and has grown since.
async fn grown() -> (Stage, shared::lead::LeadEvent) {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.delivers(event).await;
    let event = stage.grow(Field::Name, "Анна").await;
    (stage, event)
}

#[tokio::test]
async fn the_message_is_edited_and_no_second_one_is_shown() {
    let (stage, event) = grown().await;
    stage.delivers(event).await;
    assert_eq!(stage.methods(), ["sendMessage", "editMessageText"]);
    assert_eq!(stage.shown().times_edited, 1);
    insta::assert_snapshot!(stage.shown().text, @r"
    🔔 Новый лид

    👤 Имя: Анна
    📞 Телефон: +79161234567
    ⭐ 55/100

    Нужен букет, мой телефон 8 (916) 123-45-67
    ");
    let row = stage.delivery().await;
    assert_eq!((&row["announced_revision"], &row["message_id"]), (&Value::from(2), &Value::from(1)));
}

#[tokio::test]
async fn events_of_several_changes_are_one_edit_of_the_last_state() {
    let (stage, first) = grown().await;
    let second = stage.grow(Field::Need, "букет").await;
    stage.delivers(first).await;
    stage.delivers(second).await;
    assert_eq!(stage.methods(), ["sendMessage", "editMessageText"]);
    assert!(stage.shown().text.contains("💬 Запрос: букет"));
}

#[tokio::test]
async fn an_edit_stays_in_the_chat_of_the_message_when_the_owner_changes_chats() {
    let (stage, event) = grown().await;
    stage.has_chat("4242").await;
    stage.delivers(event).await;
    assert_eq!((stage.shown().chat_id.as_str(), stage.shown().times_edited), (DEFAULT_CHAT, 1));
    assert_eq!(
        stage.db.count("select count(*) from assistants where telegram_chat_id = '4242'").await,
        1,
        "the owner's choice stays"
    );
}

#[tokio::test]
async fn a_message_that_the_owner_deleted_is_sent_anew() {
    let (stage, event) = grown().await;
    stage.telegram.then(error(400, "Bad Request: message to edit not found"));
    stage.delivers(event).await;
    assert_eq!(stage.methods(), ["sendMessage", "editMessageText", "sendMessage"]);
    let messages = stage.telegram.messages();
    assert!(messages[1].text.contains("Анна") && !messages[1].text.contains("повтор"), "{}", messages[1].text);
    assert_eq!(stage.delivery().await["message_id"], 2);
}

#[tokio::test]
async fn a_message_that_shows_it_already_is_as_good_as_edited() {
    let (stage, event) = grown().await;
    stage.telegram.then(TelegramAnswer::not_modified());
    stage.delivers(event).await;
    assert_eq!(stage.methods(), ["sendMessage", "editMessageText"]);
    assert_eq!(stage.delivery().await["announced_revision"], 2);
}

#[tokio::test]
async fn an_edit_whose_answer_got_lost_is_made_again_and_labelled_as_nothing() {
    let (stage, event) = grown().await;
    stage.telegram.then(TelegramAnswer::AcceptThenCut);
    assert!(stage.reports(event).await);
    stage.time_passes().await;
    stage.delivers(event).await;
    assert_eq!(stage.methods(), ["sendMessage", "editMessageText", "editMessageText"]);
    assert!(stage.shown().text.contains("Анна") && !stage.shown().text.contains("повтор"), "{}", stage.shown().text);
}

#[tokio::test]
async fn a_group_that_moved_since_gets_the_message_under_its_new_id() {
    let stage = Stage::new().await;
    stage.has_chat("-4242").await;
    let event = stage.lead(TYPED).await;
    stage.delivers(event).await;
    let event = stage.grow(Field::Name, "Анна").await;
    stage.telegram.then(TelegramAnswer::migrated(-1_004_242)).then(TelegramAnswer::migrated(-1_004_242));
    stage.delivers(event).await;
    let messages = stage.telegram.messages();
    assert_eq!((messages.len(), messages[1].chat_id.as_str()), (2, "-1004242"));
    assert!(messages[1].text.contains("Анна"));
    assert_eq!(stage.db.count("select count(*) from assistants where telegram_chat_id = '-1004242'").await, 1);
}

#[tokio::test]
async fn a_chat_that_threw_the_bot_out_gives_way_to_the_one_the_owner_set_since() {
    let (stage, event) = grown().await;
    stage.has_chat("4242").await;
    stage.telegram.then(error(403, "Forbidden: bot was kicked from the supergroup chat"));
    stage.delivers(event).await;
    let messages = stage.telegram.messages();
    assert_eq!((messages.len(), messages[1].chat_id.as_str()), (2, "4242"));
    assert_eq!(stage.state().await.0, "sent");
}

#[tokio::test]
async fn a_chat_that_threw_the_bot_out_ends_the_delivery_where_there_is_no_other() {
    let (stage, event) = grown().await;
    stage.telegram.then(error(403, "Forbidden: bot was kicked from the supergroup chat"));
    stage.delivers(event).await;
    let said = "the chat does not take messages: Forbidden: bot was kicked from the supergroup chat";
    assert_eq!(stage.state().await, ("failed".to_owned(), 1, Some(said.to_owned())));
    assert_eq!(stage.methods(), ["sendMessage", "editMessageText"]);
}

#[tokio::test]
async fn a_lead_that_grows_while_it_is_announced_is_edited_afterwards() {
    let stage = Stage::new().await;
    let first = stage.lead(TYPED).await;
    stage.telegram.then(TelegramAnswer::Stall(Duration::from_secs(3)));
    let announced = reported(&stage.app, batch(&[first]));
    let (announced, second) = tokio::join!(announced, async {
        stage.called(1).await;
        let second = stage.grow(Field::Name, "Анна").await;
        assert!(stage.reports(second).await, "the first consumer is busy with the lead");
        second
    });
    assert!(announced.is_empty());
    stage.delivers(second).await;
    assert_eq!(stage.methods(), ["sendMessage", "editMessageText"]);
    assert!(stage.shown().text.contains("Анна"));
}

fn error(code: u16, description: &str) -> TelegramAnswer {
    TelegramAnswer::Error { code, description: description.to_owned(), parameters: Value::Null }
}
