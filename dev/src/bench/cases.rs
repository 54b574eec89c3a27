//! What each function is asked.

use std::fs;

use axum::body::Bytes;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    instance::{Expect, anything, no_failures, success},
    stage::{ANNOUNCED, PASSWORD, Stage, owner},
};
use crate::{arguments::root, terminal::Failure};

/// An event of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Case {
    /// For people, and for the words of `cargo dev bench`.
    pub(super) name: &'static str,
    pub(super) function: &'static str,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Get(&'static str, &'static str),
    Login,
    Plain,
    Lead,
    Announce,
    Scheduled,
}

/// The yardsticks.
pub(super) const HELLO: Case = case("hello: a function that only answers (H)", "yardstick_hello", What::Get("web", "health"));
pub(super) const SELECT: Case = case("select: a function with one SELECT (S)", "yardstick_select", What::Get("web", "health"));

pub(super) const ME: Case = case("auth: me", "auth", What::Get("auth", "me"));
pub(super) const LOGIN: Case = case("auth: login", "auth", What::Login);
pub(super) const LEADS: Case = case("leads: 50 leads", "leads", What::Get("leads", "list"));
pub(super) const PLAIN: Case = case("chat: plain", "chat", What::Plain);
pub(super) const LEAD: Case = case("chat: with a lead", "chat", What::Lead);

/// All cases; the yardsticks first.
pub(super) const ALL: [Case; 12] = [
    HELLO,
    SELECT,
    ME,
    LOGIN,
    case("assistant: find", "assistant", What::Get("assistant", "find")),
    LEADS,
    PLAIN,
    LEAD,
    case("web: page", "web", What::Get("web", "page")),
    case("web: health", "web", What::Get("web", "health")),
    case("notifier: a batch of 10", "notifier", What::Announce),
    case("upkeep: nothing to do", "upkeep", What::Scheduled),
];

const fn case(name: &'static str, function: &'static str, what: What) -> Case {
    Case { name, function, what }
}

impl Case {
    pub(super) fn is_yardstick(&self) -> bool {
        self.function.starts_with("yardstick")
    }

    /// What must have come back.
    pub(super) fn expect(&self) -> Expect {
        match self.what {
            What::Announce => no_failures,
            What::Scheduled => anything,
            _ => success,
        }
    }

    /// The next event of this kind, and what must stand in the database for it.
    pub(super) async fn event(&self, stage: &Stage) -> Result<Bytes, Failure> {
        let event = match self.what {
            What::Get(function, name) => signed(file(function, name)?, stage),
            What::Login => {
                let mut event = file("auth", "login")?;
                event["body"] = json!({ "email": stage.email.as_str(), "password": PASSWORD }).to_string().into();
                event
            }
            What::Plain => message(stage, |_| "Сколько стоит букет?".to_owned()).await?,
            // Numbers that no lead has yet.
            What::Lead => {
                let text = |n: u32| format!("Анна, нужен букет, мой телефон 8 (917) {:03}-{:04}", n / 10_000, n % 10_000);
                message(stage, text).await?
            }
            What::Announce => batch(stage).await?,
            What::Scheduled => file("upkeep", "scheduled")?,
        };
        Ok(event.to_string().into())
    }
}

/// An event file.
pub(super) fn file(function: &str, name: &str) -> Result<Value, Failure> {
    Ok(serde_json::from_slice(&fs::read(root().join(format!("events/{function}/{name}.json")))?)?)
}

pub(super) fn signed(mut event: Value, stage: &Stage) -> Value {
    event["headers"]["authorization"] = format!("Bearer {}", stage.token).into();
    event
}

/// A visitor's first message, as the page sends it.
async fn message(stage: &Stage, text: impl FnOnce(u32) -> String) -> Result<Value, Failure> {
    let number = stage.number().await;
    let mut event = signed(file("chat", "text")?, stage);
    event["headers"]["idempotency-key"] = format!("bench-{number}").into();
    event["body"] = json!({ "visitor_id": format!("bench-{number}"), "message": text(number) }).to_string().into();
    Ok(event)
}

/// Ten leads of ten owners, none of which was announced.
async fn batch(stage: &Stage) -> Result<Value, Failure> {
    let owners: Vec<Uuid> = (2..2 + ANNOUNCED).map(owner).collect();
    let leads: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "update deliveries set state = 'pending', attempts = 0, chat_id = null, message_id = null, announced_revision = 0,
            leased_until = null, tried_since = null, sent_at = null
        where owner_id = any($1) returning owner_id, lead_id",
    )
    .bind(owners)
    .fetch_all(&stage.superuser)
    .await?;
    let mut event = file("notifier", "lead_captured")?;
    let record = event["Records"][0].clone();
    let records = leads.into_iter().map(|(owner_id, lead_id)| {
        let mut record = record.clone();
        record["messageId"] = Uuid::new_v4().to_string().into();
        record["body"] = json!({ "owner_id": owner_id, "lead_id": lead_id, "outbox_id": Uuid::new_v4() }).to_string().into();
        record
    });
    event["Records"] = records.collect();
    Ok(event)
}
