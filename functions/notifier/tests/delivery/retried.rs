//! What may pass is tried again, not too soon: the message is reported, and the delivery waits.

use notifier::{Undelivered, deliver};
use serde_json::Value;
use shared::{
    lead::Field,
    telegram::TelegramError,
    testing::{Telegram, TelegramAnswer},
};

use crate::stage::{Stage, TOKEN, TYPED, app};

/// Fails as told at the first attempt, so that the next one is made so many seconds later and not before; that brings the message,
/// without a word of a repeat.
async fn is_sent_later(failure: TelegramAnswer, error: &str, seconds: i64) {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(failure);
    assert!(stage.reports(event).await);
    let (waiting, attempts, said) = stage.state().await;
    assert_eq!((waiting.as_str(), said.as_deref()), ("pending", Some(error)));
    stage.waits(seconds).await;
    assert!(stage.telegram.messages().is_empty());

    assert!(stage.reports(event).await);
    assert_eq!(stage.methods(), ["sendMessage"], "it is too soon");
    assert_eq!(stage.state().await.1, attempts);

    stage.time_passes().await;
    stage.delivers(event).await;
    assert!(!stage.shown().text.contains("повтор"), "{}", stage.shown().text);
    assert_eq!(stage.state().await, ("sent".to_owned(), attempts + 1, None));
}

#[tokio::test]
async fn is_sent_when_telegram_says_so_where_it_asks_to_wait() {
    is_sent_later(TelegramAnswer::too_many(77), "Telegram asks to wait 77 s", 77).await;
}

#[tokio::test]
async fn is_sent_later_when_telegram_is_down() {
    is_sent_later(TelegramAnswer::down(), "Telegram cannot be reached", 15).await;
}

#[tokio::test]
async fn is_sent_later_when_the_token_is_wrong() {
    for (code, description) in [(401, "Unauthorized"), (404, "Not Found")] {
        let refusal = TelegramAnswer::Error { code, description: description.to_owned(), parameters: Value::Null };
        is_sent_later(refusal, "Telegram does not know this bot token", 15).await;
    }
}

#[tokio::test]
async fn every_attempt_is_followed_by_a_longer_pause_and_what_telegram_puts_off_is_none() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    for (answer, attempts, seconds) in [
        (TelegramAnswer::down(), 1, 15),
        (TelegramAnswer::too_many(30), 1, 30),
        (TelegramAnswer::down(), 2, 60),
        (TelegramAnswer::too_many(45), 2, 45),
        (TelegramAnswer::too_many(30), 2, 30),
        (TelegramAnswer::down(), 3, 300),
        (TelegramAnswer::down(), 4, 900),
    ] {
        stage.telegram.then(answer);
        assert!(stage.reports(event).await);
        assert_eq!(stage.state().await.1, attempts);
        stage.waits(seconds).await;
        stage.time_passes().await;
    }
    stage.delivers(event).await;
    assert_eq!(stage.state().await, ("sent".to_owned(), 5, None));
}

#[tokio::test]
async fn a_lead_that_grows_waits_as_long_as_telegram_asked() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(TelegramAnswer::too_many(30));
    assert!(stage.reports(event).await);
    let grown = stage.grow(Field::Name, "Анна").await;
    assert!(stage.reports(grown).await);
    assert_eq!(stage.methods(), ["sendMessage"]);
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
    assert!(matches!(error, Undelivered::Later(TelegramError::Unreachable, _)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains(TOKEN));
    assert_eq!(stage.state().await, ("pending".to_owned(), 1, Some("Telegram cannot be reached".to_owned())));
    stage.time_passes().await;
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
