//! The company's own tests: shown as such, left out of its figures, and deleted together.

use axum::http::StatusCode;
use serde_json::json;
use shared::{
    conversation::{self, Answer, ExternalId, MessageText, Opening, ReplyKind},
    ids::LeadId,
    lead::{self, CapturedBy},
    testing::{event, send},
};

use crate::{Inbox, list::texts, told};

const DELETE: &str = include_str!("../../../../events/leads/delete_tests.json");

impl Inbox {
    /// The company tries its assistant as that visitor, and leaves a contact.
    async fn tries(&self, visitor: &str, says: &str) -> LeadId {
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let visitor = ExternalId::try_from(visitor.to_owned()).unwrap();
        let text = MessageText::try_from(says.to_owned()).unwrap();
        let opening = Opening { test: true, ..Opening::typed(&visitor, &text) };
        let turn = conversation::begin_turn(&mut tx, &opening).await.unwrap().unwrap();
        let values = lead::values_in(turn.message, None, says, turn.assistant.region);
        let captured = lead::capture(&mut tx, turn.visitor, turn.lead, &values, CapturedBy::VisitorText).await.unwrap();
        let answer = Answer {
            text: "!",
            kind: ReplyKind::Model,
            model: Some("luna"),
            prompt_tokens: None,
            completion_tokens: None,
            microdollars: Some(900),
        };
        conversation::end_turn(&mut tx, turn.visitor, &answer, &[], None).await.unwrap();
        tx.commit().await.unwrap();
        captured.lead
    }
}

#[tokio::test]
async fn tests_are_marked_filtered_and_left_out_of_figures() {
    let inbox = Inbox::new().await;
    let test = inbox.tries("try", "8 916 123-45-67").await;
    let real = inbox.lead("visitor-1", "anna@example.com", None).await;
    assert_eq!(inbox.list("").await, texts(&[real, test]));
    assert_eq!(inbox.list("test=true").await, texts(&[test]));
    assert_eq!(inbox.list("test=false").await, texts(&[real]));
    assert_eq!(inbox.talks("test=true").await, ["try"]);
    assert_eq!(inbox.talks("test=false&filter=with_lead").await, ["visitor-1"]);
    let found = inbox.ask("GET", &format!("/api/leads/{test}"), None).await.json();
    assert_eq!(found["test"], json!(true));
    inbox.becomes(&test, "won").await;
    let stats = inbox.ask("GET", "/api/leads/stats", None).await.json();
    let figures =
        json!([stats["funnel"]["talked"], stats["funnel"]["contact"], stats["funnel"]["won"], stats["cost"]["microdollars"]]);
    assert_eq!(figures, json!([1, 1, 0, 0]));
    let totals = "select count(*) from owner_totals where leads_visitor_text = 2 and messages_visitor = 2 and microdollars = 900";
    assert_eq!(inbox.db.count(totals).await, 1, "the operator's totals count all work");
    // A file holds what the list shows.
    for (query, with_test, with_real) in [("", true, true), ("?test=false", false, true), ("?test=true", true, false)] {
        let csv = inbox.ask("GET", &format!("/api/leads/export{query}"), None).await;
        let csv = String::from_utf8_lossy(&csv.body).into_owned();
        let holds = (csv.contains("9161234567"), csv.contains("anna@example.com"));
        assert_eq!(holds, (with_test, with_real), "{query}: {csv}");
    }
}

#[tokio::test]
async fn a_visitor_with_the_contact_of_a_test_makes_it_a_real_lead() {
    let inbox = Inbox::new().await;
    let lead = inbox.tries("try", "8 916 123-45-67").await;
    assert_eq!(inbox.lead("visitor-1", "8 916 123-45-67", None).await, lead);
    assert_eq!(inbox.list("test=false").await, texts(&[lead]));
    let stats = inbox.ask("GET", "/api/leads/stats", None).await.json();
    assert_eq!(stats["funnel"]["contact"], json!(1));
}

#[tokio::test]
async fn tests_are_deleted_together_and_nothing_else_is() {
    let inbox = Inbox::new().await;
    inbox.tries("try-1", "8 916 123-45-67").await;
    inbox.tries("try-2", "8 916 765-43-21").await;
    let real = inbox.lead("visitor-1", "anna@example.com", None).await;
    let refused = inbox.ask("DELETE", "/api/conversations?test=false", None).await;
    assert_eq!(told(&refused), "422 test invalid");
    let deleted = send(&inbox.routes, event(DELETE, Some(&inbox.owner.token))).await;
    assert_eq!((deleted.status, deleted.json()), (StatusCode::OK, json!({ "deleted": 2, "more": false })));
    assert_eq!(inbox.list("").await, texts(&[real]));
    assert_eq!(inbox.talks("").await, ["visitor-1"]);
}
