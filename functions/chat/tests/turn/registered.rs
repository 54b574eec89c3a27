//! What the model finds in the visitor's words completes the lead of the contact that was typed.

use serde_json::{Value, json};
use shared::{
    lead::{CapturedBy, Field},
    testing::Completion,
};

use super::stage::{PHONE, Stage, TYPED, lead_with};

fn registers(values: &Value) -> Completion {
    Completion::register_lead(lead_with(values))
}

#[tokio::test]
async fn one_lead_holds_what_the_parser_and_the_model_found_with_the_message_of_each() {
    let stage = Stage::new().await;
    stage.openai.then(registers(&json!({ "name": "Анна", "phone": "8 (916) 123-45-67", "need": "букет на свадьбу" })));
    let answer = stage.say("visitor-1", TYPED).await;
    insta::assert_json_snapshot!(answer.json(), { ".message_id" => "[uuid]", ".lead.id" => "[uuid]" }, @r#"
    {
      "lead": {
        "email": null,
        "id": "[uuid]",
        "is_new": true,
        "name": "Анна",
        "need": "букет на свадьбу",
        "phone": "+79161234567",
        "telegram": null
      },
      "message_id": "[uuid]",
      "reply": "Спасибо!",
      "visitor_id": "visitor-1"
    }
    "#);
    let (lead, fields) = stage.lead().await;
    assert_eq!(answer.json()["lead"]["id"], json!(lead.id));
    assert_eq!(lead.captured_by, CapturedBy::VisitorText);
    insta::assert_json_snapshot!(fields, { "[].message_id" => "[uuid]", "[].created_at" => "[time]" }, @r#"
    [
      {
        "field": "phone",
        "question": null,
        "value": "+79161234567",
        "message_id": "[uuid]",
        "start": 36,
        "end": 53,
        "captured_by": "visitor_text",
        "doubtful": false,
        "created_at": "[time]"
      },
      {
        "field": "name",
        "question": null,
        "value": "Анна",
        "message_id": "[uuid]",
        "start": 55,
        "end": 59,
        "captured_by": "tool",
        "doubtful": false,
        "created_at": "[time]"
      },
      {
        "field": "need",
        "question": null,
        "value": "букет на свадьбу",
        "message_id": "[uuid]",
        "start": 6,
        "end": 22,
        "captured_by": "tool",
        "doubtful": false,
        "created_at": "[time]"
      }
    ]
    "#);
    assert!(fields.iter().all(|field| json!(field.message_id) == answer.json()["message_id"]));
    assert_eq!(stage.db.count("select revision::bigint from leads").await, 2);
    assert_eq!(stage.outbox().await, (2, 0));
    assert_eq!(stage.db.count("select count(*) from deliveries").await, 1);
}

#[tokio::test]
async fn values_that_the_lead_holds_change_nothing() {
    let stage = Stage::new().await;
    for _ in 0..2 {
        stage.openai.then(registers(&json!({ "name": "Анна", "phone": PHONE, "need": "букет на свадьбу" })));
    }
    stage.say("visitor-1", TYPED).await;
    let (before, _) = stage.lead().await;
    let answer = stage.say("visitor-1", TYPED).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["lead"]), (200, &Value::Null));
    let (after, fields) = stage.lead().await;
    assert_eq!((after.updated_at, fields.len()), (before.updated_at, 3));
    assert_eq!(stage.db.count("select revision::bigint from leads").await, 2);
    assert_eq!(stage.outbox().await, (2, 0));
}

#[tokio::test]
async fn a_contact_typed_earlier_and_a_name_said_later_are_one_lead() {
    let stage = Stage::new().await;
    let typed = stage.say("visitor-1", "8 916 123-45-67").await;
    stage.openai.then(registers(&json!({ "name": "Анна", "phone": PHONE, "need": "букет" })));
    let named = stage.say("visitor-1", "Анна, нужен букет").await;

    insta::assert_json_snapshot!(named.json()["lead"], { ".id" => "[uuid]" }, @r#"
    {
      "email": null,
      "id": "[uuid]",
      "is_new": false,
      "name": "Анна",
      "need": "букет",
      "phone": null,
      "telegram": null
    }
    "#);
    assert_eq!(named.json()["lead"]["id"], typed.json()["lead"]["id"]);
    let (lead, fields) = stage.lead().await;
    assert_eq!((lead.name.as_deref(), lead.phone.as_deref(), lead.need.as_deref()), (Some("Анна"), Some(PHONE), Some("букет")));
    let sources: Vec<(Field, Value)> = fields.iter().map(|field| (field.field, json!(field.message_id))).collect();
    let (first, second) = (typed.json()["message_id"].clone(), named.json()["message_id"].clone());
    assert_eq!(sources, [(Field::Phone, first), (Field::Name, second.clone()), (Field::Need, second)]);
    assert_eq!(stage.outbox().await, (2, 0));
}

#[tokio::test]
async fn a_second_contact_joins_the_lead_and_a_corrected_one_replaces_it() {
    let stage = Stage::new().await;
    stage.say("visitor-1", "8 916 123-45-67").await;
    stage.say("visitor-1", "и почта Anna@Example.com").await;
    let corrected = stage.say("visitor-1", "Ошиблась: 8 916 123-45-68").await;
    assert_eq!((&corrected.json()["lead"]["is_new"], &corrected.json()["lead"]["email"]), (&json!(false), &Value::Null));
    let (lead, fields) = stage.lead().await;
    assert_eq!((lead.phone.as_deref(), lead.email.as_deref()), (Some("+79161234568"), Some("anna@example.com")));
    let values: Vec<&str> = fields.iter().map(|field| field.value.as_str()).collect();
    assert_eq!(values, [PHONE, "anna@example.com", "+79161234568"]);
    assert_eq!(stage.db.count("select revision::bigint from leads").await, 3);
}

#[tokio::test]
async fn after_five_minutes_the_same_visitor_is_a_new_lead() {
    let stage = Stage::new().await;
    stage.say("visitor-1", TYPED).await;
    stage.db.execute("update lead_keys set expires_at = now() - interval '1 second'").await;
    // Without a contact there is nothing to be a lead of.
    stage.say("visitor-1", "Вы ещё здесь?").await;
    assert_eq!(stage.leads().await.len(), 1);
    let answer = stage.say("visitor-1", TYPED).await;
    assert_eq!(answer.json()["lead"]["is_new"], true);
    assert_eq!(stage.leads().await.len(), 2);
    assert_eq!(stage.db.count("select count(*) from deliveries").await, 2);
}

#[tokio::test]
async fn a_contact_of_an_earlier_talk_makes_a_lead_when_the_model_brings_it_up() {
    let stage = Stage::new().await;
    let typed = stage.say("visitor-1", "8 916 123-45-67").await;
    stage.db.execute("update lead_keys set expires_at = now() - interval '1 second'").await;
    stage.openai.then(registers(&json!({ "phone": PHONE, "need": "ещё букет" })));
    let answer = stage.say("visitor-1", "Нужен ещё букет, номер тот же").await;
    assert_eq!((&answer.json()["lead"]["is_new"], &answer.json()["lead"]["phone"]), (&json!(true), &json!(PHONE)));
    let leads = stage.leads().await;
    assert_eq!((leads.len(), leads[0].captured_by), (2, CapturedBy::Tool));
    let told = typed.json()["message_id"].as_str().unwrap().to_owned();
    let source = format!(
        "select count(*) from lead_fields where field = 'phone' and lead_id = '{}' and message_id = '{told}'",
        leads[0].id
    );
    assert_eq!(stage.db.count(&source).await, 1);
}
