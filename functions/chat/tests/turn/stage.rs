//! What every test of a turn stands on: an owner, a model that answers as told, and the routes.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{Router, body::Body, http::Request};
use chat::{App, router};
use lambda_http::{Context, RequestExt};
use serde_json::{Value, json};
use shared::{
    config::{Flavour, OpenAiConfig},
    conversation::{self, ExternalId, Message, MessageText, Opening, Role},
    database::Database,
    https::Https,
    lead::{self, Filter, Lead, Provenance},
    openai,
    queue::Queue,
    testing::{Answer, OpenAi, RoundTrips, TestDatabase, TestOwner, development_tokens, request, send},
    usage::Limits,
};
use tokio::sync::Notify;

pub(super) const TYPED: &str = "Нужен букет на свадьбу, мой телефон 8 (916) 123-45-67, Анна";
pub(super) const PHONE: &str = "+79161234567";

/// An owner, who speaks Russian, and all that a turn of theirs needs.
pub(super) struct Stage {
    pub(super) db: TestDatabase,
    pub(super) owner: TestOwner,
    pub(super) openai: OpenAi,
    pub(super) routes: Router,
}

impl Stage {
    pub(super) async fn new() -> Self {
        Self::with_queue(local()).await
    }

    pub(super) async fn with_queue(queue: Queue) -> Self {
        let db = TestDatabase::new().await;
        let owner = TestOwner::new(&db).await;
        let openai = OpenAi::start().await;
        let routes = routes(db.app(), &openai, Flavour::OpenAi, None, queue);
        Self { db, owner, openai, routes }
    }

    /// On one connection whose round trips are counted.
    pub(super) async fn counted(queue: Queue) -> (Self, RoundTrips) {
        let stage = Self::new().await;
        let (db, trips) = stage.db.counted().await;
        let routes = routes(db, &stage.openai, Flavour::OpenAi, None, queue);
        (Self { routes, ..stage }, trips)
    }

    /// A visitor types something.
    pub(super) async fn say(&self, visitor: &str, message: &str) -> Answer {
        self.ask(&json!({ "visitor_id": visitor, "message": message })).await
    }

    pub(super) async fn ask(&self, body: &Value) -> Answer {
        send(&self.routes, self.request(body)).await
    }

    pub(super) fn request(&self, body: &Value) -> Request<Body> {
        request("POST", "/api/chat", Some(&self.owner.token), Some(body))
    }

    /// What was said with a visitor, a line for each message: read within a turn that is taken back.
    pub(super) async fn said(&self, visitor: &str) -> Vec<String> {
        let line = |message: Message| match message {
            Message { role: Role::Visitor, text, spoken: true, .. } => format!("visitor, spoken: {text}"),
            Message { role: Role::Visitor, text, .. } => format!("visitor: {text}"),
            Message { role: Role::Assistant, text, .. } => format!("assistant: {text}"),
        };
        self.messages(visitor).await.into_iter().map(line).collect()
    }

    pub(super) async fn messages(&self, visitor: &str) -> Vec<Message> {
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let visitor = ExternalId::try_from(visitor.to_owned()).unwrap();
        let probe = MessageText::try_from("taken back".to_owned()).unwrap();
        let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &probe)).await.unwrap().unwrap();
        let mut messages = conversation::find(&mut tx, turn.visitor).await.unwrap();
        tx.rollback().await.unwrap();
        messages.retain(|message| message.id != turn.message);
        messages
    }

    pub(super) async fn leads(&self) -> Vec<Lead> {
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let page = lead::list(&mut tx, &Filter::default()).await.unwrap();
        tx.commit().await.unwrap();
        page.items
    }

    /// The one lead there is, and where its values came from.
    pub(super) async fn lead(&self) -> (Lead, Vec<Provenance>) {
        let [lead] = <[Lead; 1]>::try_from(self.leads().await).unwrap();
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let fields = lead::fields(&mut tx, lead.id).await.unwrap();
        tx.commit().await.unwrap();
        (lead, fields)
    }

    /// How many rows of the outbox wait for the queue, and how many it took.
    pub(super) async fn outbox(&self) -> (i64, i64) {
        let unsent = self.db.count("select count(*) from outbox where sent_at is null").await;
        (unsent, self.db.count("select count(*) from outbox where sent_at is not null").await)
    }

    /// Rows of everything that a turn may write.
    pub(super) async fn rows(&self) -> i64 {
        let tables = ["bot_users", "messages", "leads", "lead_keys", "lead_fields", "deliveries", "outbox"];
        let counts = tables.map(|table| format!("(select count(*) from {table})"));
        self.db.count(&format!("select {}", counts.join(" + "))).await
    }

    /// The database is back, and no connection that broke is left in the pool.
    pub(super) async fn come_back(&self) {
        self.db.come_back().await;
        while self.db.app().tenant(self.owner.id).await.is_err() {}
    }

    /// Waits until the model has been asked so often.
    pub(super) async fn asked(&self, times: usize) {
        until(|| self.openai.requests().len() >= times).await;
    }
}

/// Waits until it is so; gives up where it never will be.
pub(super) async fn until(it_is_so: impl Fn() -> bool) {
    let wait = async {
        while !it_is_so() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.unwrap();
}

/// A queue in the one process of `cargo dev`: rows stay in the outbox until its relay takes them.
pub(super) fn local() -> Queue {
    Queue::Local(Arc::new(Notify::new()))
}

pub(super) fn routes(db: Database, openai: &OpenAi, flavour: Flavour, model: Option<&str>, queue: Queue) -> Router {
    router(app(db, openai, flavour, model, queue))
}

pub(super) fn app(db: Database, openai: &OpenAi, flavour: Flavour, model: Option<&str>, queue: Queue) -> App {
    let model = model.map(str::to_owned);
    let config = OpenAiConfig { flavour, ..OpenAiConfig::new(&openai.base_url(), "sk-test".into(), model, None) };
    let openai = openai::OpenAi::new(config, &Https::for_development()).unwrap();
    App { db, tokens: development_tokens(), openai, queue, limits: Limits::default() }
}

/// The arguments of `register_lead`: null where nothing else is said.
pub(super) fn lead_with(values: &Value) -> Value {
    let mut arguments = json!({ "name": null, "phone": null, "email": null, "need": null, "say": "Спасибо!" });
    for (name, value) in values.as_object().unwrap() {
        arguments[name] = value.clone();
    }
    arguments
}

/// As if Lambda would end the request after this time.
pub(super) fn within(left: Duration, request: Request<Body>) -> Request<Body> {
    let end = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + left;
    let mut context = Context::default();
    context.deadline = u64::try_from(end.as_millis()).unwrap();
    request.with_lambda_context(context)
}

/// The fields that a problem names, with their codes.
pub(super) fn faults(answer: &Answer) -> Vec<String> {
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| format!("{} {}", error["field"].as_str().unwrap(), error["code"].as_str().unwrap())).collect()
}

/// A form as a browser sends it: each part is a name with what follows the name in its header, and its bytes.
pub(super) fn form(token: &str, parts: &[(&str, &[u8])]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, bytes) in parts {
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name={name}\r\n\r\n").bytes());
        body.extend(bytes.iter().chain(b"\r\n"));
    }
    body.extend(b"--edge--\r\n");
    multipart(token, "multipart/form-data; boundary=edge", body)
}

pub(super) fn multipart(token: &str, content_type: &str, body: Vec<u8>) -> Request<Body> {
    let request = Request::post("/api/chat").header("authorization", format!("Bearer {token}"));
    request.header("content-type", content_type).body(body.into()).unwrap()
}
