use serde_json::{Value, json};

use super::{Telegram, TelegramAnswer};
use crate::testing::raw;

async fn call(telegram: &Telegram, method: &str, body: &Value) -> raw::Answer {
    raw::post(&telegram.base_url(), &format!("/bot42:test/{method}"), "x-none: 1", body).await
}

fn html(text: &str) -> Value {
    json!({ "chat_id": "77", "text": text, "parse_mode": "HTML" })
}

#[tokio::test]
async fn shows_a_message_and_its_edit() {
    let telegram = Telegram::start().await;
    let sent = call(&telegram, "sendMessage", &html("<b>Ivan</b> &amp; Co &#x2014; 5 &lt; 6")).await.json();
    assert_eq!((&sent["ok"], &sent["result"]["message_id"]), (&json!(true), &json!(1)));

    let mut edit = html("<a href=\"https://t.me/?a=1&amp;b=2\">Ivan</a>");
    edit["message_id"] = json!(1);
    assert_eq!(telegram.messages()[0].text, "Ivan & Co — 5 < 6");
    assert_eq!(call(&telegram, "editMessageText", &edit).await.status, 200);
    assert_eq!((telegram.messages()[0].text.as_str(), telegram.messages()[0].times_edited), ("Ivan", 1));

    let again = call(&telegram, "editMessageText", &edit).await.json();
    assert!(again["description"].as_str().is_some_and(|text| text.starts_with("Bad Request: message is not modified")));
    assert_eq!((telegram.calls()[0].token.as_str(), telegram.calls().len()), ("42:test", 3));
    assert_eq!(call(&telegram, "getMe", &json!({})).await.json()["result"]["is_bot"], true);
}

#[tokio::test]
async fn refuses_what_telegram_refuses() {
    let cases = [
        ("sendMessage", json!({ "chat_id": 77 })),
        ("sendMessage", json!({ "chat_id": 77, "text": "Hi", "markdown": true })),
        ("sendMessage", json!({ "chat_id": true, "text": "Hi" })),
        ("sendMessage", json!({ "chat_id": 77, "text": "Hi", "reply_markup": { "inline_keyboard": [[{ "txt": "A" }]] } })),
        ("sendMessage", html("<b> </b>")),
        ("sendMessage", html(&"я".repeat(4097))),
        ("sendMessage", html(&"😀".repeat(2049))),
        ("sendMessage", html("<b>Ivan</i>")),
        ("sendMessage", html("<b>Ivan")),
        ("sendMessage", html("<div>Ivan</div>")),
        ("sendMessage", html("<b onclick=\"x\">Ivan</b>")),
        ("sendMessage", html("5 < 6")),
        ("sendMessage", html("6 > 5")),
        ("sendMessage", html("Tom & Jerry")),
        ("sendMessage", html("5&nbsp;kg")),
        ("editMessageText", html("no message_id")),
        ("deleteEverything", json!({})),
    ];
    for (method, body) in cases {
        let telegram = Telegram::start().await;
        let answer = call(&telegram, method, &body).await;
        assert!(matches!(answer.status, 400 | 404), "{body}");
        assert_eq!(answer.json()["ok"], false, "{body}");
        assert_eq!((telegram.take_violations().len(), telegram.messages().len()), (1, 0), "{body}");
    }
}

#[tokio::test]
async fn accepts_the_longest_text_counted_after_its_entities() {
    let telegram = Telegram::start().await;
    assert_eq!(call(&telegram, "sendMessage", &html(&format!("<b>{}</b>", "&lt;".repeat(4096)))).await.status, 200);
    assert_eq!(call(&telegram, "sendMessage", &html(&"😀".repeat(2048))).await.status, 200);
}

#[tokio::test]
#[should_panic(expected = "Telegram would have refused")]
async fn a_violation_stops_the_test() {
    let telegram = Telegram::start().await;
    call(&telegram, "sendMessage", &html("Tom & Jerry")).await;
}

#[tokio::test]
async fn a_cut_really_cuts_whether_or_not_the_message_arrived() {
    let telegram = Telegram::start().await;
    telegram.then(TelegramAnswer::Cut).then(TelegramAnswer::AcceptThenCut);

    let lost = call(&telegram, "sendMessage", &html("one")).await;
    assert!(lost.broken && lost.status == 0 && telegram.messages().is_empty(), "{lost:?}");
    let unknown = call(&telegram, "sendMessage", &html("two")).await;
    assert!(unknown.broken && unknown.status == 0, "{unknown:?}");
    assert_eq!(telegram.messages()[0].text, "two");
}

#[tokio::test]
async fn fails_as_told() {
    let telegram = Telegram::start().await;
    telegram.then(TelegramAnswer::too_many(3)).then(TelegramAnswer::migrated(-100)).then(TelegramAnswer::blocked());

    let limited = call(&telegram, "sendMessage", &html("one")).await;
    assert_eq!((limited.status, &limited.json()["parameters"]["retry_after"]), (429, &json!(3)));
    assert_eq!(call(&telegram, "sendMessage", &html("one")).await.json()["parameters"]["migrate_to_chat_id"], -100);
    assert_eq!(call(&telegram, "sendMessage", &html("one")).await.status, 403);
    assert!(telegram.messages().is_empty());
}
