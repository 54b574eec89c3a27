//! Which chat a lead goes to, and what becomes of one that takes no messages.

use shared::{lead::Field, testing::TelegramAnswer};

use crate::stage::{DEFAULT_CHAT, Stage, TOKEN, TYPED};

#[tokio::test]
async fn an_owners_own_chat_goes_before_the_deployments() {
    let stage = Stage::new().await;
    stage.has_chat("4242").await;
    let event = stage.lead(TYPED).await;
    stage.delivers(event).await;
    assert_eq!(stage.shown().chat_id, "4242");
    assert_eq!(stage.telegram.calls()[0].token, TOKEN);
    assert_eq!(stage.telegram.calls()[0].body["link_preview_options"]["is_disabled"], true);
}

#[tokio::test]
async fn an_owner_without_a_chat_has_the_deployments() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.delivers(event).await;
    assert_eq!(stage.shown().chat_id, DEFAULT_CHAT);
    let row = stage.delivery().await;
    assert_eq!((&row["chat_id"], &row["message_id"]), (&DEFAULT_CHAT.into(), &1.into()));
    assert_eq!((&row["announced_revision"], &row["outcome_unknown"]), (&1.into(), &false.into()));
    assert!(row["leased_until"].is_null() && !row["sent_at"].is_null(), "{row}");
}

#[tokio::test]
async fn without_any_chat_the_owner_is_told_why_and_nothing_comes_again() {
    let mut stage = Stage::new().await;
    stage.app.default_chat_id = None;
    let event = stage.lead(TYPED).await;
    stage.delivers(event).await;
    assert_eq!(stage.state().await, ("failed".to_owned(), 1, Some("no Telegram chat is set".to_owned())));
    assert!(stage.telegram.calls().is_empty());

    // The next thing that the visitor says finds the chat that the owner has set meanwhile.
    stage.has_chat("4242").await;
    let event = stage.grow(Field::Name, "Анна").await;
    stage.delivers(event).await;
    assert_eq!(stage.shown().chat_id, "4242");
    assert_eq!(stage.state().await, ("sent".to_owned(), 1, None));
}

#[tokio::test]
async fn a_chat_that_takes_no_messages_is_told_to_the_owner_and_not_tried_again() {
    let cases = [
        (TelegramAnswer::blocked(), "the chat does not take messages: Forbidden: bot was blocked by the user"),
        (TelegramAnswer::chat_not_found(), "the chat does not take messages: Bad Request: chat not found"),
    ];
    for (answer, error) in cases {
        let stage = Stage::new().await;
        let event = stage.lead(TYPED).await;
        stage.telegram.then(answer);
        stage.delivers(event).await;
        assert_eq!(stage.state().await, ("failed".to_owned(), 1, Some(error.to_owned())));
        assert!(stage.telegram.messages().is_empty());
    }
}

#[tokio::test]
async fn a_group_that_has_moved_is_followed_and_its_new_id_is_kept() {
    let stage = Stage::new().await;
    stage.has_chat("-4242").await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(TelegramAnswer::migrated(-1_004_242));
    stage.delivers(event).await;
    assert_eq!(stage.shown().chat_id, "-1004242");
    assert_eq!(stage.delivery().await["chat_id"], "-1004242");
    assert_eq!(stage.db.count("select count(*) from assistants where telegram_chat_id = '-1004242'").await, 1);
}

#[tokio::test]
async fn the_deployments_group_that_has_moved_is_followed_and_becomes_nobodys_own() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(TelegramAnswer::migrated(-1_004_242));
    stage.delivers(event).await;
    assert_eq!(stage.shown().chat_id, "-1004242");
    assert_eq!(stage.db.count("select count(*) from assistants where telegram_chat_id is not null").await, 0);
}
