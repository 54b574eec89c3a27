//! What becomes of what a visitor said who takes it back, or asks to be forgotten.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::testing::Completion;

use super::stage::{PHONE, Stage, TYPED, lead_with};

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

/// Everything in which a deleted contact may remain, as one text.
const TRACES: &str = "select coalesce(string_agg(line, E'\n'), '') from ( \
    select messages::text as line from messages union all select leads::text from leads union all select lead_fields::text from lead_fields \
    union all select lead_keys::text from lead_keys union all select chat_requests::text from chat_requests) lines";

#[tokio::test]
async fn a_deleted_contact_is_masked_wherever_the_conversation_showed_it() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    stage.openai.then(Completion::register_lead(lead_with(&json!({
        "name": "Фёкла", "phone": "+79161234567", "say": "Спасибо, Фекла! Записал 8-916-123-45-67.",
    }))));
    let body = json!({ "message": "Меня зовут Фёкла, мой номер 8 (916) 123-45-67, нужен букет", "spoken": true });
    let keyed = stage.keyed(&guest, "one", &body).await;
    assert!(keyed.json()["lead"].is_object(), "{keyed:?}");
    stage.openai.then(Completion::text("Фёкле перезвоним на +7 916 123 45 67, наш номер +7 495 765-43-21."));
    stage.types(&guest, "Когда позвоните Фёкле?").await;
    assert_eq!(stage.as_guest(&guest, "DELETE", "lead", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(
        stage.said(&guest.id).await,
        [
            "visitor, spoken: Меня зовут ███, мой номер ███, нужен букет",
            "assistant: Спасибо, ███! Записал ███.",
            "visitor: Когда позвоните ███?",
            "assistant: ███ перезвоним на ███, наш номер +7 495 765-43-21.",
        ]
    );
    let traces = stage.db.text(TRACES).await.to_lowercase();
    for trace in ["фёкл", "фекл", "916"] {
        assert!(!traces.contains(trace), "{trace}: {traces}");
    }
    let again = stage.keyed(&guest, "one", &body).await.json();
    assert_eq!((&again["reply"], &again["lead"]), (&json!("Спасибо, ███! Записал ███."), &Value::Null));
    stage.openai.then(Completion::text("Хорошо."));
    stage.types(&guest, "Спасибо").await;
    let seen = stage.openai.requests().last().unwrap().to_string();
    assert!(seen.contains("███") && !seen.contains("123-45-67") && !seen.contains("Фёкл"), "{seen}");
}

#[tokio::test]
async fn what_another_visitor_said_in_the_same_lead_is_not_masked() {
    let stage = Stage::new().await;
    let (first, second) = (stage.guest().await, stage.guest().await);
    stage.types(&first, TYPED).await;
    stage.types(&second, TYPED).await;
    let before = stage.said(&second.id).await;
    assert_eq!(stage.as_guest(&first, "DELETE", "lead", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(stage.said(&second.id).await, before);
    assert!(!stage.said(&first.id).await.concat().contains("123-45-67"));
}

#[tokio::test]
async fn a_turn_in_progress_does_not_bring_a_deleted_contact_back() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    let registers = || {
        Completion::register_lead(lead_with(&json!({
            "name": "Анна", "phone": "+79161234567", "say": "Анна, звоним на 8 916 123-45-67",
        })))
    };
    stage.openai.then(registers());
    stage.types(&guest, TYPED).await;
    stage.openai.then(Completion::Late(Duration::from_millis(500), Box::new(registers())));
    let delete = async {
        stage.asked(2).await;
        stage.as_guest(&guest, "DELETE", "lead", None).await
    };
    let (turn, deleted) = tokio::join!(stage.types(&guest, "Это Анна, 8 916 123-45-67"), delete);
    assert_eq!((turn.status, deleted.status), (StatusCode::OK, StatusCode::NO_CONTENT));
    assert_eq!(turn.json()["reply"], "Ваши контакты удалены, в том числе из переписки. Чем ещё я могу помочь?");
    assert_eq!(turn.json()["lead"], Value::Null);
    let traces = stage.db.text(TRACES).await;
    assert!(!traces.contains("Анна") && !traces.contains("916"), "{traces}");
}

#[tokio::test]
async fn a_retry_of_a_turn_that_was_cut_off_does_not_bring_a_deleted_contact_back() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    let body = json!({ "message": TYPED });
    stage.keyed(&guest, "one", &body).await;
    // As after a crash between the message and its answer.
    stage.db.execute("delete from messages where role = 'assistant'").await;
    stage.db.execute("update chat_requests set response = null, leased_until = now() - interval '1 minute'").await;
    assert_eq!(stage.as_guest(&guest, "DELETE", "lead", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(stage.keyed(&guest, "one", &body).await.json()["lead"], Value::Null);
    let traces = stage.db.text(TRACES).await;
    assert!(!traces.contains("123-45-67") && !traces.contains(PHONE), "{traces}");
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
