use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::testing::{TestOwner, event, request, send};

use crate::{Inbox, lead_of, told};

const ADD: &str = include_str!("../../../../events/leads/add_note.json");
const DELETE: &str = include_str!("../../../../events/leads/delete_note.json");
/// The lead and the note of the event files.
const LEAD_OF_EVENT: &str = "01990000-0000-7000-8000-00000000000a";
const NOTE_OF_EVENT: &str = "01990000-0000-7000-8000-00000000000b";

fn texts(found: &Value) -> Vec<&str> {
    found["notes"].as_array().unwrap().iter().map(|note| note["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn notes_stand_with_their_lead_until_the_owner_takes_them_away() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await.to_string();
    let path = format!("/api/leads/{lead}");
    let first = send(&inbox.routes, event(&ADD.replace(LEAD_OF_EVENT, &lead), Some(&inbox.owner.token))).await;
    assert_eq!(first.status, StatusCode::CREATED, "{first:?}");
    assert_eq!(first.json()["text"], "Просила перезвонить после шести");
    inbox.ask("POST", &format!("{path}/notes"), Some(&json!({ "text": " Перезвонил\nдоговорились " }))).await;
    let found = inbox.ask("GET", &path, None).await.json();
    assert_eq!(texts(&found), ["Просила перезвонить после шести", "Перезвонил\nдоговорились"]);
    assert_eq!((&found["note_count"], &found["notes"][0]), (&json!(2), &first.json()));
    assert_eq!(inbox.ask("GET", "/api/leads", None).await.json()["items"][0]["note_count"], 2);

    let note = first.json()["id"].as_str().unwrap().to_owned();
    let delete = DELETE.replace(LEAD_OF_EVENT, &lead).replace(NOTE_OF_EVENT, &note);
    let gone = send(&inbox.routes, event(&delete, Some(&inbox.owner.token))).await;
    assert_eq!((gone.status, gone.body.len()), (StatusCode::NO_CONTENT, 0));
    assert_eq!(told(&send(&inbox.routes, event(&delete, Some(&inbox.owner.token))).await), "404 there is no such note");
    assert_eq!(texts(&inbox.ask("GET", &path, None).await.json()), ["Перезвонил\nдоговорились"]);
}

#[tokio::test]
async fn nobody_writes_or_deletes_notes_of_another_owner() {
    let inbox = Inbox::new().await;
    let other = TestOwner::new(&inbox.db).await;
    let theirs = lead_of(&inbox.db.app(), other.id, "visitor-1", "a@example.com", None).await;
    let path = format!("/api/leads/{theirs}/notes");
    let body = json!({ "text": "?" });
    let note = send(&inbox.routes, request("POST", &path, Some(&other.token), Some(&body))).await.json();
    assert_eq!(told(&inbox.ask("POST", &path, Some(&body)).await), "404 there is no such lead");
    let one = format!("{path}/{}", note["id"].as_str().unwrap());
    assert_eq!(told(&inbox.ask("DELETE", &one, None).await), "404 there is no such note");
    // And a note is deleted with its own lead only.
    let own = inbox.lead("visitor-1", "b@example.com", None).await;
    let own = format!("/api/leads/{own}/notes/{}", note["id"].as_str().unwrap());
    assert_eq!(told(&inbox.ask("DELETE", &own, None).await), "404 there is no such note");
    let refused = "401 a valid access token is needed: sign in again";
    assert_eq!(told(&send(&inbox.routes, request("POST", &path, None, Some(&body))).await), refused);
    assert_eq!(told(&send(&inbox.routes, request("DELETE", &one, None, None)).await), refused);
    assert_eq!(inbox.db.count("select count(*) from lead_notes").await, 1);
}

#[tokio::test]
async fn refuses_what_is_no_note() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await;
    let path = format!("/api/leads/{lead}/notes");
    for (body, expected) in [
        (json!({ "text": " \n" }), "422 text empty"),
        (json!({ "text": "я".repeat(2001) }), "422 text too_long"),
        (json!({ "text": "a\u{0}b" }), "422 text invalid"),
        (json!({ "text": 7 }), "422 text wrong_type"),
        (json!({}), "422 text missing"),
        (json!({ "text": "a", "lead_id": "b" }), "422 lead_id unknown_field"),
    ] {
        assert_eq!(told(&inbox.ask("POST", &path, Some(&body)).await), expected, "{body}");
    }
    assert_eq!(inbox.ask("POST", &path, Some(&json!({ "text": "я".repeat(2000) }))).await.status, StatusCode::CREATED);
    assert_eq!(told(&inbox.ask("DELETE", &format!("{path}/1"), None).await), "422 id invalid");
    assert_eq!(told(&inbox.ask("POST", "/api/leads/1/notes", Some(&json!({ "text": "a" }))).await), "422 id invalid");
}

#[tokio::test]
async fn notes_go_with_what_the_visitor_took_back() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await;
    let kept = inbox.lead("visitor-2", "b@example.com", None).await;
    let note = json!({ "text": "Анна из Твери" });
    for lead in [lead, kept] {
        inbox.ask("POST", &format!("/api/leads/{lead}/notes"), Some(&note)).await;
    }
    inbox.erase(lead).await;
    assert_eq!(inbox.db.count("select count(*) from lead_notes").await, 1);
    let found = inbox.ask("GET", &format!("/api/leads/{lead}"), None).await.json();
    assert_eq!((&found["notes"], &found["note_count"], found["erased_at"].is_string()), (&json!([]), &json!(0), true));
    let more = inbox.ask("POST", &format!("/api/leads/{lead}/notes"), Some(&note)).await;
    assert_eq!(told(&more), "404 there is no such lead");
}
