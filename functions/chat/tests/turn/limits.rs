//! How much visitors, addresses and owners may use; counted by the database, since no instance knows of the others.

use std::net::SocketAddr;

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use base64::{Engine, prelude::BASE64_STANDARD};
use chat::router;
use serde_json::{Value, json};
use shared::{
    config::Flavour,
    testing::{Answer, Completion, TestOwner, Transcription, event, request, send},
    usage::Limits,
};
use tokio::task::JoinSet;

use super::stage::{PHONE, Stage, TYPED, app, local};

async fn stage(limits: Limits) -> Stage {
    let stage = Stage::new().await;
    let routes = limited(&stage, limits);
    Stage { routes, ..stage }
}

fn limited(stage: &Stage, limits: Limits) -> Router {
    router(chat::App { limits, ..app(stage.db.app(), &stage.openai, Flavour::OpenAi, None, local()) })
}

fn from(address: &str, mut request: Request<Body>) -> Request<Body> {
    let address = SocketAddr::new(address.parse().unwrap(), 40_000);
    request.extensions_mut().insert(ConnectInfo(address));
    request
}

fn expect_too_many(answer: &Answer, limit: &str, quota: i64, window: u64) {
    assert_eq!((answer.status.as_u16(), &answer.json()["type"]), (429, &json!("urn:leadline:problem:too-many-requests")));
    let wait: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=window).contains(&wait), "{wait}");
    assert_eq!(answer.headers["ratelimit"].to_str().unwrap(), format!("\"{limit}\";r=0;t={wait}"));
    assert_eq!(answer.headers["ratelimit-policy"].to_str().unwrap(), format!("\"{limit}\";q={quota};w={window}"));
}

async fn used(stage: &Stage, measure: &str) -> i64 {
    stage.db.count(&format!("select coalesce(sum(used), 0)::bigint from usage_counters where measure = '{measure}'")).await
}

#[tokio::test]
async fn a_visitor_who_writes_too_much_is_told_when_to_go_on_and_is_offered_the_form() {
    let stage = stage(Limits { visitor_messages: (300, 2), ..Limits::default() }).await;
    for _ in 0..2 {
        assert_eq!(stage.say("visitor-1", "Здравствуйте").await.status, 200);
    }
    let rows = stage.rows().await;
    let answer = stage.say("visitor-1", "Сколько стоит?").await;
    expect_too_many(&answer, "visitor-messages-day", 2, 86_400);
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.starts_with("2 messages a day is as much as is taken from you: please go on in "), "{detail}");
    assert_eq!(answer.json()["form"]["fields"][1]["label"], "Телефон");
    assert_eq!((stage.rows().await, stage.openai.requests().len()), (rows, 2));
    assert_eq!(stage.say("visitor-2", "Здравствуйте").await.status, 200);
}

#[tokio::test]
async fn an_address_is_counted_whoever_its_visitors_say_they_are() {
    let stage = stage(Limits { address_messages: (2, 300), ..Limits::default() }).await;
    let say = |address: &'static str, visitor: u8| {
        let body = json!({ "visitor_id": format!("visitor-{visitor}"), "message": "Здравствуйте" });
        let request = from(address, stage.request(&body));
        async { send(&stage.routes, request).await }
    };
    assert_eq!([say("2001:db8::1", 1).await.status, say("2001:db8::2", 2).await.status], [200, 200]);
    expect_too_many(&say("2001:db8::3", 3).await, "address-messages-minute", 2, 60);
    assert_eq!(say("203.0.113.7", 4).await.status, 200);
}

#[tokio::test]
async fn a_header_does_not_choose_the_address() {
    let stage = stage(Limits { address_messages: (1, 300), ..Limits::default() }).await;
    for (address, status) in [("198.51.100.1", 200), ("198.51.100.2", 429)] {
        let mut request = from("203.0.113.7", stage.request(&json!({ "message": "Здравствуйте" })));
        for name in ["x-forwarded-for", "forwarded", "x-real-ip"] {
            request.headers_mut().insert(name, address.parse().unwrap());
        }
        assert_eq!(send(&stage.routes, request).await.status, status);
    }
}

