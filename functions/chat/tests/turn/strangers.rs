//! Nobody has shown that a contact is the visitor's who typed it: two who type one contact stay two visitors.

use serde_json::{Value, json};
use shared::testing::Completion;

use super::stage::{PHONE, Stage, lead_with};

#[tokio::test]
async fn who_types_anothers_phone_learns_nothing_of_the_other() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::register_lead(lead_with(&json!({ "name": "Анна", "need": "букет на свадьбу" }))));
    stage.say("visitor-1", "Анна, букет на свадьбу, 8 916 123-45-67, anna@example.com").await;

    stage.openai.then(Completion::text("Что ещё?")).then(Completion::text("Не знаю."));
    let answers =
        [stage.say("visitor-2", "8 916 123-45-67").await, stage.say("visitor-2", "Как меня зовут и что я заказал?").await];
    // The lead is one, but all that is shown of it is what this visitor wrote.
    assert_eq!(stage.leads().await.len(), 1);
    for answer in answers {
        let lead = &answer.json()["lead"];
        assert!(lead.is_null() || (&lead["name"], &lead["email"], &lead["need"]) == (&Value::Null, &Value::Null, &Value::Null));
    }
    let asked = stage.openai.requests();
    for request in &asked[1..] {
        let told = request["messages"].to_string();
        assert!(!told.contains("свадьбу") && !told.contains("anna@example.com") && !told.contains("Анна"), "{told}");
    }
    assert_eq!(stage.db.count("select count(*) from bot_users").await, 2);
}

#[tokio::test]
async fn a_contact_that_is_known_from_before_brings_nothing_back() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::register_lead(lead_with(&json!({ "name": "Анна" }))));
    stage.say("visitor-1", "Анна, 8 916 123-45-67").await;
    stage.db.execute("update lead_keys set expires_at = now() - interval '1 second'").await;

    let answer = stage.say("visitor-2", "8 916 123-45-67").await;
    assert_eq!((&answer.json()["lead"]["is_new"], &answer.json()["lead"]["name"]), (&json!(true), &Value::Null));
    let leads = stage.leads().await;
    let (new, old) = (&leads[0], &leads[1]);
    assert_eq!((new.previous_lead_id, new.name.as_deref(), new.phone.as_deref()), (Some(old.id), None, Some(PHONE)));
    assert_eq!((old.name.as_deref(), new.visitor_id.as_str(), old.visitor_id.as_str()), (Some("Анна"), "visitor-2", "visitor-1"));
}
