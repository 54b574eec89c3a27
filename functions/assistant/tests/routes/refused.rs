//! What is not stored: each field, each limit, by name.

use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::testing::{request, send};

use crate::{Desk, settings, told};

/// The settings of the event file with another value at one place.
fn with(pointer: &str, value: Value) -> Value {
    let mut settings = settings();
    *settings.pointer_mut(pointer).unwrap() = value;
    settings
}

fn long(length: usize) -> Value {
    "ё".repeat(length).into()
}

#[tokio::test]
async fn names_the_field_and_changes_nothing() {
    let desk = Desk::new().await;
    let before = desk.row().await;
    let choice = |choices: Value| json!({ "text": "Что?", "kind": "choice", "choices": choices, "required": true });
    let opening = |days: Value, from: &str, to: &str| json!({ "days": days, "from": from, "to": to });
    let question = json!({ "text": "Что?", "kind": "text", "required": true });
    let numbered = |number: usize| json!({ "text": format!("{number}?"), "kind": "text", "required": true });
    let cases = [
        ("/name", long(61), "name too_long"),
        ("/name", "А\nБ".into(), "name invalid"),
        ("/name", Value::Null, "name wrong_type"),
        ("/greeting", long(501), "greeting too_long"),
        ("/greeting", "a\0b".into(), "greeting invalid"),
        ("/about", long(8_001), "about too_long"),
        ("/about", "\u{1b}[2J".into(), "about invalid"),
        ("/hand_off", long(301), "hand_off too_long"),
        ("/hand_off", 7.into(), "hand_off wrong_type"),
        ("/languages", "ru".into(), "languages wrong_type"),
        ("/languages", json!(["русский"]), "languages[0] invalid"),
        ("/languages", json!(["ru", "en-US"]), "languages[1] invalid"),
        ("/languages", json!(["ru", "RU"]), "languages[1] invalid"),
        ("/languages", json!(["aa", "ab", "ac", "ad", "ae", "af", "ag", "ah", "ai", "aj", "ak"]), "languages too_long"),
        ("/region", "XX".into(), "region invalid"),
        ("/region", "".into(), "region invalid"),
        ("/time_zone", "Mars/Phobos".into(), "time_zone invalid"),
        // What PostgreSQL would take for a zone in POSIX's form, and what is none at all.
        ("/time_zone", "Mars/Phobos-3".into(), "time_zone invalid"),
        ("/time_zone", "+03:00".into(), "time_zone invalid"),
        ("/time_zone", "'; drop table assistants; --".into(), "time_zone invalid"),
        ("/time_zone", "".into(), "time_zone invalid"),
        ("/questions", (0..11).map(numbered).collect(), "questions too_long"),
        ("/questions", json!([question, question]), "questions[1].text invalid"),
        ("/questions/0/text", "".into(), "questions[0].text empty"),
        ("/questions/1/text", long(201), "questions[1].text too_long"),
        ("/questions/1/text", "a\nb".into(), "questions[1].text invalid"),
        ("/questions/0/kind", "essay".into(), "questions[0].kind invalid"),
        ("/questions/0/required", "yes".into(), "questions[0].required wrong_type"),
        ("/questions/0", json!({ "text": "?", "kind": "text" }), "questions[0].required missing"),
        ("/questions/0", json!({ "text": "?", "kind": "text", "required": true, "tool": 1 }), "questions[0].tool unknown_field"),
        (
            "/questions/0",
            json!({ "text": "?", "kind": "text", "choices": ["a", "b"], "required": true }),
            "questions[0].choices invalid",
        ),
        ("/questions/0", choice(json!([])), "questions[0].choices too_short"),
        ("/questions/0", choice(json!(["a"])), "questions[0].choices too_short"),
        ("/questions/0", choice((0..21).map(|number| number.to_string()).collect()), "questions[0].choices too_long"),
        ("/questions/0", choice(json!(["Да", "да"])), "questions[0].choices invalid"),
        ("/questions/2/choices/1", "".into(), "questions[2].choices[1] empty"),
        ("/questions/2/choices/1", long(81), "questions[2].choices[1] too_long"),
        ("/working_hours", vec![opening(json!(["mon"]), "09:00", "10:00"); 15].into(), "working_hours too_long"),
        ("/working_hours/0", opening(json!([]), "09:00", "18:00"), "working_hours[0].days empty"),
        ("/working_hours/0", opening(json!(["mon", "mon"]), "09:00", "18:00"), "working_hours[0].days invalid"),
        ("/working_hours/0", opening(json!(["пн"]), "09:00", "18:00"), "working_hours[0].days[0] invalid"),
        ("/working_hours/0", opening(json!(["mon"]), "18:00", "18:00"), "working_hours[0].to invalid"),
        ("/working_hours/0", opening(json!(["mon"]), "22:00", "06:00"), "working_hours[0].to invalid"),
        ("/working_hours/0/from", "9:00".into(), "working_hours[0].from invalid"),
        ("/working_hours/1/to", "24:01".into(), "working_hours[1].to invalid"),
        ("/allowed_origins", "https://a.example".into(), "allowed_origins wrong_type"),
        ("/allowed_origins/1", "flowers.example".into(), "allowed_origins[1] invalid"),
        ("/allowed_origins", json!(["https://a.example", "https://A.example/"]), "allowed_origins[1] invalid"),
        ("/allowed_origins", (0..21).map(|site| format!("https://{site}.example")).collect(), "allowed_origins too_long"),
        ("/widget", Value::Null, "widget wrong_type"),
        ("/widget/color", "red".into(), "widget.color invalid"),
        ("/widget/side", "top".into(), "widget.side invalid"),
        ("/widget/title", long(61), "widget.title too_long"),
        ("/widget/quick_replies/0", "".into(), "widget.quick_replies[0] empty"),
        ("/widget/z_index", 0.into(), "widget.z_index invalid"),
        ("/widget/privacy_url", "javascript:alert(1)".into(), "widget.privacy_url invalid"),
        ("/widget", json!({ "script": "alert(1)" }), "widget.script unknown_field"),
    ];
    for (pointer, value, expected) in cases {
        let answer = desk.set(&with(pointer, value.clone())).await;
        assert_eq!(told(&answer), format!("422 {expected}"), "{pointer}: {value}");
    }
    assert_eq!(desk.row().await, before);
}

