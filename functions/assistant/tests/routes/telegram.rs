//! The chat: linked only if a message arrived there.

use std::time::Duration;

use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use shared::{
    account::Language,
    testing::{Answer, Logs, TelegramAnswer, TestOwner, event, request, send},
    usage::Limits,
};

use crate::{Desk, TOKEN, told};

const LINK: &str = include_str!("../../../../events/assistant/link_telegram.json");
const UNLINK: &str = include_str!("../../../../events/assistant/unlink_telegram.json");
const TEST: &str = include_str!("../../../../events/assistant/test_telegram.json");
/// The chat of the event file.
const CHAT: &str = "-1001234567890";

impl Desk {
    async fn link(&self, chat: &str) -> Answer {
        let body = json!({ "chat_id": chat });
        send(&self.routes, request("PUT", "/api/assistant/telegram", Some(&self.owner.token), Some(&body))).await
    }

    async fn test(&self) -> Answer {
        send(&self.routes, event(TEST, Some(&self.owner.token))).await
    }

    async fn linked(&self) -> Value {
        self.find().await.json()["telegram"].clone()
    }
}

#[tokio::test]
async fn links_a_chat_once_a_message_arrived_there_in_the_owners_language() {
    let desk = Desk::new().await;
    assert_eq!(desk.linked().await, json!({ "linked": false, "chat_id": null }));
    let answer = send(&desk.routes, event(LINK, Some(&desk.owner.token))).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "linked": true, "chat_id": CHAT })));
    assert_eq!(desk.linked().await, answer.json());
    let english = TestOwner::speaking(&desk.db, Language::En).await;
    let body = json!({ "chat_id": "@flowers_leads" });
    let theirs = send(&desk.routes, request("PUT", "/api/assistant/telegram", Some(&english.token), Some(&body))).await;
    assert_eq!(theirs.json()["chat_id"], "@flowers_leads");
    let shown: Vec<(String, String)> =
        desk.telegram.messages().into_iter().map(|message| (message.chat_id, message.text)).collect();
    let text = |text: &str| text.to_owned();
    assert_eq!(
        shown,
        [
            (text(CHAT), text("✅ Проверка связи: сюда Leadline будет присылать заявки «Цветы».")),
            (text("@flowers_leads"), text("✅ This is a test: Leadline will send the leads of “Цветы” here.")),
        ]
    );
    assert_eq!(desk.linked().await["chat_id"], CHAT, "each owner has a chat of their own");
}

#[tokio::test]
async fn unlinks_and_then_has_nothing_to_test() {
    let desk = Desk::new().await;
    desk.link(CHAT).await;
    let gone = send(&desk.routes, event(UNLINK, Some(&desk.owner.token))).await;
    assert_eq!((gone.status, gone.body.len()), (StatusCode::NO_CONTENT, 0));
    assert_eq!(desk.linked().await, json!({ "linked": false, "chat_id": null }));
    let answer = desk.test().await;
    assert_eq!(told(&answer), "409 no Telegram chat is linked: link one first");
    assert_eq!(answer.json()["type"], "urn:leadline:problem:not-linked");
    assert_eq!(desk.telegram.calls().len(), 1);
}

#[tokio::test]
async fn tests_the_linked_chat() {
    let desk = Desk::new().await;
    desk.link(CHAT).await;
    let answer = desk.test().await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "linked": true, "chat_id": CHAT })));
    assert_eq!(desk.telegram.messages().len(), 2);
}

/// Each of Telegram's refusals and failures, for a chat that is to be linked and for one that is.
#[tokio::test]
async fn every_failure_is_told_and_changes_nothing() {
    let refusal =
        |description: &str| TelegramAnswer::Error { code: 400, description: description.to_owned(), parameters: Value::Null };
    let unauthorized = || TelegramAnswer::Error { code: 401, description: "Unauthorized".to_owned(), parameters: Value::Null };
    let away = "503 Telegram cannot be reached for the moment: please try again";
    let cases = || {
        [
            (TelegramAnswer::blocked(), "422 chat_id blocked"),
            (TelegramAnswer::chat_not_found(), "422 chat_id chat_not_found"),
            (refusal("Bad Request: not enough rights to send text messages to the chat"), "422 chat_id invalid"),
            (TelegramAnswer::too_many(17), away),
            (TelegramAnswer::down(), away),
            (TelegramAnswer::Garbage, away),
            (TelegramAnswer::Cut, away),
            (TelegramAnswer::AcceptThenCut, away),
            (unauthorized(), away),
        ]
    };
    let desk = Desk::new().await;
    for (answer, expected) in cases() {
        desk.telegram.then(answer.clone());
        assert_eq!(told(&desk.link(CHAT).await), expected, "{answer:?}");
        assert_eq!(desk.linked().await["linked"], false, "{answer:?}");
    }
    desk.link("42").await;
    for (answer, expected) in cases() {
        desk.telegram.then(answer.clone());
        assert_eq!(told(&desk.test().await), expected, "{answer:?}");
        assert_eq!(desk.linked().await["chat_id"], "42", "{answer:?}: the owner decides what becomes of it");
    }
}

