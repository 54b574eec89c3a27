//! The answer as events, while it is being said.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};
use shared::testing::{Answer, Completion, Transcription, begin, read, send};

use super::stage::{PHONE, Stage, TYPED, form, lead_with, until};

fn asking(mut request: Request<Body>) -> Request<Body> {
    request.headers_mut().insert("accept", "text/event-stream".parse().unwrap());
    request
}

/// The events of an answer, by name.
fn events(answer: &Answer) -> Vec<(String, Value)> {
    let body = String::from_utf8(answer.body.to_vec()).unwrap();
    let event = |block: &str| {
        let (name, data) = block.strip_prefix("event: ")?.split_once("\ndata: ")?;
        Some((name.to_owned(), serde_json::from_str(data).unwrap()))
    };
    body.split("\n\n").filter_map(event).collect()
}

fn names(events: &[(String, Value)]) -> Vec<&str> {
    let mut names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    names.dedup();
    names
}

/// What a visitor reads while it comes.
fn told(events: &[(String, Value)]) -> String {
    events.iter().filter(|(name, _)| name == "delta").map(|(_, data)| data["text"].as_str().unwrap()).collect()
}

fn done(events: &[(String, Value)]) -> &Value {
    let (name, data) = events.last().unwrap();
    assert_eq!(name, "done");
    data
}

impl Stage {
    async fn listen(&self, message: &str) -> Vec<(String, Value)> {
        let answer = send(&self.routes, asking(self.request(&json!({ "visitor_id": "visitor-1", "message": message })))).await;
        assert_eq!((answer.status, answer.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "text/event-stream"));
        events(&answer)
    }
}

#[tokio::test]
async fn tells_the_sentence_in_pieces_and_then_the_whole_answer() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::text("Да, есть розы и пионы."));
    let events = stage.listen("Есть цветы?").await;
    assert_eq!(names(&events), ["delta", "done"]);
    assert!(events.len() > 4, "{events:?}");
    assert_eq!(told(&events), "Да, есть розы и пионы.");
    assert_eq!(done(&events)["reply"], "Да, есть розы и пионы.");
    assert_eq!(stage.said("visitor-1").await, ["visitor: Есть цветы?", "assistant: Да, есть розы и пионы."]);
    let asked = &stage.openai.requests()[0];
    assert_eq!((&asked["stream"], &asked["stream_options"]["include_usage"]), (&json!(true), &json!(true)));
    assert_eq!(stage.db.count("select sum(prompt_tokens + completion_tokens) from messages where role = 'assistant'").await, 140);
}

#[tokio::test]
async fn tells_of_a_typed_contact_before_the_model_speaks_and_of_what_the_model_added_after_it() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::register_lead(lead_with(&json!({ "name": "Анна", "need": "букет на свадьбу" }))));
    let events = stage.listen(TYPED).await;
    assert_eq!(names(&events), ["lead", "delta", "lead", "done"]);
    assert_eq!((&events[0].1["phone"], &events[0].1["name"]), (&json!(PHONE), &Value::Null));
    assert_eq!(events[2].1["name"], "Анна");
    assert_eq!((told(&events).as_str(), &done(&events)["lead"]), ("Спасибо!", &events[2].1));
}

#[tokio::test]
async fn a_tool_call_in_the_middle_does_not_break_the_text() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::TextAndTool("Отлично, записываю.".into(), lead_with(&json!({ "name": "Анна" }))));
    let events = stage.listen(TYPED).await;
    assert_eq!(told(&events), "Отлично, записываю.\n\nСпасибо!");
    assert_eq!(done(&events)["reply"], told(&events));
    assert_eq!(stage.said("visitor-1").await[1], "assistant: Отлично, записываю.\n\nСпасибо!");
}

#[tokio::test]
async fn what_the_model_made_up_is_never_told() {
    let stage = Stage::new().await;
    let invented = lead_with(&json!({ "phone": "+7 900 000-00-00", "say": "Записал +7 900 000-00-00" }));
    stage.openai.then(Completion::register_lead(invented)).then(Completion::text("Как с вами связаться?"));
    let events = stage.listen("Хочу букет").await;
    assert_eq!((told(&events).as_str(), names(&events)), ("Как с вами связаться?", vec!["delta", "done"]));
}

#[tokio::test]
async fn tags_are_not_told_either() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::text("Смотрите <img src=x onerror=alert(1)> вот [тут](javascript:alert(1)) и всё"));
    let events = stage.listen("Привет").await;
    assert_eq!(told(&events), "Смотрите  вот [тут](alert(1)) и всё");
    assert_eq!(done(&events)["reply"], told(&events));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_again_and_takes_the_place_of_its_beginning() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::Cut).then(Completion::text("Чем помочь?"));
    let events = stage.listen("Привет").await;
    assert_eq!(told(&events), "We can", "nothing is told twice");
    assert_eq!(done(&events)["reply"], "Чем помочь?");
    assert_eq!(stage.openai.requests()[1]["stream"], Value::Null);
}

