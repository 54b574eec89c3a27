//! What was said, also where it led to no lead.

use axum::http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use shared::{
    conversation::{self, Answer, ExternalId, MessageText, Opening, ReplyKind, contact_needed, could_not_answer},
    ids::VisitorId,
    testing::{TestOwner, event, request, send},
};

use crate::{Inbox, lead_of, told};

const LIST: &str = include_str!("../../../../events/leads/list_conversations.json");
const FIND: &str = include_str!("../../../../events/leads/find_conversation.json");
const FORGET: &str = include_str!("../../../../events/leads/forget_conversation.json");
/// The visitor of the event file.
const OF_EVENT: &str = "01990000-0000-7000-8000-00000000000c";

impl Inbox {
    /// A visitor writes, and is answered by a model, or by our own sentence where there is none.
    async fn says(&self, visitor: &str, text: &str, model: Option<&str>, answer: &str) -> VisitorId {
        self.replies(visitor, text, answer, if model.is_some() { ReplyKind::Model } else { ReplyKind::Fallback }).await
    }

    /// Twenty minutes pass without a message.
    async fn fall_silent(&self) {
        self.db.execute("update bot_users set last_message_at = last_message_at - interval '20 minutes' where last_message_at is not null").await;
    }

    async fn replies(&self, visitor: &str, text: &str, answer: &str, kind: ReplyKind) -> VisitorId {
        let model = (kind == ReplyKind::Model).then_some("gpt-6-luna");
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let (visitor, text) =
            (ExternalId::try_from(visitor.to_owned()).unwrap(), MessageText::try_from(text.to_owned()).unwrap());
        let source = serde_json::from_value(json!({ "url": "https://flowers.example/wedding" })).unwrap();
        let opening = Opening { source: &source, ..Opening::typed(&visitor, &text) };
        let turn = conversation::begin_turn(&mut tx, &opening).await.unwrap().unwrap();
        let answer = Answer { text: answer, kind, model, prompt_tokens: None, completion_tokens: None, microdollars: None };
        conversation::end_turn(&mut tx, turn.visitor, &answer, &[], None).await.unwrap();
        tx.commit().await.unwrap();
        turn.visitor
    }

    pub(crate) async fn talks(&self, query: &str) -> Vec<String> {
        let answer = self.ask("GET", &format!("/api/conversations?{query}"), None).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let name = |talk: &Value| talk["external_id"].as_str().unwrap().to_owned();
        answer.json()["items"].as_array().unwrap().iter().map(name).collect()
    }
}

