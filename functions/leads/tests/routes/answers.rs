//! What a lead holds beyond its fields: answers, a summary and a score, by the owner's questions as they are now.

use insta::assert_json_snapshot;
use serde_json::{Value, json};
use shared::{
    conversation::{self, ExternalId, MessageText, Opening},
    ids::LeadId,
    lead::{self, CapturedBy, Field},
};

use crate::Inbox;

impl Inbox {
    async fn asks(&self, questions: &[(&str, bool)]) {
        let question = |(text, required): &(&str, bool)| json!({ "text": text, "kind": "text", "required": required });
        let questions = Value::from(questions.iter().map(question).collect::<Vec<_>>());
        let owner = self.owner.id;
        self.db.execute(&format!("update assistants set questions = '{questions}' where owner_id = '{owner}'")).await;
    }

    /// A visitor's message with a contact, and what the model found in it.
    async fn told(&self, visitor: &str, says: &str, found: &[(Field, Option<&str>, &str)]) -> LeadId {
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let (visitor, text) =
            (ExternalId::try_from(visitor.to_owned()).unwrap(), MessageText::try_from(says.to_owned()).unwrap());
        let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
        let mut values = lead::values_in(turn.message, None, says, turn.assistant.region);
        values.extend(found.iter().map(|(field, question, value)| lead::Value {
            question: question.map(str::to_owned),
            ..lead::Value::new(*field, *value, turn.message)
        }));
        let captured = lead::capture(&mut tx, turn.visitor, turn.lead, &values, CapturedBy::Tool).await.unwrap();
        tx.commit().await.unwrap();
        captured.lead
    }

    /// One lead, as both routes show it.
    async fn shown(&self, lead: LeadId) -> Value {
        let found = self.ask("GET", &format!("/api/leads/{lead}"), None).await.json();
        let list = self.ask("GET", "/api/leads", None).await.json();
        let listed = list["items"].as_array().unwrap().iter().find(|item| item["id"] == lead.to_string()).unwrap().clone();
        let part = |lead: &Value| {
            let names = ["answers", "summary", "score", "doubtful"];
            Value::Object(names.into_iter().map(|name| (name.to_owned(), lead[name].clone())).collect())
        };
        assert_eq!(part(&found), part(&listed));
        part(&found)
    }
}

const WHEN: &str = "К какой дате?";
const HOW_MUCH: &str = "Бюджет?";
const WHO: &str = "Для кого?";

#[tokio::test]
async fn answers_stand_in_the_owners_order_and_count_by_what_is_required_now() {
    let inbox = Inbox::new().await;
    inbox.asks(&[(WHO, false), (WHEN, true), (HOW_MUCH, true)]).await;
    let found = [
        (Field::Name, None, "Анна"),
        (Field::Need, None, "букет\nна свадьбу"),
        (Field::Answer, Some(HOW_MUCH), "5000"),
        (Field::Answer, Some(WHO), "для мамы"),
    ];
    let lead = inbox.told("visitor-1", "Анна, 8 916 123-45-67, букет на свадьбу для мамы, до 5000", &found).await;
    assert_json_snapshot!(inbox.shown(lead).await, @r#"
    {
      "answers": [
        {
          "answer": "для мамы",
          "question": "Для кого?"
        },
        {
          "answer": "5000",
          "question": "Бюджет?"
        }
      ],
      "doubtful": [],
      "score": {
        "reasons": [
          {
            "code": "phone",
            "points": 30
          },
          {
            "code": "name",
            "points": 10
          },
          {
            "code": "need",
            "points": 20
          },
          {
            "code": "answers",
            "points": 15
          }
        ],
        "value": 75
      },
      "summary": "букет на свадьбу · для мамы · 5000"
    }
    "#);

    // Another owner's questions are of no interest, and a question that is asked no more stays readable.
    inbox.asks(&[(WHEN, true)]).await;
    let shown = inbox.shown(lead).await;
    let questions: Vec<&str> =
        shown["answers"].as_array().unwrap().iter().filter_map(|answer| answer["question"].as_str()).collect();
    assert_eq!((questions, &shown["score"]["value"]), (vec![HOW_MUCH, WHO], &json!(60)));
    inbox.asks(&[]).await;
    assert_eq!(inbox.shown(lead).await["score"]["value"], 90);
}

#[tokio::test]
async fn every_lead_of_a_page_is_measured_by_the_questions_of_its_owner() {
    let inbox = Inbox::new().await;
    inbox.asks(&[(WHEN, true)]).await;
    for visitor in ["a", "b", "c"] {
        let answer = [(Field::Answer, Some(WHEN), "завтра")];
        inbox.told(visitor, &format!("завтра, {visitor}@example.com"), &answer).await;
    }
    let score = |page: &Value| -> Vec<Value> {
        page["items"].as_array().unwrap().iter().map(|lead| lead["score"]["value"].clone()).collect()
    };
    assert_eq!(score(&inbox.ask("GET", "/api/leads", None).await.json()), [45, 45, 45]);
    let first = inbox.ask("GET", "/api/leads?limit=2", None).await.json();
    let next = format!("/api/leads?limit=2&cursor={}", first["next_cursor"].as_str().unwrap());
    assert_eq!(
        (score(&first), score(&inbox.ask("GET", &next, None).await.json())),
        (vec![45.into(), 45.into()], vec![45.into()])
    );
}

#[tokio::test]
async fn a_contact_that_was_guessed_is_marked_and_brings_nothing_until_it_is_certain() {
    let inbox = Inbox::new().await;
    let lead = inbox.told("visitor-1", "8 916 123-45-67, anna на example точка com", &[]).await;
    let owner = inbox.owner.id;
    let guess = |value: &str| {
        format!(
            "update leads set email = '{value}';
            insert into lead_fields (owner_id, lead_id, field, value, message_id, captured_by, doubtful)
            select '{owner}', '{lead}', 'email', '{value}', id, 'visitor_text', true from messages"
        )
    };
    inbox.db.execute(&guess("anna@example.com")).await;
    let shown = inbox.shown(lead).await;
    assert_eq!((&shown["doubtful"], &shown["score"]["value"]), (&json!(["email"]), &json!(30)));
    inbox.db.execute(&guess("anna@example.com").replace("true", "false")).await;
    let shown = inbox.shown(lead).await;
    assert_eq!((&shown["doubtful"], &shown["score"]["value"]), (&json!([]), &json!(40)));
    // What was a guess before is not what stands there now.
    inbox.db.execute(&guess("other@example.com").replace("true", "false")).await;
    assert_eq!(inbox.shown(lead).await["doubtful"], json!([]));
}