#[tokio::test]
async fn a_server_that_does_not_stream_is_understood() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::Whole("Lost".into())).then(Completion::text("Чем помочь?"));
    let events = stage.listen("Привет").await;
    assert_eq!((told(&events).as_str(), &done(&events)["reply"]), ("Чем помочь?", &json!("Чем помочь?")));
}

#[tokio::test]
async fn where_no_model_answers_the_form_comes_with_our_sentence() {
    let stage = Stage::new().await;
    for _ in 0..3 {
        stage.openai.then(Completion::failing());
    }
    let events = stage.listen("Привет").await;
    assert_eq!(names(&events), ["delta", "form", "done"]);
    assert_eq!(
        (done(&events)["fallback"].clone(), told(&events)),
        (json!(true), done(&events)["reply"].as_str().unwrap().to_owned())
    );
}

#[tokio::test]
async fn what_was_heard_comes_first() {
    let stage = Stage::new().await;
    stage.openai.then_transcribe(Transcription::text("Нужен букет"));
    let clip: &[u8] = b"\x1aE\xdf\xa3 a recording";
    let parts: &[(&str, &[u8])] = &[("visitor_id", b"visitor-1"), ("audio; filename=a.webm", clip)];
    let events = events(&send(&stage.routes, asking(form(&stage.owner.token, parts))).await);
    assert_eq!((names(&events), &events[0].1["transcript"]), (vec!["transcript", "delta", "done"], &json!("Нужен букет")));
}

#[tokio::test]
async fn what_is_refused_is_refused_with_its_status() {
    let stage = Stage::new().await;
    let answer = send(&stage.routes, asking(stage.request(&json!({ "message": " " })))).await;
    assert_eq!(
        (answer.status, answer.headers["content-type"].to_str().unwrap()),
        (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
    );
}

#[tokio::test]
async fn the_same_key_gets_the_same_answer_in_either_form() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::text("Один раз"));
    let request = || {
        let mut request = stage.request(&json!({ "visitor_id": "visitor-1", "message": "Привет" }));
        request.headers_mut().insert("idempotency-key", "key-1".parse().unwrap());
        request
    };
    let first = events(&send(&stage.routes, asking(request())).await);
    let second = events(&send(&stage.routes, asking(request())).await);
    let whole = send(&stage.routes, request()).await.json();
    assert_eq!((told(&second).as_str(), done(&second)), ("Один раз", done(&first)));
    assert_eq!(&whole, done(&first));
    assert_eq!(stage.openai.requests().len(), 1);
}

#[tokio::test]
async fn a_visitor_who_leaves_in_the_middle_finds_the_whole_answer_later() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::Stall(Duration::from_millis(300)));
    let request = asking(stage.request(&json!({ "visitor_id": "visitor-1", "message": "Привет" })));
    let response = begin(&stage.routes, request).await;
    assert_eq!(response.status(), StatusCode::OK);
    drop(response);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while stage.said("visitor-1").await.len() < 2 {
        assert!(tokio::time::Instant::now() < deadline, "the answer was lost");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(stage.said("visitor-1").await[1], "assistant: How can I help?");
}

#[tokio::test]
async fn a_failure_after_the_beginning_is_told_as_a_problem_and_can_be_sent_again() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::Stall(Duration::from_millis(400))).then(Completion::text("Чем помочь?"));
    let request = || {
        let mut request = asking(stage.request(&json!({ "visitor_id": "visitor-1", "message": "Привет" })));
        request.headers_mut().insert("idempotency-key", "key-1".parse().unwrap());
        request
    };
    let response = begin(&stage.routes, request()).await;
    until(|| !stage.openai.requests().is_empty()).await;
    stage.db.go_away().await;
    let request_id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let failed = events(&read(response).await);
    let (name, problem) = failed.last().unwrap();
    assert_eq!((name.as_str(), &problem["status"], &problem["request_id"]), ("error", &json!(503), &json!(request_id)));
    stage.come_back().await;
    stage.db.execute("update chat_requests set leased_until = now() - interval '1 second'").await;
    let again = events(&send(&stage.routes, request()).await);
    assert_eq!(done(&again)["reply"], "Чем помочь?");
    assert_eq!(stage.said("visitor-1").await.len(), 2, "the message is stored once");
}
