//! An owner with an assistant of their own, and a visitor who writes to it.

use std::sync::Arc;

use axum::Router;
use serde_json::{Value, json};
use shared::{
    config::OpenAiConfig,
    https::Https,
    lead::{self, Filter, Lead, Provenance},
    openai::OpenAi,
    queue::Queue,
    testing::{Answer, TestDatabase, TestOwner, development_tokens, request, send},
    usage::Limits,
};
use tokio::sync::Notify;

/// Where one dialogue is played.
pub(crate) struct Desk<'a> {
    pub(crate) db: &'a TestDatabase,
    pub(crate) owner: TestOwner,
    routes: Router,
    visitor: String,
}

impl<'a> Desk<'a> {
    /// Registers an owner. The client of the model is new too, so that one dialogue's failures do not pause another's model.
    pub(crate) async fn new(db: &'a TestDatabase, model: OpenAiConfig, visitor: &str) -> Self {
        let owner = TestOwner::new(db).await;
        let openai = OpenAi::new(model, &Https::for_development()).unwrap();
        let (queue, limits) = (Queue::Local(Arc::new(Notify::new())), Limits::default());
        let routes = chat::router(chat::App { db: db.app(), tokens: development_tokens(), openai, queue, limits });
        Self { db, owner, routes, visitor: visitor.to_owned() }
    }

    /// What the business does, and where its visitors dial.
    pub(crate) async fn tell(&self, about: &str, region: &str) {
        sqlx::query("update assistants set about = $2, region = $3 where owner_id = $1")
            .bind(self.owner.id.0)
            .bind(about)
            .bind(region)
            .execute(self.db.superuser())
            .await
            .unwrap();
    }

    pub(crate) async fn say(&self, message: &str) -> Answer {
        self.post("/api/chat", &json!({ "visitor_id": self.visitor, "message": message })).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        send(&self.routes, request("POST", path, Some(&self.owner.token), Some(body))).await
    }

    /// The owner's leads, each with where its values came from.
    pub(crate) async fn leads(&self) -> Vec<(Lead, Vec<Provenance>)> {
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let mut leads = Vec::new();
        for lead in lead::list(&mut tx, &Filter::default()).await.unwrap().items {
            let fields = lead::fields(&mut tx, lead.id).await.unwrap();
            leads.push((lead, fields));
        }
        tx.commit().await.unwrap();
        leads
    }
}
