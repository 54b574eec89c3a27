//! How often each route waits for the database.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body, http::Request};
use serde_json::json;
use shared::{
    account::Passwords,
    config::TelegramConfig,
    conversation::{self, ExternalId, MessageText, Opening},
    https::Https,
    ids::LeadId,
    lead::{self, CapturedBy},
    queue::Queue,
    telegram,
    testing::{RoundTrips, Telegram, TestDatabase, TestOwner, development_tokens, request, send},
    usage::Limits,
};
use tokio::sync::Notify;

#[tokio::test]
async fn no_route_waits_for_the_database_more_often_than_stated() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await;
    let lead = lead_of(&db, &owner).await;
    let (counted, trips) = db.counted().await;
    let tokens = development_tokens();
    let bot = Telegram::start().await;
    let config = TelegramConfig { base_url: bot.base_url(), bot_token: "1:token".into(), default_chat_id: None };
    let telegram = telegram::Telegram::new(&config, &Https::for_development()).unwrap();
    let (queue, limits) = (Queue::Local(Arc::new(Notify::new())), Limits::default());
    let routes = auth::router(auth::App { db: counted.clone(), passwords: Passwords::default(), tokens: tokens.clone() })
        .merge(assistant::router(assistant::App {
            db: counted.clone(),
            tokens: tokens.clone(),
            telegram,
            limits: limits.clone(),
        }))
        .merge(leads::router(leads::App { db: counted.clone(), tokens, queue, limits }))
        .merge(web::router(web::App { db: counted, console: web::Console::default(), metrics_token: None }));

    let account =
        |name: &str| json!({ "email": format!("{name}@x.example"), "password": "correct horse battery", "company_name": "X" });
    let login = json!({ "email": "warm@x.example", "password": "correct horse battery" });
    let token = Some(owner.token.as_str());
    let settings = json!({
        "name": "", "greeting": "", "languages": [], "about": "", "questions": [], "region": "RU", "time_zone": "UTC",
        "working_hours": [], "hand_off": "",
    });
    let path = format!("/api/leads/{lead}");
    let requests = |name: &'static str| {
        [
            ("register", request("POST", "/api/auth/register", None, Some(&account(name)))),
            ("login", request("POST", "/api/auth/login", None, Some(&login))),
            ("me", request("GET", "/api/auth/me", token, None)),
            ("assistant", request("GET", "/api/assistant", token, None)),
            ("set assistant", request("PUT", "/api/assistant", token, Some(&settings))),
            ("list", request("GET", "/api/leads", token, None)),
            ("find", request("GET", &path, token, None)),
            ("set status", request("PATCH", &path, token, Some(&json!({ "status": "won" })))),
            ("link Telegram", request("PUT", "/api/assistant/telegram", token, Some(&json!({ "chat_id": "42" })))),
            ("onboarding", request("GET", "/api/assistant/onboarding", token, None)),
            ("stats", request("GET", "/api/leads/stats", token, None)),
            ("export", request("GET", "/api/leads/export", token, None)),
            ("note", request("POST", &format!("{path}/notes"), token, Some(&json!({ "text": "?" })))),
            ("announce", request("POST", &format!("{path}/announcement"), token, None)),
            ("conversations", request("GET", "/api/conversations", token, None)),
            ("missed conversations", request("GET", "/api/conversations?filter=missed", token, None)),
            ("usage", request("GET", "/api/usage", token, None)),
            ("health", request("GET", "/health", None, None)),
            ("deep health", request("GET", "/health?deep=1", None, None)),
        ]
    };
    // Connects, and prepares each statement once; some are asked only where there is something already.
    for (_, request) in requests("warm").into_iter().chain(requests("again")) {
        count(&routes, &trips, request).await;
    }
    let mut stated = Vec::new();
    for (name, request) in requests("counted") {
        let waited = count(&routes, &trips, request).await;
        stated.push(format!("{name}: {waited}"));
    }
    insta::assert_snapshot!(stated.join("\n"), @"
    register: 3
    login: 3
    me: 3
    assistant: 3
    set assistant: 3
    list: 3
    find: 6
    set status: 4
    link Telegram: 7
    onboarding: 3
    stats: 3
    export: 4
    note: 3
    announce: 3
    conversations: 3
    missed conversations: 4
    usage: 3
    health: 0
    deep health: 1
    ");
}

async fn count(routes: &Router, trips: &RoundTrips, request: Request<Body>) -> usize {
    assert!(send(routes, request).await.status.is_success());
    let mut counted = 0;
    loop {
        // Until nothing more comes, also of what runs beside the answer.
        tokio::time::sleep(Duration::from_millis(100)).await;
        match trips.take() {
            0 => return counted,
            more => counted += more,
        }
    }
}

async fn lead_of(db: &TestDatabase, owner: &TestOwner) -> LeadId {
    let mut tx = db.app().tenant(owner.id).await.unwrap();
    let visitor = ExternalId::try_from("visitor-1".to_owned()).unwrap();
    let text = MessageText::try_from("8 916 123-45-67".to_owned()).unwrap();
    let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
    let values = lead::values_in(turn.message, None, text.as_str(), turn.assistant.region);
    let captured = lead::capture(&mut tx, turn.visitor, None, &values, CapturedBy::VisitorText).await.unwrap();
    tx.commit().await.unwrap();
    captured.lead
}
