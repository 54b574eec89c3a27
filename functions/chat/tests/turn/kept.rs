//! No lead is lost: what a visitor typed is kept before the model is asked, and whatever becomes of it.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use shared::testing::{Answer, Completion, OpenAi, TestQueue, Transcription, send};

use super::stage::{PHONE, Stage, TYPED, faults, lead_with, until, within};

const SORRY: &str = "Спасибо, мы всё записали. Сейчас я не могу ответить сам — с вами свяжется наш сотрудник.";

/// Types a contact while the model fails as told: the visitor gets a sentence, the owner gets the lead.
async fn keeps_the_lead(failures: &[Completion]) -> Stage {
    let stage = Stage::new().await;
    for failure in failures {
        stage.openai.then(failure.clone());
    }
    let answer = stage.say("visitor-1", TYPED).await;
    expect_kept(&stage, &answer).await;
    stage
}

async fn expect_kept(stage: &Stage, answer: &Answer) {
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    assert_eq!((&answer.json()["reply"], &answer.json()["fallback"]), (&json!(SORRY), &json!(true)));
    assert_eq!(answer.json()["lead"]["phone"], PHONE);
    expect_stored(stage, &[format!("visitor: {TYPED}"), format!("assistant: {SORRY}")]).await;
    assert_eq!(stage.db.count("select count(*) from messages where model is not null").await, 0);
}

/// The conversation, one lead with its phone, its row of the outbox and its delivery.
async fn expect_stored(stage: &Stage, said: &[String]) {
    assert_eq!(stage.said("visitor-1").await, said);
    let (lead, fields) = stage.lead().await;
    assert_eq!(lead.phone.as_deref(), Some(PHONE));
    assert_eq!(fields.len(), 1);
    assert_eq!(fields[0].message_id, stage.messages("visitor-1").await[0].id);
    assert_eq!(stage.db.count("select count(*) from outbox").await, 1);
    assert_eq!(stage.db.count("select count(*) from deliveries where state = 'pending'").await, 1);
}

#[tokio::test]
async fn a_number_is_answered_in_the_language_of_before() {
    let stage = Stage::new().await;
    stage.say("visitor-1", "Здравствуйте").await;
    stage.openai.then(Completion::unauthorized());
    assert_eq!(stage.say("visitor-1", PHONE).await.json()["reply"], SORRY);
    stage.openai.then(Completion::unauthorized());
    assert_eq!(stage.say("visitor-2", "?").await.json()["form"]["submit"], "Send");
    stage.say("visitor-3", "Здравствуйте").await;
    stage.openai.then(Completion::unauthorized());
    assert_eq!(stage.say("visitor-3", "?").await.json()["form"]["submit"], "Отправить");
}

#[tokio::test]
async fn a_stated_number_outside_the_plan_is_kept_as_unconfirmed() {
    let stage = Stage::new().await;
    for (place, text) in ["мой телефон +972 50 123 4567", "+972 50 123 4567", "звоните 8 000 123-45-67"].into_iter().enumerate()
    {
        stage.openai.then(Completion::unauthorized());
        let answer = stage.say(&format!("stated-{place}"), text).await;
        assert_eq!(answer.json()["fallback"], true);
        assert!(answer.json()["lead"]["phone"].is_string(), "{text}: {:?}", answer.json());
    }
    for (place, text) in ["мой телефон 8 916 123 45 6", "+1 512 555 014", "заказ 0001234567"].into_iter().enumerate()
    {
        stage.openai.then(Completion::unauthorized());
        assert_eq!(stage.say(&format!("short-{place}"), text).await.json()["lead"], json!(null), "{text}");
    }
    assert_eq!(stage.db.count("select count(*) from lead_fields where field = 'phone' and doubtful").await, 3);
    assert_eq!(stage.db.count("select count(*) from leads").await, 3);
}

#[tokio::test]
async fn keeps_the_lead_when_the_model_refuses_the_key() {
    let stage = keeps_the_lead(&[Completion::unauthorized()]).await;
    assert_eq!(stage.openai.requests().len(), 1);
}

#[tokio::test]
async fn keeps_the_lead_when_the_quota_is_used_up_and_asks_no_second_time() {
    let stage = keeps_the_lead(&[Completion::no_quota()]).await;
    assert_eq!(stage.openai.requests().len(), 1);
}

#[tokio::test]
async fn keeps_the_lead_when_the_model_stays_busy() {
    let stage = keeps_the_lead(&[Completion::rate_limited(), Completion::rate_limited(), Completion::rate_limited()]).await;
    assert_eq!(stage.openai.requests().len(), 3);
}

