//! The chat on an owner's site: who may open it, and what its token opens.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};
use shared::{
    config::Flavour,
    testing::{Answer, Completion, TestOwner, Transcription, request, send},
    usage::Limits,
};

use super::stage::{PHONE, Stage, TYPED, app, faults, local};

const SITE: &str = "https://flowers.example";

/// As a page of that site asks.
fn from(origin: &str, mut request: Request<Body>) -> Request<Body> {
    request.headers_mut().insert("origin", origin.parse().unwrap());
    request
}

/// A visitor with the chat open.
pub(super) struct Guest {
    pub(super) token: String,
    pub(super) id: String,
}

impl Stage {
    async fn site_key(&self) -> String {
        self.db.text(&format!("select site_key from assistants where owner_id = '{}'", self.owner.id)).await
    }

    pub(super) async fn session(&self, token: Option<&str>) -> Answer {
        let body = json!({ "site_key": self.site_key().await, "token": token });
        send(&self.routes, from(SITE, request("POST", "/api/widget/session", None, Some(&body)))).await
    }

    pub(super) async fn guest(&self) -> Guest {
        let opened = self.session(None).await.json();
        Guest { token: opened["token"].as_str().unwrap().to_owned(), id: opened["visitor_id"].as_str().unwrap().to_owned() }
    }

    pub(super) async fn as_guest(&self, guest: &Guest, method: &str, path: &str, body: Option<&Value>) -> Answer {
        send(&self.routes, from(SITE, request(method, &format!("/api/widget/{path}"), Some(&guest.token), body))).await
    }

    /// A message with an `Idempotency-Key`.
    pub(super) async fn keyed(&self, guest: &Guest, key: &str, body: &Value) -> Answer {
        let mut request = request("POST", "/api/widget/chat", Some(&guest.token), Some(body));
        request.headers_mut().insert("idempotency-key", key.parse().unwrap());
        send(&self.routes, from(SITE, request)).await
    }

    pub(super) async fn types(&self, guest: &Guest, message: &str) -> Answer {
        self.as_guest(guest, "POST", "chat", Some(&json!({ "message": message }))).await
    }
}

#[tokio::test]
async fn a_page_is_told_how_the_assistant_looks_and_nothing_of_its_owner() {
    let stage = Stage::new().await;
    let path = format!("/api/widget/config?site={}", stage.site_key().await);
    let answer = send(&stage.routes, from(SITE, request("GET", &path, None, None))).await;
    assert_eq!(answer.status, StatusCode::OK);
    let header = |name: &str| answer.headers[name].to_str().unwrap();
    assert_eq!(
        (header("cache-control"), header("vary"), header("access-control-allow-origin")),
        ("public, max-age=60", "origin", "*")
    );
    let config = answer.json();
    let mut names: Vec<&String> = config.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["company_name", "form", "greeting", "language", "name", "widget"]);
    assert_eq!((&config["company_name"], &config["language"]), (&json!("Цветы"), &json!("ru")));
    assert_eq!((stage.rows().await, stage.db.count("select count(*) from widget_days").await), (0, 0));
}

#[tokio::test]
async fn an_unknown_key_and_a_foreign_site_are_refused() {
    let stage = Stage::new().await;
    let config = async |key: &str, origin| {
        let answer =
            send(&stage.routes, from(origin, request("GET", &format!("/api/widget/config?site={key}"), None, None))).await;
        (answer.status.as_u16(), answer.headers["access-control-allow-origin"].to_str().unwrap().to_owned())
    };
    let key = stage.site_key().await;
    assert_eq!(config(&"0".repeat(32), SITE).await, (404, "*".to_owned()));
    assert_eq!(config("x'%20or%20true%20--", SITE).await.0, 422);
    stage.db.execute("update assistants set allowed_origins = '{https://flowers.example}'").await;
    assert_eq!((config(&key, SITE).await.0, config(&key, "https://evil.example").await.0), (200, 403));
    let body = json!({ "site_key": key });
    let session = from("https://evil.example", request("POST", "/api/widget/session", None, Some(&body)));
    let refused = send(&stage.routes, session).await;
    assert_eq!((refused.status.as_u16(), &refused.json()["type"]), (403, &json!("urn:leadline:problem:origin-not-allowed")));
    assert_eq!(stage.db.count("select count(*) from widget_days").await, 0);
}