#[tokio::test]
async fn one_owners_visitors_do_not_use_up_what_is_anothers() {
    let stage = stage(Limits { owner_messages: (1, 300), ..Limits::default() }).await;
    let other = TestOwner::new(&stage.db).await;
    assert_eq!(stage.say("visitor-1", "Здравствуйте").await.status, 200);
    expect_too_many(&stage.say("visitor-2", "Здравствуйте").await, "owner-messages-minute", 1, 60);
    let theirs = request("POST", "/api/chat", Some(&other.token), Some(&json!({ "message": "Hello" })));
    assert_eq!(send(&stage.routes, theirs).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_at_once_cannot_pass_together() {
    let stage = stage(Limits { visitor_messages: (300, 7), ..Limits::default() }).await;
    let mut turns = JoinSet::new();
    for _ in 0..30 {
        let (routes, request) = (stage.routes.clone(), stage.request(&json!({ "visitor_id": "visitor-1", "message": "Да" })));
        turns.spawn(async move { send(&routes, request).await.status.as_u16() });
    }
    let statuses = turns.join_all().await;
    let count = |status| statuses.iter().filter(|answered| **answered == status).count();
    assert_eq!((count(200), count(429)), (7, 23));
    assert_eq!(stage.openai.requests().len(), 7);
    let counted = stage.db.count("select used from usage_counters where scope = 'visitor' and period = 'day'").await;
    assert_eq!(counted, 7, "what was refused is not counted");
}

#[tokio::test]
async fn what_was_answered_before_is_answered_again_whatever_the_limits_say() {
    let stage = stage(Limits { visitor_messages: (300, 1), ..Limits::default() }).await;
    let again = || {
        let mut request = stage.request(&json!({ "visitor_id": "visitor-1", "message": "Здравствуйте" }));
        request.headers_mut().insert("idempotency-key", "key-1".parse().unwrap());
        async { send(&stage.routes, request).await }
    };
    let (first, second) = (again().await, again().await);
    assert_eq!((first.status.as_u16(), first.body), (200, second.body));
}

#[tokio::test]
async fn an_owner_whose_month_is_used_up_keeps_getting_leads() {
    for limits in [Limits { tokens: 13_199, ..Limits::default() }, Limits { microdollars: 1_799, ..Limits::default() }] {
        let stage = stage(limits).await;
        let asks = stage.say("visitor-1", "Сколько стоит букет?").await;
        assert_eq!((asks.status.as_u16(), &asks.json()["fallback"]), (200, &json!(true)));
        assert_eq!(asks.json()["form"]["fields"][1]["name"], "phone");
        let leaves = stage.say("visitor-1", TYPED).await;
        assert_eq!(
            (leaves.status.as_u16(), &leaves.json()["form"], &leaves.json()["lead"]["phone"]),
            (200, &Value::Null, &json!(PHONE))
        );
        assert_eq!(stage.lead().await.0.phone.as_deref(), Some(PHONE));
        assert_eq!(stage.openai.requests().len(), 0);
        assert_eq!((used(&stage, "tokens").await, used(&stage, "microdollars").await), (0, 0), "what was reserved is given back");
    }
}

#[tokio::test]
async fn a_turn_is_counted_by_what_it_cost_and_not_by_what_was_reserved() {
    let stage = stage(Limits { tokens: 13_200, prices: (1.0, 10.0, 0.0), ..Limits::default() }).await;
    stage.openai.then(Completion::text("Здравствуйте!")).then(Completion::no_quota());
    stage.say("visitor-1", "Здравствуйте").await;
    assert_eq!((used(&stage, "tokens").await, used(&stage, "microdollars").await), (140, 320));
    // With 140 used there is no room for another reservation.
    assert_eq!(stage.say("visitor-1", "Здравствуйте").await.json()["fallback"], true);
    assert_eq!((stage.openai.requests().len(), used(&stage, "tokens").await), (1, 140));
}

#[tokio::test]
async fn speech_is_counted_before_anybody_listens_to_it() {
    let stage = stage(Limits { audio_seconds: (20, 300), prices: (0.0, 0.0, 0.006), ..Limits::default() }).await;
    let mut recording = b"OggS".to_vec();
    recording.resize(48_000, 0);
    let spoken = json!({ "visitor_id": "visitor-1", "audio": BASE64_STANDARD.encode(recording) });
    stage.openai.then_transcribe(Transcription::text("Здравствуйте"));
    assert_eq!(stage.ask(&spoken).await.status, 200);
    expect_too_many(&stage.ask(&spoken).await, "visitor-audio-seconds-day", 20, 86_400);
    assert_eq!(stage.openai.transcriptions().len(), 1);
    assert_eq!((used(&stage, "audio_seconds").await, used(&stage, "microdollars").await), (24, 1_200));
}

#[tokio::test]
async fn nobody_listens_to_what_is_only_to_be_written_down_where_the_speech_of_the_day_is_used_up() {
    let stage = stage(Limits { audio_seconds: (1_800, 0), ..Limits::default() }).await;
    let file = include_str!("../../../../events/chat/transcript.json");
    let answer = send(&stage.routes, event(file, Some(&stage.owner.token))).await;
    expect_too_many(&answer, "owner-audio-seconds-day", 0, 86_400);
    assert_eq!((stage.openai.transcriptions().len(), used(&stage, "audio_seconds").await), (0, 0));
}
