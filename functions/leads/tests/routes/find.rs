use insta::assert_json_snapshot;
use shared::{
    conversation::{self, Answer, ExternalId, MessageText, Opening, ReplyKind},
    testing::{TestOwner, event, request, send},
};

use crate::{Inbox, lead_of, told};

const FIND: &str = include_str!("../../../../events/leads/find.json");
/// The lead that the event file asks for.
const OF_EVENT: &str = "01990000-0000-7000-8000-00000000000a";

impl Inbox {
    /// The assistant's answer to a visitor who said something.
    async fn answers(&self, visitor: &str, says: &str, text: &str) {
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let (visitor, says) =
            (ExternalId::try_from(visitor.to_owned()).unwrap(), MessageText::try_from(says.to_owned()).unwrap());
        let turn = conversation::begin_turn(&mut tx, &Opening { spoken: true, ..Opening::typed(&visitor, &says) })
            .await
            .unwrap()
            .unwrap();
        let answer = Answer {
            text,
            kind: ReplyKind::Model,
            model: Some("gpt-6-luna"),
            prompt_tokens: Some(200),
            completion_tokens: Some(20),
            microdollars: Some(30),
        };
        conversation::end_turn(&mut tx, turn.visitor, &answer, &[], None).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "mostly one snapshot")]
async fn shows_a_lead_with_what_was_said_and_where_each_value_was_said() {
    let inbox = Inbox::new().await;
    inbox.answers("visitor-1", "Здравствуйте!", "Добрый день! Чем помочь?").await;
    let lead = inbox.lead("visitor-1", "Нужен букет, 8 916 123-45-67", Some("букет")).await;
    assert_eq!(inbox.lead("visitor-1", "то есть 8 916 123-45-68", None).await, lead);
    inbox.lead("visitor-2", "я другой: b@example.com", None).await;
    let answer = send(&inbox.routes, event(&FIND.replace(OF_EVENT, &lead.to_string()), Some(&inbox.owner.token))).await;
    let found = answer.json();
    let (said, fields) = (&found["conversation"], &found["fields"]);
    for (field, message) in [(0, 2), (1, 2), (2, 3)] {
        assert_eq!(fields[field]["message_id"], said[message]["id"], "{found}");
    }
    let (id, time) = ("[id]", "[time]");
    assert_json_snapshot!(found, {
        ".id" => id, ".**.message_id" => id, ".conversation[].id" => id, ".**.created_at" => time, ".updated_at" => time, ".score" => "[score]",
    }, @r#"
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
      "conversation": [
        {
          "created_at": "[time]",
          "id": "[id]",
          "role": "visitor",
          "spoken": true,
          "text": "Здравствуйте!"
        },
        {
          "created_at": "[time]",
          "id": "[id]",
          "role": "assistant",
          "spoken": false,
          "text": "Добрый день! Чем помочь?"
        },
        {
          "created_at": "[time]",
          "id": "[id]",
          "role": "visitor",
          "spoken": false,
          "text": "Нужен букет, 8 916 123-45-67"
        },
        {
          "created_at": "[time]",
          "id": "[id]",
          "role": "visitor",
          "spoken": false,
          "text": "то есть 8 916 123-45-68"
        }
      ],
      "created_at": "[time]",
      "doubtful": [],
      "email": null,
      "erased_at": null,
      "erasure": null,
      "fields": [
        {
          "captured_by": "visitor_text",
          "created_at": "[time]",
          "doubtful": false,
          "end": 28,
          "field": "phone",
          "message_id": "[id]",
          "question": null,
          "start": 13,
          "value": "+79161234567"
        },
        {
          "captured_by": "visitor_text",
          "created_at": "[time]",
          "doubtful": false,
          "end": 11,
          "field": "need",
          "message_id": "[id]",
          "question": null,
          "start": 6,
          "value": "букет"
        },
        {
          "captured_by": "visitor_text",
          "created_at": "[time]",
          "doubtful": false,
          "end": 23,
          "field": "phone",
          "message_id": "[id]",
          "question": null,
          "start": 8,
          "value": "+79161234568"
        }
      ],
      "id": "[id]",
      "name": null,
      "need": "букет",
      "note_count": 0,
      "notes": [],
      "phone": "+79161234568",
      "previous_lead_id": null,
      "score": "[score]",
      "source": {},
      "status": "new",
      "summary": "букет",
      "telegram": null,
      "test": false,
      "updated_at": "[time]",
      "visitor_id": "visitor-1"
    }
    "#);
}

#[tokio::test]
async fn another_owners_lead_is_not_there() {
    let inbox = Inbox::new().await;
    let other = TestOwner::new(&inbox.db).await;
    let theirs = lead_of(&inbox.db.app(), other.id, "visitor-1", "a@example.com", None).await;
    let path = format!("/api/leads/{theirs}");
    let shown = send(&inbox.routes, request("GET", &path, Some(&other.token), None)).await;
    assert_eq!(shown.json()["id"], theirs.to_string());
    let hidden = inbox.ask("GET", &path, None).await;
    assert_eq!(told(&hidden), "404 there is no such lead");
    // And looks exactly as one that never was.
    let never = send(&inbox.routes, event(FIND, Some(&inbox.owner.token))).await;
    assert_eq!(told(&never), told(&hidden));
    assert_eq!(
        told(&send(&inbox.routes, request("GET", &path, None, None)).await),
        "401 a valid access token is needed: sign in again"
    );
}

#[tokio::test]
async fn refuses_an_id_that_is_no_uuid() {
    let inbox = Inbox::new().await;
    for id in ["1", "null", "01990000-0000-7000-8000-00000000000", "..%2f..", "%00", "%ff", "'%20or%201=1"] {
        assert_eq!(told(&inbox.ask("GET", &format!("/api/leads/{id}"), None).await), "422 id invalid", "{id}");
    }
}
