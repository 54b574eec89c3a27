//! The contact form: what is left to a visitor where no model may or can answer.

use chat::router;
use serde_json::{Value, json};
use shared::{
    config::Flavour,
    lead::{CapturedBy, Field},
    testing::{Answer, Completion, TestOwner, TestQueue, event, request, send},
    usage::Limits,
};

use super::stage::{PHONE, Stage, app, faults, local};

const FORM: &str = include_str!("../../../../events/chat/form.json");

impl Stage {
    async fn send_form(&self, body: &Value) -> Answer {
        send(&self.routes, request("POST", "/api/chat/form", Some(&self.owner.token), Some(body))).await
    }
}

#[tokio::test]
async fn a_form_is_a_lead_that_reaches_the_queue_and_no_model_is_asked() {
    let queue = TestQueue::new().await;
    let stage = Stage::with_queue(queue.app()).await;
    let answer = send(&stage.routes, event(FORM, Some(&stage.owner.token))).await;
    insta::assert_json_snapshot!(answer.json(), { ".message_id" => "[uuid]", ".lead.id" => "[uuid]" }, @r#"
    {
      "fallback": true,
      "lead": {
        "email": "anna@example.com",
        "id": "[uuid]",
        "is_new": true,
        "name": "Анна",
        "need": "букет на свадьбу",
        "phone": "+79161234567",
        "telegram": null
      },
      "message_id": "[uuid]",
      "reply": "Спасибо, мы всё записали. С вами свяжется наш сотрудник.",
      "visitor_id": "visitor-1"
    }
    "#);
    let (lead, fields) = stage.lead().await;
    assert_eq!((lead.captured_by, lead.phone.as_deref()), (CapturedBy::Form, Some(PHONE)));
    let message = stage.messages("visitor-1").await[0].id;
    let sources: Vec<_> = fields.iter().map(|field| (field.field, field.message_id, field.captured_by)).collect();
    let expected = [Field::Name, Field::Phone, Field::Email, Field::Need].map(|field| (field, message, CapturedBy::Form));
    assert_eq!(sources, expected);
    assert_eq!(stage.said("visitor-1").await[0], "visitor: Анна\n8 (916) 123-45-67\nAnna@Example.com\nбукет на свадьбу");
    assert_eq!((stage.outbox().await, queue.receive().await.records.len()), ((0, 1), 1));
    assert_eq!(stage.openai.requests().len(), 0);
}

#[tokio::test]
async fn a_model_that_fails_leaves_the_form_in_the_visitors_language() {
    for (message, phone) in [("Сколько стоит букет?", "Телефон"), ("How much is it?", "Phone")] {
        let stage = Stage::new().await;
        stage.openai.then(Completion::no_quota());
        let form = stage.say("visitor-1", message).await.json()["form"].clone();
        let names: Vec<&Value> = form["fields"].as_array().unwrap().iter().map(|field| &field["name"]).collect();
        assert_eq!(names, ["name", "phone", "email", "need"]);
        assert_eq!(form["fields"][1], json!({ "name": "phone", "label": phone, "kind": "tel" }));
    }
}

#[tokio::test]
async fn a_form_completes_the_lead_of_the_conversation() {
    let stage = Stage::new().await;
    stage.say("visitor-1", "Мой телефон 8 916 123-45-67").await;
    let answer = stage.send_form(&json!({ "visitor_id": "visitor-1", "email": "anna@example.com" })).await;
    assert_eq!((&answer.json()["lead"]["is_new"], &answer.json()["lead"]["phone"]), (&json!(false), &Value::Null));
    let (lead, _) = stage.lead().await;
    assert_eq!((lead.phone.as_deref(), lead.email.as_deref()), (Some(PHONE), Some("anna@example.com")));
}

#[tokio::test]
async fn what_is_no_contact_is_refused_by_name_and_nothing_is_kept() {
    let stage = Stage::new().await;
    for (body, fault) in [
        (json!({}), "phone missing"),
        (json!({ "name": "Анна" }), "phone missing"),
        (json!({ "phone": " ", "email": "" }), "phone missing"),
        (json!({ "phone": "12345" }), "phone invalid"),
        (json!({ "phone": "8 916 123-45-67", "email": "anna@" }), "email invalid"),
        (json!({ "phone": 89_161_234_567_i64 }), "phone wrong_type"),
        (json!({ "phone": "8 916 123-45-67", "need": "я".repeat(501) }), "need too_long"),
        (json!({ "phone": "8 916 123-45-67", "owner_id": "x" }), "owner_id unknown_field"),
        (json!({ "phone": "8 916 123-45-67", "visitor_id": "" }), "visitor_id empty"),
        (json!({ "phone": "8 916 123-45-67", "name": "a\u{0}b" }), "name invalid"),
    ] {
        let answer = stage.send_form(&body).await;
        assert_eq!((answer.status.as_u16(), faults(&answer)), (422, vec![fault.to_owned()]), "{body}");
    }
    assert_eq!(stage.rows().await, 0);
    assert_eq!(stage.db.count("select count(*) from usage_counters").await, 0);
}

#[tokio::test]
async fn a_phone_outside_the_plan_is_kept_as_unconfirmed() {
    let stage = Stage::new().await;
    let answer = stage.send_form(&json!({ "visitor_id": "visitor-1", "name": "Анна", "phone": "+972 50 123 4567" })).await;
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    let (lead, fields) = stage.lead().await;
    assert_eq!((lead.phone.as_deref(), lead.doubtful), (Some("+972501234567"), vec![Field::Phone]));
    assert_eq!(fields.iter().filter(|field| field.doubtful).count(), 1);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_one_lead_and_one_message() {
    let stage = Stage::new().await;
    let again = || {
        let body = json!({ "visitor_id": "visitor-1", "phone": "8 916 123-45-67" });
        let mut request = request("POST", "/api/chat/form", Some(&stage.owner.token), Some(&body));
        request.headers_mut().insert("idempotency-key", "key-1".parse().unwrap());
        async { send(&stage.routes, request).await }
    };
    let (first, second) = (again().await, again().await);
    assert_eq!((first.status.as_u16(), first.body), (200, second.body));
    assert_eq!((stage.leads().await.len(), stage.messages("visitor-1").await.len()), (1, 2));
}

#[tokio::test]
async fn the_form_is_there_when_messages_are_used_up_and_has_a_limit_of_its_own() {
    let stage = Stage::new().await;
    let limits = Limits { visitor_messages: (0, 0), forms: (2, 100), ..Limits::default() };
    let routes = router(chat::App { limits, ..app(stage.db.app(), &stage.openai, Flavour::OpenAi, None, local()) });
    let stage = Stage { routes, ..stage };
    assert_eq!(stage.say("visitor-1", "Здравствуйте").await.status, 429);
    let body = json!({ "visitor_id": "visitor-1", "phone": "8 916 123-45-67" });
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(stage.send_form(&body).await.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 429]);
    assert_eq!(stage.leads().await.len(), 1);
}

#[tokio::test]
async fn a_form_belongs_to_the_owner_of_the_token() {
    let stage = Stage::new().await;
    let body = json!({ "visitor_id": "visitor-1", "phone": "8 916 123-45-67" });
    assert_eq!(send(&stage.routes, request("POST", "/api/chat/form", None, Some(&body))).await.status, 401);
    let other = TestOwner::new(&stage.db).await;
    let theirs = send(&stage.routes, request("POST", "/api/chat/form", Some(&other.token), Some(&body))).await;
    assert_eq!(theirs.status, 200);
    assert_eq!(stage.leads().await.len(), 0);
    stage.db.execute(&format!("delete from users where id = '{}'", other.id)).await;
    assert_eq!(send(&stage.routes, request("POST", "/api/chat/form", Some(&other.token), Some(&body))).await.status, 401);
}
