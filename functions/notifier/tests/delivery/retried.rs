//! What may pass is tried again: the message is reported, and the delivery waits.

use notifier::{Undelivered, deliver};
use serde_json::Value;
use shared::{
    telegram::TelegramError,
    testing::{Telegram, TelegramAnswer},
};

use crate::stage::{Stage, TOKEN, TYPED, app};

/// Fails as told at the first attempt; the second brings the message, without a word of a repeat.
async fn is_sent_later(failure: TelegramAnswer, error: &str) {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(failure);
    assert!(stage.reports(event).await);
    assert_eq!(stage.state().await, ("pending".to_owned(), 1, Some(error.to_owned())));
    assert!(stage.telegram.messages().is_empty());

    stage.delivers(event).await;
    assert!(!stage.shown().text.contains("повтор"), "{}", stage.shown().text);
    assert_eq!(stage.state().await, ("sent".to_owned(), 2, None));
}

#[tokio::test]
async fn is_sent_later_when_telegram_asks_to_wait() {
    is_sent_later(TelegramAnswer::too_many(3), "Telegram asks to wait 3 s").await;
}

#[tokio::test]
async fn is_sent_later_when_telegram_is_down() {
    is_sent_later(TelegramAnswer::down(), "Telegram cannot be reached").await;
}

#[tokio::test]
async fn is_sent_later_when_the_token_is_wrong() {
    for (code, description) in [(401, "Unauthorized"), (404, "Not Found")] {
        let refusal = TelegramAnswer::Error { code, description: description.to_owned(), parameters: Value::Null };
        is_sent_later(refusal, "Telegram does not know this bot token").await;
    }
}

#[tokio::test]
async fn is_sent_later_when_nothing_listens_and_no_error_tells_the_token() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    let gone = Telegram::start().await;
    let address = gone.base_url();
    drop(gone);
    // The stand-in's port stays closed once its task has ended.
    while tokio::net::TcpStream::connect(address.trim_start_matches("http://")).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let error = deliver(&app(&stage.db, &address), event).await.unwrap_err();
    assert!(matches!(error, Undelivered::Telegram(TelegramError::Unreachable)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains(TOKEN));
    assert_eq!(stage.state().await, ("pending".to_owned(), 1, Some("Telegram cannot be reached".to_owned())));
    stage.delivers(event).await;
}

#[tokio::test]
async fn comes_again_when_the_database_is_away() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.db.go_away().await;
    assert!(stage.reports(event).await);
    assert!(stage.telegram.calls().is_empty());
    stage.come_back().await;
    stage.delivers(event).await;
    assert_eq!(stage.state().await, ("sent".to_owned(), 1, None));
}
