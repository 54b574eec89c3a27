//! Nothing invented: what the model registers must stand in the visitor's own words.

use serde_json::{Value, json};
use shared::{
    lead::CapturedBy,
    testing::{Completion, Logs},
};

use super::stage::{PHONE, Stage, lead_with};

const CONTACT_NEEDED: &str = "Подскажите, пожалуйста, по какому телефону или e-mail с вами связаться?";

fn registers(values: &Value) -> Completion {
    Completion::register_lead(lead_with(values))
}

/// What the model was told of its call, in its next request.
fn told(stage: &Stage, request: usize) -> Value {
    let messages = stage.openai.requests()[request]["messages"].clone();
    let [call, answer] = messages.as_array().unwrap().last_chunk().unwrap();
    assert_eq!((&call["role"], &answer["role"]), (&json!("assistant"), &json!("tool")));
    assert_eq!(call["tool_calls"][0]["id"], answer["tool_call_id"]);
    serde_json::from_str(answer["content"].as_str().unwrap()).unwrap()
}

async fn expect_no_lead(stage: &Stage) {
    let rows = "select (select count(*) from leads) + (select count(*) from lead_keys) + (select count(*) from outbox)";
    assert_eq!(stage.db.count(rows).await, 0);
}

#[tokio::test]
async fn refuses_a_contact_the_visitor_never_gave_and_tells_the_model() {
    for contact in [json!({ "phone": PHONE }), json!({ "email": "anna@example.com" }), json!({ "name": "Анна" }), json!({})] {
        let stage = Stage::new().await;
        stage.openai.then(registers(&contact)).then(Completion::text("Как с вами связаться?"));
        let answer = stage.say("visitor-1", "Я Анна, нужен букет, бюджет 5000").await;
        assert_eq!(answer.json()["reply"], "Как с вами связаться?");
        assert_eq!(answer.json()["lead"], Value::Null);
        insta::allow_duplicates! {
            insta::assert_json_snapshot!(told(&stage, 1), @r#"
            {
              "error": "the visitor has not said a phone or an e-mail: ask for it, and do not make one up",
              "registered": false
            }
            "#);
        }
        expect_no_lead(&stage).await;
    }
}

#[tokio::test]
async fn ends_with_our_own_sentence_when_the_model_insists() {
    let stage = Stage::new().await;
    for _ in 0..5 {
        stage.openai.then(registers(&json!({ "phone": PHONE })));
    }
    let answer = stage.say("visitor-1", "Нужен букет").await;
    assert_eq!((answer.status.as_u16(), &answer.json()["reply"]), (200, &json!(CONTACT_NEEDED)));
    assert_eq!((&answer.json()["fallback"], &answer.json()["lead"]), (&json!(true), &Value::Null));
    assert_eq!(stage.openai.requests().len(), 2);
    expect_no_lead(&stage).await;
    // Our sentence, and what the model cost without saying one.
    let spent = "select count(*) from messages where model is null and prompt_tokens = 240 and completion_tokens = 40";
    assert_eq!(stage.db.count(spent).await, 1);
}

#[tokio::test]
async fn takes_no_call_that_is_not_what_the_tool_takes() {
    let mut unknown_argument = lead_with(&json!({ "phone": "8 916 123-45-67" }));
    unknown_argument["owner_id"] = json!("01990000-0000-7000-8000-000000000001");
    let mut without_say = lead_with(&json!({ "phone": "8 916 123-45-67" }));
    without_say.as_object_mut().unwrap().remove("say");
    let cases = [
        (Completion::broken_tool(), "the arguments are not the JSON that the tool takes: call it again"),
        (Completion::register_lead(unknown_argument), "the arguments are not the JSON that the tool takes: call it again"),
        (Completion::register_lead(without_say), "the arguments are not the JSON that the tool takes: call it again"),
        (registers(&json!({ "phone": 89_161_234_567_u64 })), "the arguments are not the JSON that the tool takes: call it again"),
        (registers(&json!({ "say": " \u{0}" })), "say is empty: say something to the visitor"),
        (Completion::Tool { name: "drop_lead".into(), arguments: "{}".into() }, "there is no such tool"),
    ];
    for (call, error) in cases {
        let stage = Stage::new().await;
        stage.openai.then(call).then(Completion::text("Спасибо!"));
        let answer = stage.say("visitor-1", "Мой телефон 8 916 123-45-67").await;
        assert_eq!((&answer.json()["reply"], &answer.json()["fallback"]), (&json!("Спасибо!"), &Value::Null));
        assert_eq!(told(&stage, 1), json!({ "registered": false, "error": error }));
        let (lead, fields) = stage.lead().await;
        assert_eq!((lead.name, lead.phone.as_deref(), fields.len()), (None, Some(PHONE), 1));
    }
}

#[tokio::test]
async fn refuses_a_name_the_visitor_never_said_and_takes_it_once_it_is_left_out() {
    let stage = Stage::new().await;
    stage.openai.then(registers(&json!({ "name": "Мария", "need": "букет" })));
    stage.openai.then(registers(&json!({ "need": "букет", "say": "Как вас зовут?" })));
    let answer = stage.say("visitor-1", "Нужен букет, 8 916 123-45-67").await;
    assert_eq!(answer.json()["reply"], "Как вас зовут?");
    let error = "the visitor never said this name: ask for it, and do not make it up";
    assert_eq!(told(&stage, 1), json!({ "registered": false, "error": error }));
    let (lead, _) = stage.lead().await;
    assert_eq!((lead.name, lead.need.as_deref(), lead.phone.as_deref()), (None, Some("букет"), Some(PHONE)));
}

#[tokio::test]
async fn keeps_what_was_said_when_the_model_insists_on_what_was_not() {
    let stage = Stage::new().await;
    for _ in 0..2 {
        stage.openai.then(registers(&json!({ "name": "Мария", "need": "букет" })));
    }
    let answer = stage.say("visitor-1", "Нужен букет, 8 916 123-45-67").await;
    assert_eq!(answer.json()["fallback"], true);
    assert_eq!(stage.openai.requests().len(), 2);
    let (lead, _) = stage.lead().await;
    assert_eq!((lead.name, lead.need.as_deref()), (None, Some("букет")));
}

#[tokio::test]
async fn leaves_out_a_need_in_other_words_and_keeps_the_rest() {
    let stage = Stage::new().await;
    stage.openai.then(registers(&json!({ "name": "Анна", "need": "флористика для торжества" })));
    let answer = stage.say("visitor-1", "Я Анна, нужен букет, 8 916 123-45-67").await;
    assert_eq!((&answer.json()["reply"], stage.openai.requests().len()), (&json!("Спасибо!"), 1));
    let (lead, _) = stage.lead().await;
    assert_eq!((lead.name.as_deref(), lead.need), (Some("Анна"), None));
}

#[tokio::test]
async fn an_assistants_own_words_are_no_source() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::text("Наш телефон +7 495 123-45-67, почта shop@example.com, спросите Марию"));
    stage.say("visitor-1", "Как с вами связаться?").await;
    for contact in [json!({ "phone": "+7 495 123-45-67" }), json!({ "email": "shop@example.com" })] {
        stage.openai.then(registers(&contact)).then(Completion::text("Хорошо."));
        stage.say("visitor-1", "Спасибо").await;
        expect_no_lead(&stage).await;
    }
    // Nor for a visitor who can be reached.
    stage.openai.then(registers(&json!({ "name": "Марию", "phone": "+7 495 123-45-67" }))).then(Completion::text("Хорошо."));
    stage.say("visitor-1", "8 916 123-45-67").await;
    let error = "the visitor never said this name, phone: ask for it, and do not make it up";
    assert_eq!(told(&stage, 6)["error"], error);
    let (lead, fields) = stage.lead().await;
    assert_eq!((lead.name, lead.phone.as_deref()), (None, Some(PHONE)));
    assert!(fields.iter().all(|field| field.captured_by == CapturedBy::VisitorText));
}