#[tokio::test]
async fn shows_a_conversation_in_short_and_whole() {
    let inbox = Inbox::new().await;
    inbox.says("visitor-1", "Здравствуйте!", Some("gpt-6-luna"), "Добрый день!").await;
    let visitor = inbox.says("visitor-1", "Сколько стоит букет?", Some("gpt-6-luna"), &"ц".repeat(300)).await;
    inbox.fall_silent().await;
    let list = send(&inbox.routes, event(LIST, Some(&inbox.owner.token))).await.json();
    let (id, time) = ("[id]", "[time]");
    assert_json_snapshot!(list, {
        ".items[].visitor_id" => id, ".items[].started_at" => time, ".items[].last_message_at" => time, ".items[].last_text" => "[text]",
    }, @r#"
    {
      "items": [
        {
          "external_id": "visitor-1",
          "last_message_at": "[time]",
          "last_role": "assistant",
          "last_text": "[text]",
          "lead_id": null,
          "messages": 4,
          "missed": "no_contact_given",
          "source": {
            "page_url": "https://flowers.example/wedding"
          },
          "started_at": "[time]",
          "state": "missed",
          "test": false,
          "visitor_id": "[id]"
        }
      ],
      "next_cursor": null
    }
    "#);
    assert_eq!(list["items"][0]["last_text"], "ц".repeat(200));
    let found = send(&inbox.routes, event(&FIND.replace(OF_EVENT, &visitor.to_string()), Some(&inbox.owner.token))).await.json();
    let said: Vec<&str> = found["conversation"].as_array().unwrap().iter().map(|said| said["text"].as_str().unwrap()).collect();
    assert_eq!(said, ["Здравствуйте!", "Добрый день!", "Сколько стоит букет?", &"ц".repeat(300)]);
    let mut short = found.clone();
    short.as_object_mut().unwrap().remove("conversation");
    assert_eq!(short, list["items"][0]);
}

#[tokio::test]
async fn tells_why_there_is_no_lead_and_leaves_out_what_was_not_asked_for() {
    let inbox = Inbox::new().await;
    let luna = Some("gpt-6-luna");
    inbox.says("left", "Привет", luna, "Добрый день!").await;
    inbox.replies("asked", "Привет", contact_needed("Привет"), ReplyKind::ContactRequest).await;
    inbox.says("failed", "Привет", luna, "Добрый день!").await;
    inbox.says("failed", "Сколько?", None, &could_not_answer("Сколько?", false, "")).await;
    inbox.says("talked", "Привет", luna, "Добрый день!").await;
    inbox.says("talked", "Спасибо", luna, "До свидания!").await;
    inbox.says("lead", "Привет", luna, "Добрый день!").await;
    let lead = inbox.lead("lead", "8 916 123-45-67", None).await;
    // Within minutes the same contact is the same lead, whoever leaves it.
    inbox.says("joined", "Привет", luna, "Добрый день!").await;
    assert_eq!(inbox.lead("joined", "8 916 123-45-67", None).await, lead);
    inbox.fall_silent().await;
    let all = inbox.ask("GET", "/api/conversations", None).await.json();
    let told: Vec<(&str, &Value, bool)> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|talk| (talk["external_id"].as_str().unwrap(), &talk["missed"], talk["lead_id"] == json!(lead)))
        .collect();
    let expected = [
        ("joined", &Value::Null, true),
        ("lead", &Value::Null, true),
        ("talked", &json!("no_contact_given"), false),
        ("failed", &json!("model_failed"), false),
        ("asked", &json!("left_early"), false),
        ("left", &json!("left_early"), false),
    ];
    assert_eq!(told, expected);
    assert_eq!(inbox.talks("filter=all").await.len(), 6);
    assert_eq!(inbox.talks("filter=with_lead").await, ["joined", "lead"]);
    assert_eq!(inbox.talks("filter=missed").await, ["talked", "failed", "asked", "left"]);
    inbox.erase(lead).await;
    assert_eq!(inbox.talks("filter=with_lead").await, [""; 0], "a lead that was taken back is none");
}