#[tokio::test]
async fn browsers_may_ask_before_they_send() {
    let stage = Stage::new().await;
    let answer = send(&stage.routes, from(SITE, request("OPTIONS", "/api/widget/chat", None, None))).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.headers["access-control-allow-headers"].to_str().unwrap().contains("idempotency-key"));
    assert!(!answer.headers.contains_key("access-control-allow-credentials"));
}

#[tokio::test]
async fn opening_stores_nothing_of_a_visitor_and_the_first_message_does() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    assert_eq!((stage.rows().await, stage.db.count("select max(opened) from widget_days").await), (0, 1));
    assert_eq!(stage.db.text("select last_seen_on from assistants").await, SITE);
    stage.openai.then(Completion::text("Здравствуйте!"));
    let answer = stage.types(&guest, "Привет").await;
    assert_eq!((answer.status, &answer.json()["visitor_id"]), (StatusCode::OK, &json!(guest.id)));
    assert_eq!(stage.said(&guest.id).await, ["visitor: Привет", "assistant: Здравствуйте!"]);
}

#[tokio::test]
async fn the_talk_goes_on_after_a_reload_with_what_is_stored() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    assert_eq!(stage.types(&guest, TYPED).await.status, StatusCode::OK);
    let again = stage.session(Some(&guest.token)).await.json();
    assert_eq!(again["visitor_id"], json!(guest.id));
    assert_eq!((again["messages"].as_array().unwrap().len(), &again["lead"]["phone"]), (2, &json!(PHONE)));
    assert_eq!(again["messages"][0]["text"], json!(TYPED));
}

#[tokio::test]
async fn nobody_is_told_what_another_visitor_left_in_the_same_lead() {
    let stage = Stage::new().await;
    let (first, second) = (stage.guest().await, stage.guest().await);
    stage.types(&first, "Мой телефон 8 (916) 123-45-67, почта anna@example.com").await;
    stage.types(&second, "Мой телефон 8 (916) 123-45-67").await;
    assert_eq!(stage.leads().await.len(), 1);
    let seen = stage.session(Some(&second.token)).await.json();
    assert_eq!(seen["lead"]["email"], Value::Null);
}

#[tokio::test]
async fn a_token_is_good_for_its_site_and_its_routes_only() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    let body = json!({ "message": "Привет" });
    let chat = |token: &str| request("POST", "/api/widget/chat", Some(token), Some(&body));
    assert_eq!(send(&stage.routes, from("https://evil.example", chat(&guest.token))).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(send(&stage.routes, chat(&guest.token)).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(send(&stage.routes, from(SITE, chat(&stage.owner.token))).await.status, StatusCode::UNAUTHORIZED);
    let owners = request("POST", "/api/chat", Some(&guest.token), Some(&body));
    assert_eq!(send(&stage.routes, from(SITE, owners)).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(stage.rows().await, 0);
}

#[tokio::test]
async fn nobody_speaks_as_another_visitor() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    let body = json!({ "message": "Привет", "visitor_id": "visitor-1" });
    let answer = stage.as_guest(&guest, "POST", "chat", Some(&body)).await;
    assert_eq!((answer.status, faults(&answer)), (StatusCode::UNPROCESSABLE_ENTITY, vec!["visitor_id unknown_field".to_owned()]));
    let form = json!({ "phone": "8 (916) 123-45-67", "visitor_id": "visitor-1" });
    assert_eq!(stage.as_guest(&guest, "POST", "chat/form", Some(&form)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stage.rows().await, 0);
}

#[tokio::test]
async fn a_test_begins_with_the_companys_token_only() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    for (path, body) in [
        ("chat", json!({ "message": "Привет", "test": true })),
        ("chat/form", json!({ "phone": "8 (916) 123-45-67", "test": true })),
    ] {
        let answer = stage.as_guest(&guest, "POST", path, Some(&body)).await;
        assert_eq!((answer.status.as_u16(), faults(&answer)), (422, vec!["test unknown_field".to_owned()]), "{path}");
    }
    assert_eq!(stage.rows().await, 0);
    stage.ask(&json!({ "visitor_id": "try", "message": TYPED, "test": true })).await;
    stage.say("real", "Привет").await;
    stage.ask(&json!({ "visitor_id": "real", "message": "8 916 765-43-21", "test": true })).await;
    let tests = "select count(*) from bot_users where is_test and external_id = 'try'";
    assert_eq!((stage.db.count(tests).await, stage.db.count("select count(*) from bot_users where is_test").await), (1, 1));
    assert_eq!(stage.db.count("select count(*) from leads where is_test").await, 1, "a real conversation stays real");
}

#[tokio::test]
async fn a_token_of_one_company_opens_nothing_of_another() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    stage.types(&guest, TYPED).await;
    let other = TestOwner::new(&stage.db).await;
    let key = stage.db.text(&format!("select site_key from assistants where owner_id = '{}'", other.id)).await;
    let body = json!({ "site_key": key, "token": guest.token });
    let opened = send(&stage.routes, from(SITE, request("POST", "/api/widget/session", None, Some(&body)))).await.json();
    assert_eq!((opened["messages"].as_array().unwrap().len(), &opened["lead"]), (0, &Value::Null));
    assert_ne!(opened["visitor_id"], json!(guest.id));
}