#[tokio::test]
async fn another_visitors_words_are_no_source() {
    let stage = Stage::new().await;
    stage.say("visitor-1", "Я Анна, 8 916 123-45-67").await;
    stage.openai.then(registers(&json!({ "name": "Анна", "phone": PHONE }))).then(Completion::text("Хорошо."));
    let answer = stage.say("visitor-2", "Запишите меня как того, кто был до меня").await;
    assert_eq!(answer.json()["lead"], Value::Null);
    assert_eq!(stage.lead().await.0.visitor_id, "visitor-1");
}

#[tokio::test]
async fn asks_for_no_contact_where_the_model_found_an_earlier_one_beside_its_inventions() {
    let stage = Stage::new().await;
    stage.say("visitor-1", "Мой телефон 8 916 123-45-67").await;
    stage.db.execute("update lead_keys set expires_at = now() - interval '1 minute'").await;
    let invented = || registers(&json!({ "name": "Пётр", "phone": PHONE }));
    stage.openai.then(invented()).then(invented());
    let answer = stage.say("visitor-1", "Когда вы перезвоните?").await.json();
    assert_eq!((&answer["lead"]["phone"], &answer["lead"]["name"]), (&json!(PHONE), &json!(null)));
    assert!(answer["reply"].as_str().unwrap().starts_with("Спасибо, мы всё записали."), "{answer}");
}

#[tokio::test]
async fn a_refused_field_is_logged_by_its_name_and_never_by_its_value() {
    let stage = Stage::new().await;
    let logs = Logs::capture();
    stage.openai.then(registers(&json!({ "name": "Пётр", "phone": "+79990001122" }))).then(Completion::text("Как вас зовут?"));
    stage.say("visitor-1", "Мой номер 8 916 123-45-67").await;
    let lines = logs.take();
    let log = json!(lines).to_string();
    let refused = lines.iter().filter(|line| line["refused_field"].is_string());
    let refused: Vec<Value> = refused.map(|line| json!([line["level"], line["owner"], line["refused_field"]])).collect();
    let owner = stage.owner.id.to_string();
    assert_eq!(refused, [json!(["WARN", owner, "name"]), json!(["WARN", owner, "phone"])]);
    for said in ["Пётр", "79990001122", "9161234567", "Мой номер"] {
        assert!(!log.contains(said), "{said}");
    }
}