#[tokio::test]
async fn a_conversation_is_judged_after_15_minutes_of_silence() {
    let inbox = Inbox::new().await;
    inbox.says("early", "Привет", Some("luna"), "Добрый день!").await;
    inbox.says("failed", "Привет", None, "Любая фраза, какой бы она ни была.").await;
    let state = async || {
        let page = inbox.ask("GET", "/api/conversations", None).await.json();
        let shown = |talk: &Value| format!("{} {} {}", talk["external_id"], talk["state"], talk["missed"]).replace('"', "");
        page["items"].as_array().unwrap().iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(state().await, ["failed in_progress null", "early in_progress null"]);
    assert_eq!(inbox.talks("filter=missed").await, [""; 0]);
    inbox.fall_silent().await;
    assert_eq!(state().await, ["failed missed model_failed", "early missed left_early"]);
    assert_eq!(inbox.talks("filter=missed").await, ["failed", "early"]);
}

#[tokio::test]
async fn a_visitor_who_deleted_the_contact_is_not_missed() {
    let inbox = Inbox::new().await;
    inbox.replies("form", "Телефон 8 916 123-45-67", "Спасибо!", ReplyKind::FormReceipt).await;
    let form = inbox.lead("form", "8 916 123-45-67", None).await;
    inbox.says("typed", "Мой телефон 8 916 765-43-21", Some("luna"), "Спасибо!").await;
    let typed = inbox.lead("typed", "8 916 765-43-21", None).await;
    inbox.erase(form).await;
    inbox.erase(typed).await;
    inbox.fall_silent().await;
    let page = inbox.ask("GET", "/api/conversations", None).await.json();
    let states: Vec<_> = page["items"].as_array().unwrap().iter().map(|talk| (&talk["state"], &talk["missed"])).collect();
    assert_eq!(states, [(&json!("contact_deleted"), &Value::Null); 2]);
    assert_eq!(inbox.talks("filter=missed").await, [""; 0]);
}

#[tokio::test]
async fn finds_what_was_said_in_whatever_case() {
    let inbox = Inbox::new().await;
    inbox.says("a", "Нужен БУКЕТ на свадьбу", Some("luna"), "Какой?").await;
    inbox.says("b", "Венок (100%_)", Some("luna"), "Позвоните: 8 (916) 123-45-67").await;
    inbox.fall_silent().await;
    for (query, expected) in [
        ("q=букет", &["a"][..]),
        ("q=БуКеТ%20на", &["a"][..]),
        ("q=КАКОЙ", &["a"][..]),
        ("q=100%25_", &["b"][..]),
        ("q=(1", &["b"][..]),
        ("q=.*", &[][..]),
        ("q=9161234567", &["b"][..]),
        ("q=8%20916%20123-45-67", &["b"][..]),
        ("q=", &["b", "a"][..]),
        ("q=букет&filter=with_lead", &[][..]),
        ("q=букет&filter=missed", &["a"][..]),
    ] {
        assert_eq!(inbox.talks(query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn goes_page_by_page_and_misses_nobody() {
    let inbox = Inbox::new().await;
    for visitor in ["a", "b", "c", "d", "e"] {
        inbox.says(visitor, "Привет", Some("luna"), "Добрый день!").await;
    }
    inbox.fall_silent().await;
    // Two who wrote in the same moment.
    inbox.db.execute("update bot_users set last_message_at = now() - interval '1 hour' where external_id in ('b', 'c')").await;
    for filter in ["all", "missed"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = inbox.ask("GET", &format!("/api/conversations?filter={filter}&limit=2{cursor}"), None).await.json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|talk| talk["external_id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        seen.sort();
        assert_eq!(seen, ["a", "b", "c", "d", "e"], "{filter}");
    }
    assert_eq!(inbox.talks("limit=5").await[0], "e", "the newest first");
}

/// However many there are without, a page costs no more than it may; its cursor leads on.
#[tokio::test]
async fn looks_through_so_many_and_tells_where_to_go_on() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("the oldest", "anna@example.com", None).await;
    inbox
        .db
        .execute(&format!(
            "insert into bot_users (id, owner_id, external_id, created_at, last_message_at)
            select gen_random_uuid(), '{0}', n::text, now(), now() + n * interval '1 second' from generate_series(1, 2500) n;
            insert into messages (id, owner_id, visitor_id, role, text)
            select gen_random_uuid(), owner_id, id, 'visitor', 'x' from bot_users where owner_id = '{0}' and external_id ~ '^[0-9]+$'",
            inbox.owner.id
        ))
        .await;
    let first = inbox.ask("GET", "/api/conversations?filter=with_lead", None).await.json();
    assert_eq!(first["items"], json!([]));
    let next = first["next_cursor"].as_str().unwrap();
    let second = inbox.ask("GET", &format!("/api/conversations?filter=with_lead&cursor={next}"), None).await.json();
    assert_eq!((&second["items"][0]["lead_id"], &second["next_cursor"]), (&json!(lead), &Value::Null));
    let found = inbox.ask("GET", "/api/conversations?q=anna", None).await.json();
    assert_eq!((&found["items"], found["next_cursor"].is_string()), (&json!([]), true));
}

#[tokio::test]
async fn another_owners_and_a_forgotten_visitors_conversations_are_not_there() {
    let inbox = Inbox::new().await;
    let other = TestOwner::new(&inbox.db).await;
    let own = inbox.says("visitor-1", "Привет", Some("luna"), "Добрый день!").await;
    lead_of(&inbox.db.app(), other.id, "visitor-1", "a@example.com", None).await;
    let theirs = send(&inbox.routes, request("GET", "/api/conversations", Some(&other.token), None)).await.json();
    let theirs = theirs["items"][0]["visitor_id"].as_str().unwrap().to_owned();
    assert_eq!(inbox.talks("").await.len(), 1);
    let missing = "404 there is no such conversation";
    assert_eq!(told(&inbox.ask("GET", &format!("/api/conversations/{theirs}"), None).await), missing);
    assert_eq!(told(&send(&inbox.routes, event(FIND, Some(&inbox.owner.token))).await), missing);
    inbox.db.execute(&format!("update bot_users set erased_at = now() where id = '{own}'")).await;
    assert_eq!(inbox.talks("").await, [""; 0]);
    assert_eq!(told(&inbox.ask("GET", &format!("/api/conversations/{own}"), None).await), missing);
    let refused = "401 a valid access token is needed: sign in again";
    for path in ["/api/conversations".to_owned(), format!("/api/conversations/{own}")] {
        assert_eq!(told(&send(&inbox.routes, request("GET", &path, None, None)).await), refused, "{path}");
    }
}

#[tokio::test]
async fn names_the_parameter_that_is_not_accepted() {
    let inbox = Inbox::new().await;
    for (query, expected) in [
        ("filter=lost", "422 filter invalid"),
        ("cursor=x", "422 cursor invalid"),
        ("limit=0", "422 limit invalid"),
        ("limit=201", "422 limit invalid"),
        ("q=%00", "422 q invalid"),
        ("visitor=1", "422 visitor unknown_field"),
    ] {
        assert_eq!(told(&inbox.ask("GET", &format!("/api/conversations?{query}"), None).await), expected, "{query}");
    }
    assert_eq!(told(&inbox.ask("GET", "/api/conversations/1", None).await), "422 id invalid");
}

#[tokio::test]
async fn a_visitor_who_asks_for_it_is_forgotten_and_no_other() {
    let inbox = Inbox::new().await;
    lead_of(&inbox.db.app(), inbox.owner.id, "anna@example.com", "Мой телефон 8 (916) 123-45-67", None).await;
    lead_of(&inbox.db.app(), inbox.owner.id, "visitor-2", "Мой телефон 8 (916) 765-43-21", None).await;
    let other = TestOwner::new(&inbox.db).await;
    let id = inbox.db.text("select id::text from bot_users where external_id = 'anna@example.com'").await;
    let path = format!("/api/conversations/{id}");
    let foreign = send(&inbox.routes, request("DELETE", &path, Some(&other.token), None)).await;
    assert_eq!((foreign.status, inbox.talks("").await.len()), (StatusCode::NOT_FOUND, 2));
    assert_eq!(inbox.ask("DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(inbox.talks("").await, ["visitor-2"]);
    assert_eq!(inbox.ask("GET", "/api/leads", None).await.json()["items"].as_array().unwrap().len(), 1);
    let traces = "select count(*) from bot_users, leads, messages where concat(bot_users, leads, messages) like any('{%9161234567%,%123-45-67%,%anna%}')";
    assert_eq!(inbox.db.count(traces).await, 0);
    assert_eq!(inbox.ask("DELETE", &path, None).await.status, StatusCode::NOT_FOUND, "twice is once");
    let of_event = send(&inbox.routes, event(FORGET, Some(&inbox.owner.token))).await;
    assert_eq!(of_event.status, StatusCode::NOT_FOUND, "nobody of that id");
    let events = inbox.db.count("select count(*) from outbox join leads on leads.id = lead_id where erased_at is not null").await;
    assert_eq!(events, 2, "the message in Telegram is emptied too");
}
