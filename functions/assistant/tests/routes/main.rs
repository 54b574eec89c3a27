//! The settings, from a request to its answer, on a database of its own for each test.
#![expect(clippy::unwrap_used, reason = "tests")]

mod find;
mod onboarding;
mod refused;
mod set;
mod telegram;

use assistant::{App, router};
use axum::{Router, http::header};
use serde_json::Value;
use shared::{
    config::TelegramConfig,
    https::Https,
    telegram::Telegram as Bot,
    testing::{Answer, Telegram, TestDatabase, TestOwner, development_tokens, event, request, send},
    usage::Limits,
};

const FIND: &str = include_str!("../../../../events/assistant/find.json");
const SET: &str = include_str!("../../../../events/assistant/set.json");
/// Of the bot.
const TOKEN: &str = "1:hush-hush";

struct Desk {
    db: TestDatabase,
    routes: Router,
    owner: TestOwner,
    telegram: Telegram,
}

impl Desk {
    async fn new() -> Self {
        Self::limited(Limits { test_messages: (100, 100), ..Limits::default() }).await
    }

    async fn limited(limits: Limits) -> Self {
        let db = TestDatabase::new().await;
        let telegram = Telegram::start().await;
        let config = TelegramConfig { base_url: telegram.base_url(), bot_token: TOKEN.into(), default_chat_id: None };
        let bot = Bot::new(&config, &Https::for_development()).unwrap();
        let routes = router(App { db: db.app(), tokens: development_tokens(), telegram: bot, limits });
        Self { owner: TestOwner::new(&db).await, routes, telegram, db }
    }

    async fn find(&self) -> Answer {
        send(&self.routes, event(FIND, Some(&self.owner.token))).await
    }

    async fn set(&self, settings: &Value) -> Answer {
        send(&self.routes, request("PUT", "/api/assistant", Some(&self.owner.token), Some(settings))).await
    }

    /// All that the database holds of the owner's assistant.
    async fn row(&self) -> Value {
        sqlx::query_scalar("select to_jsonb(assistants) from assistants where owner_id = $1")
            .bind(self.owner.id.0)
            .fetch_one(self.db.superuser())
            .await
            .unwrap()
    }
}

/// The settings of the event file.
fn settings() -> Value {
    let event: Value = serde_json::from_str(SET).unwrap();
    serde_json::from_str(event["body"].as_str().unwrap()).unwrap()
}

/// A problem in one line: the status, and each field with its code or, where there is none, what happened.
fn told(answer: &Answer) -> String {
    let problem = answer.json();
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{answer:?}");
    assert_eq!(problem["request_id"], answer.headers["x-request-id"].to_str().unwrap());
    let line = |error: &Value| format!("{} {}", error["field"].as_str().unwrap(), error["code"].as_str().unwrap());
    let fields: Vec<String> = problem["errors"].as_array().into_iter().flatten().map(line).collect();
    let told = if fields.is_empty() { problem["detail"].as_str().unwrap().to_owned() } else { fields.join(", ") };
    format!("{} {told}", answer.status.as_u16())
}