#[tokio::test]
async fn takes_a_full_document_and_nothing_beside_it() {
    let desk = Desk::new().await;
    let defaulted = ["allowed_origins", "widget"];
    for field in settings().as_object().unwrap().keys().filter(|field| !defaulted.contains(&field.as_str())) {
        let mut partial = settings();
        partial.as_object_mut().unwrap().remove(field);
        assert_eq!(told(&desk.set(&partial).await), format!("422 {field} missing"));
    }
    let other = "01990000-0000-7000-8000-000000000001";
    for (field, value) in [("owner_id", other), ("telegram_chat_id", "42"), ("created_at", "2026-11-22T10:00:00Z")] {
        let mut more = settings();
        more[field] = value.into();
        assert_eq!(told(&desk.set(&more).await), format!("422 {field} unknown_field"));
    }
    let list = send(&desk.routes, request("PUT", "/api/assistant", Some(&desk.owner.token), Some(&json!([settings()])))).await;
    assert_eq!(told(&list), "422 body wrong_type");
}

/// The second wall: what the types would refuse, and what would break every turn of the chat.
#[tokio::test]
async fn the_database_refuses_what_the_types_refuse() {
    let desk = Desk::new().await;
    assert_eq!(desk.set(&settings()).await.status, StatusCode::OK);
    for change in [
        "name = repeat('x', 61)",
        "greeting = repeat('x', 501)",
        "about = repeat('x', 8001)",
        "hand_off = repeat('x', 301)",
        "languages = '{русский}'",
        "languages = '{ru,null}'",
        "languages = array_fill('ru'::text, '{11}')",
        "questions = '{}'",
        "questions = jsonb_build_array(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)",
        "working_hours = '\"always\"'",
        "working_hours = jsonb_build_array(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)",
        "time_zone = 'Mars/Phobos'",
        "region = 'Россия'",
        "allowed_origins = array_fill('https://a.example'::text, '{21}')",
        "widget = '[]'",
        "site_key = 'none'",
    ] {
        let refused = sqlx::query(sqlx::AssertSqlSafe(format!("update assistants set {change}"))).execute(desk.db.superuser());
        let code = refused.await.unwrap_err().into_database_error().unwrap().code().unwrap().into_owned();
        assert!(["23514", "22023"].contains(&code.as_str()), "{change}: {code}");
    }
}
