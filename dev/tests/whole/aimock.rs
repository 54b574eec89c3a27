//! The conversation against an OpenAI stand-in that others wrote.

use std::sync::Arc;

use axum::Router;
use serde_json::{Value, json};
use shared::{
    config::OpenAiConfig,
    https::Https,
    openai::OpenAi,
    queue::Queue,
    testing::{TestDatabase, TestOwner, development_tokens, request, send},
    usage::Limits,
};
use tokio::sync::Notify;

use crate::told;

struct Desk {
    db: TestDatabase,
    owner: TestOwner,
    routes: Router,
}

async fn desk() -> Desk {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await;
    let base_url = format!("{}/v1", told("LEADLINE_TEST_AIMOCK"));
    let openai = OpenAi::new(OpenAiConfig::new(&base_url, "any".into(), None, None), &Https::for_development()).unwrap();
    let queue = Queue::Local(Arc::new(Notify::new()));
    let routes = chat::router(chat::App { db: db.app(), tokens: development_tokens(), openai, queue, limits: Limits::default() });
    Desk { db, owner, routes }
}

impl Desk {
    async fn says(&self, body: Value) -> Value {
        let answer = send(&self.routes, request("POST", "/api/chat", Some(&self.owner.token), Some(&body))).await;
        assert!(answer.status.is_success(), "{}", answer.json());
        answer.json()
    }
}

#[tokio::test]
async fn a_tool_call_of_another_server_registers_the_lead() {
    let desk = desk().await;
    let said = "Нужен букет на свадьбу. Анна, мой телефон 8 (916) 123-45-67";
    let answer = desk.says(json!({ "message": said })).await;
    assert_eq!(answer["reply"], "Спасибо, Анна, мы перезвоним.");
    assert_eq!(answer["lead"]["name"], "Анна");
    assert_eq!(answer["lead"]["need"], "букет на свадьбу");
    assert_eq!(desk.db.count("select count(*) from leads where phone = '+79161234567' and name = 'Анна'").await, 1);
}

#[tokio::test]
async fn an_invented_phone_goes_back_to_another_server_too() {
    let desk = desk().await;
    let answer = desk.says(json!({ "message": "перезвоните мне" })).await;
    assert_eq!(answer["reply"], "По какому номеру вам перезвонить?");
    assert!(answer["lead"].is_null());
    assert_eq!(desk.db.count("select count(*) from leads").await, 0);
}

#[tokio::test]
async fn plain_answers_cost_tokens_and_failures_end_in_a_plain_sentence() {
    let desk = desk().await;
    assert_eq!(desk.says(json!({ "message": "здравствуйте" })).await["reply"], "Здравствуйте! Чем помочь?");
    assert_eq!(desk.db.count("select count(*) from messages where prompt_tokens > 0 and completion_tokens > 0").await, 1);
    let failed = desk.says(json!({ "message": "сломайся, пожалуйста" })).await;
    assert_eq!(failed["fallback"], true);
    assert!(failed["reply"].as_str().unwrap().starts_with("Сейчас я не могу ответить"), "{failed}");
}

#[tokio::test]
async fn speech_is_understood_by_another_server() {
    let desk = desk().await;
    // The shortest thing that calls itself a WAV file.
    let answer = desk.says(json!({ "audio": "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=" })).await;
    assert_eq!((&answer["transcript"], &answer["reply"]), (&json!("здравствуйте"), &json!("Здравствуйте! Чем помочь?")));
}
