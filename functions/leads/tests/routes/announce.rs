use axum::http::{StatusCode, header};
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use shared::{
    ids::LeadId,
    notice::{self, Claim, Next},
    testing::{Answer, TestOwner, TestQueue, event, request, send},
};

use crate::{Inbox, lead_of, sending_to, told};

const ANNOUNCE: &str = include_str!("../../../../events/leads/announce.json");
const OF_EVENT: &str = "01990000-0000-7000-8000-00000000000a";

impl Inbox {
    async fn announce(&self, lead: LeadId) -> Answer {
        send(&self.routes, event(&ANNOUNCE.replace(OF_EVENT, &lead.to_string()), Some(&self.owner.token))).await
    }

    /// The notifier takes the lead on.
    async fn claim(&self, lead: LeadId) -> Claim {
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let claim = notice::claim(&mut tx, lead).await.unwrap();
        tx.commit().await.unwrap();
        claim
    }

    /// An attempt that fails, and what follows it.
    async fn fails(&self, lead: LeadId, next: Next) {
        assert!(matches!(self.claim(lead).await, Claim::Taken(_)));
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        notice::record_failed(&mut tx, lead, next, "the chat does not take messages", false).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn announcement(&self, lead: LeadId) -> Value {
        self.ask("GET", &format!("/api/leads/{lead}"), None).await.json()["announcement"].clone()
    }
}

#[tokio::test]
async fn what_was_given_up_is_due_at_once_and_on_the_queue() {
    let mut inbox = Inbox::new().await;
    let queue = TestQueue::new().await;
    inbox.routes = sending_to(inbox.db.app(), queue.app());
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await;
    inbox.db.execute("update outbox set sent_at = now()").await;
    inbox.fails(lead, Next::GivenUp).await;
    assert_eq!(inbox.announcement(lead).await["state"], "failed");
    let answer = inbox.announce(lead).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer:?}");
    assert_json_snapshot!(answer.json(), @r#"
    {
      "attempts": 0,
      "last_error": "the chat does not take messages",
      "next_attempt_at": null,
      "sent_at": null,
      "state": "pending"
    }
    "#);
    assert_eq!(inbox.announcement(lead).await, answer.json());
    let messages = queue.receive().await.records;
    let body: Value = serde_json::from_str(messages[0].body.as_deref().unwrap()).unwrap();
    assert_eq!((messages.len(), &body["lead_id"], &body["owner_id"]), (1, &json!(lead), &json!(inbox.owner.id)));
    assert_eq!(inbox.db.count("select count(*) from outbox where sent_at is null").await, 0);
    let Claim::Taken(task) = inbox.claim(lead).await else { panic!("it is due") };
    assert_eq!((task.attempt, task.card.may_be_repeat), (1, false));
}

#[tokio::test]
async fn what_waits_need_not_wait() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await;
    inbox.fails(lead, Next::Again(std::time::Duration::from_mins(15))).await;
    let waiting = inbox.announcement(lead).await;
    assert!(waiting["state"] == "pending" && waiting["next_attempt_at"].is_string(), "{waiting}");
    assert!(matches!(inbox.claim(lead).await, Claim::Busy(_)));
    assert_eq!(inbox.announce(lead).await.status, StatusCode::ACCEPTED);
    // The queue of one machine is the outbox.
    assert_eq!(inbox.db.count("select count(*) from outbox where sent_at is null").await, 2);
    assert!(matches!(inbox.claim(lead).await, Claim::Taken(_)));
}

#[tokio::test]
async fn nobody_is_disturbed_who_is_busy_with_it() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await;
    inbox.claim(lead).await;
    let answer = inbox.announce(lead).await;
    assert_eq!(told(&answer), "409 this very request is being worked on: ask again in a moment");
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
    assert_eq!(inbox.db.count("select count(*) from outbox").await, 1);
    // Who took it and was never heard of again may have sent it: the next message says so.
    inbox.db.execute("update deliveries set leased_until = now() - interval '1 second'").await;
    assert_eq!(inbox.announce(lead).await.status, StatusCode::ACCEPTED);
    let Claim::Taken(task) = inbox.claim(lead).await else { panic!("it is due") };
    assert!(task.card.may_be_repeat);
}

#[tokio::test]
async fn what_stands_in_the_chat_is_not_sent_again_until_it_grows() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await;
    let mut tx = inbox.db.app().tenant(inbox.owner.id).await.unwrap();
    notice::record_sent(&mut tx, lead, "42", 7, 1).await.unwrap();
    tx.commit().await.unwrap();
    let answer = inbox.announce(lead).await;
    assert_eq!(
        (told(&answer), &answer.json()["type"]),
        ("409 the message in Telegram shows the lead as it is".to_owned(), &json!("urn:leadline:problem:already-sent"))
    );
    inbox.lead("visitor-1", "8 916 123-45-67", None).await;
    assert_eq!(inbox.announce(lead).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn another_owners_lead_is_not_there() {
    let inbox = Inbox::new().await;
    let other = TestOwner::new(&inbox.db).await;
    let theirs = lead_of(&inbox.db.app(), other.id, "visitor-1", "a@example.com", None).await;
    assert_eq!(told(&inbox.announce(theirs).await), "404 there is no such lead");
    let path = format!("/api/leads/{theirs}/announcement");
    assert_eq!(
        told(&send(&inbox.routes, request("POST", &path, None, None)).await),
        "401 a valid access token is needed: sign in again"
    );
    assert_eq!(told(&inbox.ask("POST", "/api/leads/1/announcement", None).await), "422 id invalid");
    assert_eq!(inbox.db.count("select count(*) from outbox").await, 1);
}
