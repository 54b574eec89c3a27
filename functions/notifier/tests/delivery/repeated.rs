//! Where nobody can know whether a message arrived, the next one says that it may be a repeat; and two consumers are one message.

use std::time::Duration;

use shared::{account::Language, lead::Field, testing::TelegramAnswer};

use crate::stage::{Stage, TYPED, batch, reported};

const REPEAT: &str = "♻️ Возможно, повтор: прошлая попытка осталась без ответа";

/// An attempt without an answer, and the next one; what is shown then.
async fn after(unanswered: TelegramAnswer) -> Stage {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(unanswered);
    assert!(stage.reports(event).await);
    assert_eq!(stage.state().await, ("pending".to_owned(), 1, Some("Telegram did not answer in time".to_owned())));
    stage.time_passes().await;
    stage.delivers(event).await;
    assert_eq!(stage.state().await, ("sent".to_owned(), 2, None));
    stage
}

#[tokio::test]
async fn a_message_that_may_have_arrived_is_followed_by_one_that_says_so() {
    let stage = after(TelegramAnswer::AcceptThenCut).await;
    let messages = stage.telegram.messages();
    assert_eq!(messages.len(), 2);
    assert!(!messages[0].text.contains(REPEAT));
    insta::assert_snapshot!(messages[1].text, @r"
    🔔 Новый лид
    ♻️ Возможно, повтор: прошлая попытка осталась без ответа

    📞 Телефон: +79161234567
    ⭐ 30/100

    Нужен букет, мой телефон 8 (916) 123-45-67
    ");
    // Once the outcome is known again, the label goes.
    let event = stage.grow(Field::Name, "Анна").await;
    stage.delivers(event).await;
    let messages = stage.telegram.messages();
    assert_eq!((messages.len(), messages[1].times_edited), (2, 1));
    assert!(!messages[1].text.contains(REPEAT));
}

#[tokio::test]
async fn a_message_that_did_not_arrive_is_labelled_too_since_nobody_knows() {
    for unanswered in [TelegramAnswer::Cut, TelegramAnswer::Garbage] {
        let stage = after(unanswered).await;
        assert!(stage.shown().text.contains(REPEAT));
    }
}

#[tokio::test]
async fn the_label_speaks_the_owners_language() {
    let stage = Stage::speaking(Language::En).await;
    let event = stage.lead("+1 415 555 2671").await;
    stage.telegram.then(TelegramAnswer::Cut);
    assert!(stage.reports(event).await);
    stage.time_passes().await;
    stage.delivers(event).await;
    assert!(stage.shown().text.contains("Possibly a repeat: the last attempt got no answer"));
}

#[tokio::test]
async fn the_label_stays_through_attempts_that_certainly_failed() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(TelegramAnswer::AcceptThenCut).then(TelegramAnswer::too_many(1)).then(TelegramAnswer::down());
    for _ in 0..3 {
        assert!(stage.reports(event).await);
        stage.time_passes().await;
    }
    stage.delivers(event).await;
    assert!(stage.telegram.messages()[1].text.contains(REPEAT));
}

#[tokio::test]
async fn two_consumers_at_once_are_one_message() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(TelegramAnswer::Stall(Duration::from_secs(3)));
    let first = reported(&stage.app, batch(&[event]));
    let (first, second) = tokio::join!(first, async {
        stage.called(1).await;
        stage.reports(event).await
    });
    assert!(first.is_empty());
    assert!(second, "whether the first succeeds is not known yet, so the second comes again");
    stage.delivers(event).await;
    assert_eq!(stage.methods(), ["sendMessage"]);
    assert_eq!(stage.state().await, ("sent".to_owned(), 1, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_of_one_lead_ten_times_is_one_message() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    let again = reported(&stage.app, batch(&[event; 10])).await;
    assert!(again.len() < 10, "{again:?}");
    assert!(reported(&stage.app, batch(&[event; 10])).await.is_empty());
    assert_eq!(stage.methods(), ["sendMessage"]);
}

#[tokio::test]
async fn a_consumer_that_died_keeps_the_lead_for_a_minute_and_no_longer() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(TelegramAnswer::Stall(Duration::from_mins(10)));
    let app = stage.app.clone();
    let consumer = tokio::spawn(async move { reported(&app, batch(&[event])).await });
    stage.called(1).await;
    consumer.abort();
    assert!(consumer.await.unwrap_err().is_cancelled());
    assert_eq!(stage.state().await, ("sending".to_owned(), 1, None));
    let within_a_minute = "select count(*) from deliveries where leased_until between now() and now() + interval '1 minute'";
    assert_eq!(stage.db.count(within_a_minute).await, 1);
    assert!(stage.reports(event).await);
    assert_eq!(stage.methods(), ["sendMessage"]);

    stage.time_passes().await;
    stage.delivers(event).await;
    assert!(stage.shown().text.contains(REPEAT));
    assert_eq!(stage.state().await, ("sent".to_owned(), 2, None));
}

#[tokio::test]
async fn a_message_whose_record_the_database_lost_is_followed_by_one_that_says_so() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(TelegramAnswer::Stall(Duration::from_secs(3)));
    let (again, ()) = tokio::join!(stage.reports(event), async {
        stage.called(1).await;
        stage.db.go_away().await;
    });
    assert!(again);
    stage.come_back().await;
    assert_eq!(stage.state().await, ("sending".to_owned(), 1, None));
    stage.time_passes().await;
    stage.delivers(event).await;
    let messages = stage.telegram.messages();
    assert_eq!(messages.len(), 2);
    assert!(messages[1].text.contains(REPEAT));
}