#[tokio::test]
async fn tells_how_long_telegram_asks_to_wait() {
    let desk = Desk::new().await;
    desk.telegram.then(TelegramAnswer::too_many(17));
    let answer = desk.link(CHAT).await;
    assert_eq!(answer.headers[header::RETRY_AFTER], "17");
    assert_eq!(answer.json()["type"], "urn:leadline:problem:telegram-unavailable");
    desk.telegram.then(TelegramAnswer::down());
    assert_eq!(desk.link(CHAT).await.headers[header::RETRY_AFTER], "5");
}

/// The bot carries the leads of all, and Telegram takes only so many messages of it.
#[tokio::test]
async fn an_owner_has_only_so_many_test_messages_sent_whatever_others_do() {
    let desk = Desk::limited(Limits { test_messages: (100, 2), ..Limits::default() }).await;
    desk.link(CHAT).await;
    desk.test().await;
    for answer in [desk.test().await, desk.link("42").await] {
        let told = told(&answer);
        let sentence = "429 2 test messages a day is as much as is taken from one company: please go on in ";
        assert!(told.starts_with(sentence), "{told}");
        assert_eq!(answer.headers["ratelimit-policy"], "\"owner-test-messages-day\";q=2;w=86400");
    }
    assert_eq!((desk.telegram.calls().len(), desk.linked().await["chat_id"].as_str()), (2, Some(CHAT)));
    let other = TestOwner::new(&desk.db).await;
    let body = json!({ "chat_id": "42" });
    let theirs = send(&desk.routes, request("PUT", "/api/assistant/telegram", Some(&other.token), Some(&body))).await;
    assert_eq!(theirs.status, StatusCode::OK);
}

#[tokio::test]
async fn does_not_wait_for_telegram_for_ever() {
    let desk = Desk::new().await;
    desk.telegram.then(TelegramAnswer::Stall(Duration::from_mins(1)));
    let answer = tokio::time::timeout(Duration::from_secs(15), desk.link(CHAT)).await.unwrap();
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(desk.linked().await["linked"], false);
}

#[tokio::test]
async fn a_group_that_has_moved_is_known_by_its_new_id_from_then_on() {
    let desk = Desk::new().await;
    desk.telegram.then(TelegramAnswer::migrated(-100_777));
    assert_eq!(desk.link("-42").await.json(), json!({ "linked": true, "chat_id": "-100777" }));
    assert_eq!(desk.linked().await["chat_id"], "-100777");
    desk.telegram.then(TelegramAnswer::migrated(-100_888));
    assert_eq!(desk.test().await.json(), json!({ "linked": true, "chat_id": "-100888" }));
    assert_eq!(desk.linked().await["chat_id"], "-100888");
    // Where the new one takes nothing, nothing is changed.
    desk.telegram.then(TelegramAnswer::migrated(-100_999)).then(TelegramAnswer::blocked());
    assert_eq!(told(&desk.test().await), "422 chat_id blocked");
    desk.telegram.then(TelegramAnswer::migrated(-100_999)).then(TelegramAnswer::migrated(-100_111));
    assert_eq!(desk.test().await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(desk.linked().await["chat_id"], "-100888");
}

#[tokio::test]
async fn refuses_what_is_no_chat_and_asks_telegram_nothing() {
    let desk = Desk::new().await;
    for (body, expected) in [
        (json!({ "chat_id": "flowers" }), "422 chat_id invalid"),
        (json!({ "chat_id": "0" }), "422 chat_id invalid"),
        (json!({ "chat_id": 42 }), "422 chat_id wrong_type"),
        (json!({}), "422 chat_id missing"),
        (json!({ "chat_id": "42", "text": "x" }), "422 text unknown_field"),
    ] {
        let answer = send(&desk.routes, request("PUT", "/api/assistant/telegram", Some(&desk.owner.token), Some(&body))).await;
        assert_eq!(told(&answer), expected, "{body}");
    }
    assert_eq!(desk.telegram.calls(), []);
}

#[tokio::test]
async fn the_bots_token_is_in_no_log() {
    let desk = Desk::new().await;
    let logs = Logs::capture();
    for answer in [TelegramAnswer::Cut, TelegramAnswer::down(), TelegramAnswer::Garbage] {
        desk.telegram.then(answer);
        desk.link(CHAT).await;
    }
    let text = serde_json::to_string(&logs.take()).unwrap();
    assert!(text.contains("a test message could not be sent") && !text.contains(TOKEN), "{text}");
}

#[tokio::test]
async fn needs_a_valid_token_of_an_account_that_is_still_there() {
    let desk = Desk::new().await;
    let refused = "401 a valid access token is needed: sign in again";
    let body = json!({ "chat_id": CHAT });
    for (method, path) in
        [("PUT", "/api/assistant/telegram"), ("DELETE", "/api/assistant/telegram"), ("POST", "/api/assistant/telegram/test")]
    {
        let body = Some(&body).filter(|_| method == "PUT");
        assert_eq!(told(&send(&desk.routes, request(method, path, None, body)).await), refused, "{method}");
    }
    desk.db.execute("delete from users").await;
    assert_eq!(told(&desk.link(CHAT).await), refused);
    assert_eq!(told(&desk.test().await), refused);
    assert_eq!(desk.telegram.calls(), []);
}
