//! What becomes of what a visitor said who takes it back, or asks to be forgotten.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::testing::Completion;

use super::stage::{PHONE, Stage, TYPED};

#[tokio::test]
async fn a_visitor_takes_back_what_they_left_and_may_leave_it_again() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    stage.types(&guest, TYPED).await;
    let first = stage.leads().await[0].id;
    assert_eq!(stage.as_guest(&guest, "DELETE", "lead", None).await.status, StatusCode::NO_CONTENT);
    let left = "select count(*) from leads where num_nonnulls(name, phone, email, telegram, need) > 0 or erased_at is null or revision <> 2";
    assert_eq!((stage.db.count(left).await, stage.db.count("select count(*) from lead_fields").await), (0, 0));
    assert_eq!(stage.messages(&guest.id).await.len(), 2, "the talk stays");
    assert_eq!(stage.session(Some(&guest.token)).await.json()["lead"], Value::Null);
    stage.types(&guest, TYPED).await;
    let again = format!("select count(*) from leads where erased_at is null and phone = '{PHONE}' and id <> '{first}'");
    assert_eq!(stage.db.count(&again).await, 1);
}

#[tokio::test]
async fn what_another_visitor_left_in_the_same_lead_stays() {
    let stage = Stage::new().await;
    let (first, second) = (stage.guest().await, stage.guest().await);
    stage.types(&first, "Мой телефон 8 (916) 123-45-67, почта anna@example.com").await;
    let answer = stage.types(&second, "Мой телефон 8 (916) 123-45-67, телеграм @ivan_p").await;
    assert_eq!((&answer.json()["lead"]["phone"], &answer.json()["lead"]["email"]), (&json!(PHONE), &Value::Null));
    assert_eq!(stage.as_guest(&first, "DELETE", "visitor", None).await.status, StatusCode::NO_CONTENT);
    let kept = "select coalesce(phone, '-') || ' ' || coalesce(email, '-') || ' ' || coalesce(telegram, '-') from leads where erased_at is null";
    assert_eq!(stage.db.text(kept).await, format!("{PHONE} - ivan_p"));
}

#[tokio::test]
async fn a_contact_that_two_visitors_left_is_announced_once_and_belongs_to_both() {
    let stage = Stage::new().await;
    let (first, second) = (stage.guest().await, stage.guest().await);
    stage.types(&first, TYPED).await;
    for _ in 0..2 {
        stage.types(&second, TYPED).await;
    }
    assert_eq!((stage.outbox().await, stage.db.count("select revision::bigint from leads").await), ((1, 0), 1));
    assert_eq!(stage.db.count("select count(*) from lead_fields").await, 2, "each of them said it");
    assert_eq!(stage.session(Some(&second.token)).await.json()["lead"]["phone"], PHONE);
    assert_eq!(stage.as_guest(&first, "DELETE", "lead", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(stage.db.text("select phone from leads where erased_at is null").await, PHONE);
    assert_eq!(stage.as_guest(&second, "DELETE", "lead", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(stage.db.count("select count(*) from leads where phone is not null").await, 0);
}

#[tokio::test]
async fn whoever_is_forgotten_leaves_nothing_and_comes_back_as_somebody_new() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    let page = json!({ "url": "https://flowers.example/" });
    stage.as_guest(&guest, "POST", "chat", Some(&json!({ "message": TYPED, "page": page }))).await;
    let neighbour = stage.guest().await;
    stage.types(&neighbour, "Мой телефон 8 (916) 765-43-21").await;
    assert_eq!(stage.as_guest(&guest, "DELETE", "visitor", None).await.status, StatusCode::NO_CONTENT);
    for (table, left) in [("messages", 2), ("lead_fields", 1), ("lead_keys", 2)] {
        assert_eq!(stage.db.count(&format!("select count(*) from {table}")).await, left, "{table}: the neighbour's");
    }
    let traces = "select count(*) from leads, bot_users, chat_requests \
        where concat(leads, bot_users, chat_requests) like any('{%9161234567%,%Анна%,%flowers.example%}')";
    assert_eq!(stage.db.count(traces).await, 0);
    assert_eq!(stage.types(&guest, "Привет").await.status, StatusCode::UNAUTHORIZED);
    let anew = stage.session(Some(&guest.token)).await.json();
    assert_ne!(anew["visitor_id"], json!(guest.id));
    assert_eq!(stage.as_guest(&guest, "DELETE", "visitor", None).await.status, StatusCode::NO_CONTENT, "twice is once");
}

#[tokio::test]
async fn whoever_is_forgotten_while_the_model_thinks_leaves_no_answer_either() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    stage.types(&guest, "Привет").await;
    stage.openai.then(Completion::Stall(Duration::from_millis(500)));
    let forget = async {
        stage.asked(2).await;
        stage.as_guest(&guest, "DELETE", "visitor", None).await
    };
    let (_, forgotten) = tokio::join!(stage.types(&guest, "Меня зовут Анна"), forget);
    assert_eq!(forgotten.status, StatusCode::NO_CONTENT);
    assert_eq!(stage.db.count("select count(*) from messages").await, 0);
}
