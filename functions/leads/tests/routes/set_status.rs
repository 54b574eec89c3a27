use axum::http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::json;
use shared::testing::{TestOwner, event, request, send};

use crate::{Inbox, lead_of, told};

const SET_STATUS: &str = include_str!("../../../../events/leads/set_status.json");
/// The lead that the event file changes.
const OF_EVENT: &str = "01990000-0000-7000-8000-00000000000a";

#[tokio::test]
async fn changes_the_status_and_nothing_else() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "Анна, anna@example.com", None).await;
    let another = inbox.lead("visitor-2", "b@example.com", None).await;
    let path = format!("/api/leads/{lead}");
    let before = inbox.ask("GET", "/api/leads", None).await.json()["items"][1].clone();
    let answer = send(&inbox.routes, event(&SET_STATUS.replace(OF_EVENT, &lead.to_string()), Some(&inbox.owner.token))).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let after = answer.json();
    let (time, id) = ("[time]", "[id]");
    assert_json_snapshot!(after, { ".id" => id, ".created_at" => time, ".updated_at" => time }, @r#"
    {
      "announcement": {
        "attempts": 0,
        "last_error": null,
        "next_attempt_at": null,
        "sent_at": null,
        "state": "pending"
      },
      "answers": [],
      "captured_by": "visitor_text",
      "created_at": "[time]",
      "doubtful": [],
      "email": "anna@example.com",
      "erased_at": null,
      "erasure": null,
      "id": "[id]",
      "name": null,
      "need": null,
      "note_count": 0,
      "phone": null,
      "previous_lead_id": null,
      "score": {
        "reasons": [
          {
            "code": "email",
            "points": 15
          }
        ],
        "value": 15
      },
      "source": {},
      "status": "contacted",
      "summary": null,
      "telegram": null,
      "test": false,
      "updated_at": "[time]",
      "visitor_id": "visitor-1"
    }
    "#);
    let mut expected = before.clone();
    expected["status"] = json!("contacted");
    expected["updated_at"] = after["updated_at"].clone();
    assert_eq!(after, expected);
    assert_ne!(after["updated_at"], before["updated_at"]);
    let untouched = inbox.ask("GET", &format!("/api/leads/{another}"), None).await;
    assert_eq!(untouched.json()["status"], "new");
    for status in ["new", "contacted", "qualified", "won", "lost"] {
        let answer = inbox.ask("PATCH", &path, Some(&json!({ "status": status }))).await;
        assert_eq!((answer.status, &answer.json()["status"]), (StatusCode::OK, &json!(status)));
        assert_eq!(inbox.ask("GET", &path, None).await.json()["status"], status);
    }
    // The owner did it, so the owner is not told of it.
    assert_eq!(inbox.db.count("select count(*) from outbox").await, 2);
}

#[tokio::test]
async fn refuses_bodies_that_are_no_status() {
    let inbox = Inbox::new().await;
    let path = format!("/api/leads/{}", inbox.lead("visitor-1", "a@example.com", None).await);
    for (body, expected) in [
        (json!({ "status": "open" }), "422 status invalid"),
        (json!({ "status": "Won" }), "422 status invalid"),
        (json!({ "status": null }), "422 status wrong_type"),
        (json!({ "status": 1 }), "422 status wrong_type"),
        (json!({}), "422 status missing"),
        (json!({ "status": "won", "phone": "+79161234567" }), "422 phone unknown_field"),
        (json!({ "status": "won", "owner_id": "01990000-0000-7000-8000-000000000001" }), "422 owner_id unknown_field"),
        (json!(["won"]), "422 body wrong_type"),
    ] {
        assert_eq!(told(&inbox.ask("PATCH", &path, Some(&body)).await), expected, "{body}");
    }
    assert_eq!(told(&inbox.ask("PATCH", &path, None).await), "415 expected a body of type application/json");
    let won = json!({ "status": "won" });
    assert_eq!(told(&inbox.ask("PATCH", "/api/leads/1", Some(&won)).await), "422 id invalid");
    assert_eq!(told(&inbox.ask("PATCH", "/api/leads", Some(&won)).await), "405 this route does not have that method");
    assert_eq!(inbox.db.count("select count(*) from leads where status = 'new' and updated_at = created_at").await, 1);
}

#[tokio::test]
async fn another_owners_lead_stays_as_it_is() {
    let inbox = Inbox::new().await;
    let other = TestOwner::new(&inbox.db).await;
    let theirs = lead_of(&inbox.db.app(), other.id, "visitor-1", "a@example.com", None).await;
    let (path, won) = (format!("/api/leads/{theirs}"), json!({ "status": "won" }));
    assert_eq!(told(&inbox.ask("PATCH", &path, Some(&won)).await), "404 there is no such lead");
    let nobody = send(&inbox.routes, request("PATCH", &path, None, Some(&won))).await;
    assert_eq!(told(&nobody), "401 a valid access token is needed: sign in again");
    let never = send(&inbox.routes, event(SET_STATUS, Some(&inbox.owner.token))).await;
    assert_eq!(told(&never), "404 there is no such lead");
    assert_eq!(inbox.db.count("select count(*) from leads where status = 'new' and updated_at = created_at").await, 1);
}
