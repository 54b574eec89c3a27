//! Tenant A never sees tenant B, even where both call a visitor by one name.

use serde_json::json;
use shared::{
    account::Language,
    testing::{Completion, TestOwner, send},
};

use super::stage::{PHONE, Stage, lead_with};

#[tokio::test]
async fn two_owners_visitors_of_one_name_are_two_people() {
    let mut stage = Stage::new().await;
    let a = stage.owner.clone();
    let b = TestOwner::speaking(&stage.db, Language::En).await;
    stage.db.execute(&format!("update assistants set about = 'Secret of B' where owner_id = '{}'", b.id)).await;

    stage.owner = b.clone();
    stage.say("visitor-1", "I am Barbara, call +7 916 123-45-67").await;
    stage.owner = a.clone();
    // The model of A tries the contact that only B was told.
    stage.openai.then(Completion::register_lead(lead_with(&json!({ "name": "Barbara", "phone": PHONE }))));
    stage.openai.then(Completion::text("Чем помочь?"));
    let answer = stage.say("visitor-1", "Здравствуйте").await;
    assert_eq!((&answer.json()["reply"], &answer.json()["lead"]), (&json!("Чем помочь?"), &json!(null)));

    let requests = stage.openai.requests();
    let first_of_a = requests[1]["messages"].to_string();
    assert_eq!(requests[1]["messages"].as_array().unwrap().len(), 2, "the system's words and the one message");
    assert!(!first_of_a.contains("Barbara") && !first_of_a.contains("Secret of B"), "{first_of_a}");
    assert_ne!(requests[0]["safety_identifier"], requests[1]["safety_identifier"]);
    assert_ne!(requests[0]["prompt_cache_key"], requests[1]["prompt_cache_key"]);

    assert_eq!(stage.said("visitor-1").await, ["visitor: Здравствуйте", "assistant: Чем помочь?"]);
    assert_eq!(stage.leads().await.len(), 0);
    stage.owner = b;
    assert_eq!(stage.said("visitor-1").await[0], "visitor: I am Barbara, call +7 916 123-45-67");
    assert_eq!(stage.lead().await.0.phone.as_deref(), Some(PHONE));
}

#[tokio::test]
async fn one_contact_at_two_owners_is_two_leads() {
    let mut stage = Stage::new().await;
    stage.say("visitor-1", "8 916 123-45-67").await;
    let first = stage.lead().await.0;
    stage.owner = TestOwner::new(&stage.db).await;
    let answer = stage.say("visitor-1", "8 916 123-45-67").await;
    assert_eq!(answer.json()["lead"]["is_new"], true);
    assert_ne!(stage.lead().await.0.id, first.id);
    assert_eq!(stage.db.count("select count(*) from deliveries").await, 2);
}

#[tokio::test]
async fn no_header_and_no_field_chooses_another_owner() {
    let mut stage = Stage::new().await;
    let b = TestOwner::new(&stage.db).await;
    let mut request = stage.request(&json!({ "visitor_id": "visitor-1", "message": "8 916 123-45-67" }));
    request.headers_mut().insert("x-owner-id", b.id.to_string().parse().unwrap());
    *request.uri_mut() = format!("/api/chat?owner_id={}", b.id).parse().unwrap();
    assert_eq!(send(&stage.routes, request).await.status, 200);
    assert_eq!(stage.leads().await.len(), 1);
    stage.owner = b;
    assert_eq!(stage.leads().await.len(), 0);
}
