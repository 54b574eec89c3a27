//! A message that is sent twice, because the first answer never arrived: it is answered as before, and nothing happens twice.

use std::time::Duration;

use axum::{body::Body, http::Request};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use shared::testing::{Answer, Completion, TestOwner, Transcription, request, send};
use tokio::task::JoinHandle;

use super::stage::{PHONE, Stage, TYPED, faults, lead_with, until};

fn keyed(mut request: Request<Body>, key: &str) -> Request<Body> {
    request.headers_mut().insert("idempotency-key", key.parse().unwrap());
    request
}

impl Stage {
    async fn again(&self, key: &str, body: &Value) -> Answer {
        send(&self.routes, keyed(self.request(body), key)).await
    }

    /// Begins a request that nobody waits for.
    fn begin(&self, key: &str, body: &Value) -> JoinHandle<Answer> {
        let (routes, request) = (self.routes.clone(), keyed(self.request(body), key));
        tokio::spawn(async move { send(&routes, request).await })
    }

    /// As if the instance that holds the key had died a while ago.
    async fn lease_ends(&self) {
        self.db.execute("update chat_requests set leased_until = now() - interval '1 second'").await;
    }
}

fn typed() -> Value {
    json!({ "visitor_id": "visitor-1", "message": TYPED })
}

fn spoken() -> Value {
    json!({ "visitor_id": "visitor-1", "audio": BASE64_STANDARD.encode("OggS") })
}

fn expect_problem(answer: &Answer, status: u16, name: &str) {
    let expected = (status, json!(format!("urn:leadline:problem:{name}")));
    assert_eq!((answer.status.as_u16(), answer.json()["type"].clone()), expected);
}

#[tokio::test]
async fn the_same_key_and_body_get_the_same_answer_and_nothing_is_stored_or_asked_twice() {
    let stage = Stage::new().await;
    let arguments = lead_with(&json!({ "name": "Анна", "need": "букет на свадьбу" }));
    stage.openai.then(Completion::register_lead(arguments));
    let first = stage.again("key-1", &typed()).await;
    let rows = stage.rows().await;
    let second = stage.again("key-1", &typed()).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (200, 200));
    assert_eq!(first.json()["lead"]["name"], "Анна");
    assert_eq!(first.body, second.body, "to the byte");
    assert_eq!((stage.rows().await, stage.openai.requests().len()), (rows, 1));
}

#[tokio::test]
async fn a_visitor_without_a_name_is_the_same_one_the_second_time() {
    let stage = Stage::new().await;
    let (first, second) =
        (stage.again("key-1", &json!({ "message": TYPED })).await, stage.again("key-1", &json!({ "message": TYPED })).await);
    assert_eq!(first.json()["visitor_id"], second.json()["visitor_id"]);
    assert_eq!(stage.db.count("select count(*) from bot_users").await, 1);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let stage = Stage::new().await;
    stage.again("key-1", &typed()).await;
    let rows = stage.rows().await;
    for body in [json!({ "visitor_id": "visitor-1", "message": "Другое" }), spoken()] {
        expect_problem(&stage.again("key-1", &body).await, 422, "idempotency-key-reused");
    }
    assert_eq!((stage.rows().await, stage.openai.requests().len(), stage.openai.transcriptions().len()), (rows, 1, 0));
}

#[tokio::test]
async fn a_key_means_something_only_beside_its_visitor_and_owner() {
    let stage = Stage::new().await;
    let other = TestOwner::new(&stage.db).await;
    let first = stage.again("key-1", &typed()).await;
    let anothers = stage.again("key-1", &json!({ "visitor_id": "visitor-2", "message": TYPED })).await;
    let foreign = send(&stage.routes, keyed(request("POST", "/api/chat", Some(&other.token), Some(&typed())), "key-1")).await;
    let messages = [first, anothers, foreign].map(|answer| answer.json()["message_id"].clone());
    assert!(messages.iter().all(Value::is_string) && messages[0] != messages[1] && messages[0] != messages[2], "{messages:?}");
    assert_eq!(stage.openai.requests().len(), 3);
}

#[tokio::test]
async fn a_request_that_is_being_worked_on_is_not_begun_again() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::Stall(Duration::from_secs(2)));
    let first = stage.begin("key-1", &typed());
    stage.asked(1).await;
    let second = stage.again("key-1", &typed()).await;
    expect_problem(&second, 409, "already-running");
    assert_eq!(second.headers["retry-after"], "3");
    let first = first.await.unwrap();
    assert_eq!(first.body, stage.again("key-1", &typed()).await.body);
    assert_eq!((stage.openai.requests().len(), stage.messages("visitor-1").await.len()), (1, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_at_once_one_is_worked_on() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::Stall(Duration::from_secs(1)));
    let attempts: Vec<_> = (0..10).map(|_| stage.begin("key-1", &typed())).collect();
    let mut statuses = Vec::new();
    for attempt in attempts {
        statuses.push(attempt.await.unwrap().status.as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409, 409, 409, 409, 409, 409]);
    assert_eq!((stage.openai.requests().len(), stage.messages("visitor-1").await.len()), (1, 2));
}