#[tokio::test]
async fn a_lead_remembers_the_page_and_the_campaign() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    let page =
        json!({ "url": "https://flowers.example/wedding#a", "referrer": "javascript:alert(1)", "utm": { "source": "news" } });
    stage.as_guest(&guest, "POST", "chat", Some(&json!({ "message": TYPED, "page": page }))).await;
    let source: Value = serde_json::from_str(&stage.db.text("select source::text from leads").await).unwrap();
    assert_eq!(source, json!({ "page_url": "https://flowers.example/wedding", "utm": { "source": "news" } }));
}

#[tokio::test]
async fn a_form_and_a_recording_work_as_the_owners_do() {
    let stage = Stage::new().await;
    let guest = stage.guest().await;
    let form = json!({ "name": "Анна", "phone": "8 (916) 123-45-67", "page": { "url": "https://flowers.example/" } });
    let answer = stage.as_guest(&guest, "POST", "chat/form", Some(&form)).await;
    assert_eq!((answer.status, &answer.json()["lead"]["phone"]), (StatusCode::OK, &json!(PHONE)));
    stage.openai.then_transcribe(Transcription::text("Перезвоните мне"));
    let clip = super::stage::form(&guest.token, &[("audio; filename=a.webm", b"\x1aE\xdf\xa3 a recording")]);
    let (mut parts, body) = clip.into_parts();
    parts.uri = "/api/widget/transcript".parse().unwrap();
    let heard = send(&stage.routes, from(SITE, Request::from_parts(parts, body))).await;
    assert_eq!((heard.status, &heard.json()["transcript"]), (StatusCode::OK, &json!("Перезвоните мне")));
    assert_eq!(stage.messages(&guest.id).await.len(), 2, "a transcript is not stored");
    stage.as_guest(&guest, "POST", "chat", Some(&json!({ "message": "Перезвоните мне вечером", "spoken": true }))).await;
    assert_eq!(stage.said(&guest.id).await[2], "visitor, spoken: Перезвоните мне вечером");
}

#[tokio::test]
async fn one_address_opens_so_many_chats_a_minute() {
    let stage = Stage::new().await;
    let limits = Limits { address_opens: (2, 100), ..Limits::default() };
    let app = chat::App { limits, ..app(stage.db.app(), &stage.openai, Flavour::OpenAi, None, local()) };
    let stage = Stage { routes: chat::router(app), ..stage };
    let body = json!({ "site_key": stage.site_key().await });
    let open = || {
        let mut asked = from(SITE, request("POST", "/api/widget/session", None, Some(&body)));
        let address: std::net::SocketAddr = "203.0.113.7:1".parse().unwrap();
        asked.extensions_mut().insert(axum::extract::ConnectInfo(address));
        send(&stage.routes, asked)
    };
    let statuses = [open().await.status, open().await.status, open().await.status].map(|status| status.as_u16());
    assert_eq!(statuses, [200, 200, 429]);
    assert_eq!(stage.db.count("select max(opened) from widget_days").await, 2);
}