#[tokio::test]
async fn keeps_the_lead_when_the_model_fails_three_times() {
    let stage = keeps_the_lead(&[Completion::failing(), Completion::failing(), Completion::failing()]).await;
    assert_eq!(stage.openai.requests().len(), 3);
}

#[tokio::test]
async fn keeps_the_lead_when_the_connection_breaks_three_times() {
    let stage = keeps_the_lead(&[Completion::Cut, Completion::Cut, Completion::Cut]).await;
    assert_eq!(stage.openai.requests().len(), 3);
}

#[tokio::test]
async fn keeps_the_lead_when_the_model_answers_garbage() {
    let stage = keeps_the_lead(&[Completion::Garbage]).await;
    assert_eq!(stage.openai.requests().len(), 1);
}

#[tokio::test]
async fn keeps_the_lead_when_the_model_says_nothing() {
    keeps_the_lead(&[Completion::text(" \n")]).await;
}

#[tokio::test]
async fn keeps_the_lead_when_the_model_asks_for_more_time_than_there_is() {
    for asked in ["3600", "18446744073709551615"] {
        let body = json!({ "error": { "message": "later", "type": "requests", "code": null } }).to_string();
        let stage =
            keeps_the_lead(&[Completion::Status { status: 429, body, headers: vec![("retry-after", asked.into())] }]).await;
        assert_eq!(stage.openai.requests().len(), 1);
    }
}

#[tokio::test]
async fn keeps_the_lead_when_the_model_stalls_until_the_deadline() {
    let stage = Stage::new().await;
    // Within the 25 seconds of a request of which nobody says how long it may take, so that it is Lambda's deadline that ends it;
    // of that one four seconds are kept back for the rest of the turn.
    stage.openai.then(Completion::Stall(Duration::from_secs(20)));
    let request = within(Duration::from_millis(4_300), stage.request(&json!({ "visitor_id": "visitor-1", "message": TYPED })));
    let answer = send(&stage.routes, request).await;
    expect_kept(&stage, &answer).await;
    assert_eq!(stage.openai.requests().len(), 1);
}

#[tokio::test]
async fn keeps_the_lead_when_nothing_listens_where_the_model_should_be() {
    let mut stage = Stage::new().await;
    stage.openai = OpenAi::start().await;
    let answer = stage.say("visitor-1", TYPED).await;
    expect_kept(&stage, &answer).await;
}

#[tokio::test]
async fn keeps_the_lead_when_the_model_says_more_than_a_message_holds() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::text("слово ".repeat(10_000)));
    let answer = stage.say("visitor-1", TYPED).await;
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    stage.openai.then(Completion::register_lead(lead_with(&json!({ "name": "Анна", "say": "слово ".repeat(10_000) }))));
    let answer = stage.say("visitor-1", "Анна").await;
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    assert_eq!(stage.lead().await.0.name.as_deref(), Some("Анна"));
    assert_eq!(stage.messages("visitor-1").await.len(), 4);
}

#[tokio::test]
async fn answers_when_a_failing_model_recovers() {
    for failure in [Completion::rate_limited(), Completion::failing(), Completion::Cut] {
        let stage = Stage::new().await;
        stage.openai.then(failure.clone()).then(failure).then(Completion::text("Здравствуйте!"));
        let answer = stage.say("visitor-1", TYPED).await;
        assert_eq!((&answer.json()["reply"], &answer.json()["fallback"]), (&json!("Здравствуйте!"), &json!(null)));
        assert_eq!(stage.openai.requests().len(), 3);
    }
}

#[tokio::test]
async fn speaks_the_visitors_language_and_asks_for_a_contact_only_where_there_is_none() {
    let stage = Stage::new().await;
    let cases = [
        (
            "How much is it?",
            "I cannot answer just now. Please leave a phone number or an e-mail address, and a colleague will get in touch.",
        ),
        (
            "Сколько стоит?",
            "Сейчас я не могу ответить. Оставьте, пожалуйста, телефон или e-mail — с вами свяжется наш сотрудник.",
        ),
        (
            "Call +1 415 555 2671",
            "Thank you, we have noted it. I cannot answer just now, so a colleague will get in touch with you.",
        ),
        ("Hello?", "Thank you, we have noted it. I cannot answer just now, so a colleague will get in touch with you."),
        ("Алло?", SORRY),
    ];
    for (message, reply) in cases {
        stage.openai.then(Completion::no_quota());
        assert_eq!(stage.say("visitor-1", message).await.json()["reply"], reply, "{message}");
    }
    assert_eq!(stage.leads().await.len(), 1);
}