#[tokio::test]
async fn an_attempt_that_was_cut_off_is_taken_up_and_not_repeated() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::Stall(Duration::from_mins(10))).then(Completion::text("Здравствуйте!"));
    let first = stage.begin("key-1", &typed());
    stage.asked(1).await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    expect_problem(&stage.again("key-1", &typed()).await, 409, "already-running");

    stage.lease_ends().await;
    let second = stage.again("key-1", &typed()).await;
    assert_eq!((second.status.as_u16(), &second.json()["reply"]), (200, &json!("Здравствуйте!")));
    assert_eq!(stage.said("visitor-1").await, [format!("visitor: {TYPED}"), "assistant: Здравствуйте!".to_owned()]);
    assert_eq!(stage.lead().await.0.phone.as_deref(), Some(PHONE));
    assert_eq!(stage.outbox().await, (1, 0));
    // The message stands once in what the model is asked, too.
    let asked = stage.openai.requests().pop().unwrap()["messages"].as_array().unwrap().len();
    assert_eq!(asked, 2);
}

#[tokio::test]
async fn a_voice_message_that_is_sent_twice_is_understood_once() {
    let stage = Stage::new().await;
    stage.openai.then_transcribe(Transcription::text(TYPED));
    let (first, second) = (stage.again("key-1", &spoken()).await, stage.again("key-1", &spoken()).await);
    assert_eq!((first.status.as_u16(), &first.json()["transcript"]), (200, &json!(TYPED)));
    assert_eq!(first.body, second.body);
    assert_eq!((stage.openai.transcriptions().len(), stage.openai.requests().len()), (1, 1));
}

#[tokio::test]
async fn a_voice_message_that_was_cut_off_after_it_was_understood_is_not_understood_again() {
    let stage = Stage::new().await;
    stage.openai.then_transcribe(Transcription::text(TYPED));
    stage.openai.then(Completion::Stall(Duration::from_mins(10))).then(Completion::text("Здравствуйте!"));
    let first = stage.begin("key-1", &spoken());
    stage.asked(1).await;
    first.abort();
    stage.lease_ends().await;
    let second = stage.again("key-1", &spoken()).await;
    assert_eq!((second.status.as_u16(), &second.json()["transcript"]), (200, &json!(TYPED)));
    assert_eq!(stage.openai.transcriptions().len(), 1);
    assert_eq!(stage.said("visitor-1").await, [format!("visitor, spoken: {TYPED}"), "assistant: Здравствуйте!".to_owned()]);
}

#[tokio::test]
async fn a_voice_message_that_is_being_understood_is_not_begun_again() {
    let stage = Stage::new().await;
    stage.openai.then_transcribe(Transcription::Stall(Duration::from_secs(2)));
    let first = stage.begin("key-1", &spoken());
    until(|| !stage.openai.transcriptions().is_empty()).await;
    expect_problem(&stage.again("key-1", &spoken()).await, 409, "already-running");
    assert_eq!(first.await.unwrap().status, 200);
    assert_eq!(stage.openai.transcriptions().len(), 1);
}

#[tokio::test]
async fn a_voice_message_that_could_not_be_understood_can_be_sent_again_at_once() {
    let stage = Stage::new().await;
    stage.openai.then_transcribe(Transcription::Garbage).then_transcribe(Transcription::text("Здравствуйте"));
    expect_problem(&stage.again("key-1", &spoken()).await, 503, "speech-not-understood");
    assert_eq!(stage.again("key-1", &spoken()).await.json()["transcript"], "Здравствуйте");
}

#[tokio::test]
async fn a_key_of_no_account_claims_nothing() {
    let stage = Stage::new().await;
    stage.db.execute("delete from users").await;
    for body in [typed(), spoken()] {
        expect_problem(&stage.again("key-1", &body).await, 401, "invalid-token");
    }
    assert_eq!(stage.db.count("select count(*) from chat_requests").await, 0);
    assert_eq!((stage.openai.requests().len(), stage.openai.transcriptions().len()), (0, 0));
}

#[tokio::test]
async fn a_key_is_one_to_two_hundred_and_fifty_five_characters() {
    let stage = Stage::new().await;
    for (key, code) in [("", "empty"), (" ", "empty"), (&"k".repeat(256), "too_long"), ("a\tb", "invalid")] {
        let answer = stage.again(key, &typed()).await;
        assert_eq!((answer.status.as_u16(), faults(&answer)), (422, vec![format!("Idempotency-Key {code}")]), "{key:?}");
    }
    assert_eq!(stage.again(&"k".repeat(255), &typed()).await.status, 200);
}
