use serde_json::{Value, json};

use super::{Console, Done, Refusal, carry_out, shown};

fn post(console: &Console, method: &str, body: &Value) -> Result<Value, &'static str> {
    match carry_out(console, "bot1:demo", method, body.to_string().as_bytes()) {
        Ok(Done::Message(message)) => Ok(message.as_result()),
        Ok(Done::About(result)) => Ok(result),
        Err(Refusal(_, description)) => Err(description),
    }
}

fn html(text: &str) -> Value {
    json!({ "chat_id": "77", "text": text, "parse_mode": "HTML" })
}

#[test]
fn keeps_the_last_50_messages_newest_first_with_their_edits() {
    let console = Console::new();
    let send = |number| post(&console, "sendMessage", &html(&format!("<b>{number}</b>"))).unwrap()["message_id"].clone();
    let ids: Vec<Value> = (1..=52).map(send).collect();
    let mut edit = html("<b>Ivan</b>");
    edit["message_id"] = ids[51].clone();
    assert_eq!(post(&console, "editMessageText", &edit).unwrap()["text"], "Ivan");
    assert!(post(&console, "editMessageText", &edit).unwrap_err().starts_with("Bad Request: message is not modified"));

    let kept = console.board().newest_first();
    assert_eq!((kept.len(), &kept[0]["html"], &kept[0]["edited"]), (50, &json!("<b>Ivan</b>"), &json!(true)));
    assert_eq!((&kept[49]["message_id"], &kept[49]["edited"]), (&ids[2], &json!(false)));
}

#[test]
fn refuses_as_telegram_does() {
    let console = Console::new();
    for (body, description) in [
        (html("<b> </b>"), "Bad Request: message text is empty"),
        (html(&"я".repeat(4097)), "Bad Request: message is too long"),
        (json!({ "text": "Hi" }), "Bad Request: chat_id is empty"),
    ] {
        assert_eq!(post(&console, "sendMessage", &body), Err(description));
    }
    assert!(post(&console, "sendMessage", &html(&"&lt;".repeat(4096))).is_ok());
    assert_eq!(post(&console, "banChatMember", &json!({})), Err("Not Found"));
    assert_eq!(post(&console, "getMe", &json!({})).unwrap()["is_bot"], true);
}

#[test]
fn the_box_reads_alone_and_cannot_steer_the_terminal() {
    let message = shown::Message {
        id: 7,
        chat_id: "77".into(),
        html: "<b>New lead</b>\nIvan &amp; Co\u{1b}[2J &lt;b&gt;".into(),
        edited: true,
        sent_at: time::OffsetDateTime::UNIX_EPOCH,
    };
    let shown = message.to_string();
    assert!(shown.starts_with("┌─ Telegram, chat 77, message 7, edited ──"));
    assert!(shown.contains("│ New lead\n│ Ivan & Co[2J <b>\n└──"), "{shown}");
}