#[tokio::test]
async fn keeps_the_lead_when_the_function_dies_while_the_model_thinks() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::Stall(Duration::from_mins(10)));
    let request = stage.request(&json!({ "visitor_id": "visitor-1", "message": TYPED }));
    let routes = stage.routes.clone();
    let turn = tokio::spawn(async move { send(&routes, request).await });
    stage.asked(1).await;
    turn.abort();
    assert!(turn.await.unwrap_err().is_cancelled());
    expect_stored(&stage, &[format!("visitor: {TYPED}")]).await;
}

#[tokio::test]
async fn keeps_the_lead_in_the_outbox_when_the_queue_is_away() {
    let stage = Stage::with_queue(TestQueue::unreachable()).await;
    stage.openai.then(Completion::text("Здравствуйте!"));
    let answer = stage.say("visitor-1", TYPED).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["reply"]), (200, &json!("Здравствуйте!")));
    expect_stored(&stage, &[format!("visitor: {TYPED}"), "assistant: Здравствуйте!".to_owned()]).await;
    assert_eq!(stage.outbox().await, (1, 0));
}

#[tokio::test]
async fn says_so_when_the_database_is_away_and_keeps_the_lead_once_it_is_back() {
    let stage = Stage::new().await;
    stage.db.go_away().await;
    // The first finds its connection broken, the second finds no new one.
    for _ in 0..2 {
        expect_unavailable(&stage.say("visitor-1", TYPED).await);
    }
    assert_eq!(stage.openai.requests().len(), 0);

    stage.come_back().await;
    stage.openai.then(Completion::text("Здравствуйте!"));
    assert_eq!(stage.say("visitor-1", TYPED).await.status, 200);
    expect_stored(&stage, &[format!("visitor: {TYPED}"), "assistant: Здравствуйте!".to_owned()]).await;
}

#[tokio::test]
async fn keeps_the_lead_when_the_database_goes_while_the_model_thinks() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::Stall(Duration::from_secs(3)));
    let (answer, ()) = tokio::join!(stage.say("visitor-1", TYPED), async {
        stage.asked(1).await;
        stage.db.go_away().await;
    });
    expect_unavailable(&answer);
    stage.come_back().await;
    expect_stored(&stage, &[format!("visitor: {TYPED}")]).await;

    // The visitor sends it again.
    assert_eq!(stage.say("visitor-1", TYPED).await.status, 200);
    assert_eq!(stage.leads().await.len(), 1);
    assert_eq!(stage.db.count("select count(*) from outbox").await, 1);
}

#[tokio::test]
async fn keeps_no_half_of_a_voice_message_when_the_database_goes_while_it_is_transcribed() {
    let stage = Stage::new().await;
    stage.openai.then_transcribe(Transcription::Stall(Duration::from_secs(3)));
    let spoken = json!({ "visitor_id": "visitor-1", "audio": BASE64_STANDARD.encode("OggS") });
    let (answer, ()) = tokio::join!(stage.ask(&spoken), async {
        until(|| !stage.openai.transcriptions().is_empty()).await;
        stage.db.go_away().await;
    });
    expect_unavailable(&answer);
    stage.come_back().await;
    assert_eq!(stage.rows().await, 0);
}

fn expect_unavailable(answer: &Answer) {
    assert_eq!((answer.status.as_u16(), &answer.json()["type"]), (503, &json!("urn:leadline:problem:unavailable")));
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(answer.headers["retry-after"], "2");
}

#[tokio::test]
async fn keeps_nothing_of_a_voice_message_that_could_not_be_transcribed() {
    let failures = [
        vec![Transcription::no_quota()],
        vec![Transcription::failing(), Transcription::failing(), Transcription::failing()],
        vec![Transcription::Cut, Transcription::Cut, Transcription::Cut],
        vec![Transcription::Garbage],
    ];
    for failures in failures {
        // Of its own, because a model that fails is not asked again for a while.
        let stage = Stage::new().await;
        let asked = failures.len();
        for failure in failures {
            stage.openai.then_transcribe(failure);
        }
        let answer = stage.ask(&json!({ "visitor_id": "visitor-1", "audio": BASE64_STANDARD.encode("OggS") })).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["type"]), (503, &json!("urn:leadline:problem:speech-not-understood")));
        assert_eq!(stage.openai.transcriptions().len(), asked);
        assert_eq!((stage.rows().await, stage.openai.requests().len()), (0, 0));
    }
}

#[tokio::test]
async fn keeps_nothing_of_a_voice_message_in_which_nobody_speaks() {
    let stage = Stage::new().await;
    stage.openai.then_transcribe(Transcription::text(" \n"));
    let answer = stage.ask(&json!({ "audio": BASE64_STANDARD.encode("OggS") })).await;
    assert_eq!((answer.status.as_u16(), faults(&answer)), (422, vec!["audio empty".to_owned()]));
    assert_eq!((stage.rows().await, stage.openai.requests().len()), (0, 0));
}
