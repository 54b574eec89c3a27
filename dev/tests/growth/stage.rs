//! A database with much in it, and everything that is asked all the time.

use std::{sync::Arc, time::Duration};

use axum::{Router, http::StatusCode};
use serde_json::{Value, json};
use shared::{
    account::Passwords,
    config::{DatabaseConfig, OpenAiConfig, TelegramConfig},
    database::Database,
    https::Https,
    ids::{LeadId, OutboxId, OwnerId},
    lead::LeadEvent,
    openai,
    queue::{Consumer, Queue},
    telegram,
    testing::{OpenAi, Telegram, TestDatabase, development_tokens, request, send},
    usage::Limits,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep},
};
use uuid::Uuid;

use super::plans;

const LEADS: u32 = 100_000;
const OWNERS: u32 = 2_000;

/// The owner who has all these leads, as `owners.sql` makes it.
const OWNER: OwnerId = OwnerId(Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001));

pub(crate) struct Stage {
    db: TestDatabase,
    openai: OpenAi,
    telegram: Telegram,
    token: String,
    /// The oldest and a newer lead.
    leads: [LeadId; 2],
    /// Who left the oldest.
    visitor: Uuid,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        plans::listen();
        let db = TestDatabase::new().await;
        let fill = |sql: &str, from: u32, to: u32, owner: &str| {
            sql.replace("{from}", &from.to_string()).replace("{to}", &to.to_string()).replace("{owner}", owner)
        };
        let (owners, leads) = (include_str!("../../src/bench/owners.sql"), include_str!("../../src/bench/leads.sql"));
        db.execute(&fill(owners, 1, OWNERS, "")).await;
        db.execute(&fill(leads, 1, LEADS, "1")).await;
        db.execute(&fill(leads, LEADS + 1, LEADS + OWNERS * 5, &format!("2 + n % {}", OWNERS - 1))).await;
        // What expires, nearly all of it not yet; and ten lead events that no queue took.
        db.execute(
            "insert into chat_requests (owner_id, visitor, key, fingerprint, message_id, leased_until, expires_at)
            select users.id, 'v', n::text, sha256(n::text::bytea), gen_random_uuid(), now(), now() + (row_number() over () - 500) * interval '10 seconds'
            from users cross join generate_series(1, 20) n;
            insert into usage_counters (owner_id, scope, subject, measure, period, since, used, allowed, expires_at)
            select users.id, 'visitor', n::text, 'messages', 'day', now(), 1, 300, now() + (row_number() over () - 500) * interval '10 seconds'
            from users cross join generate_series(1, 20) n;
            -- A busy day of one owner.
            insert into usage_counters (owner_id, scope, subject, measure, period, since, used, allowed, expires_at)
            select id, 'visitor', md5(n::text), 'messages', 'day', date_trunc('day', now(), 'UTC'), 1, 300, now() + interval '2 days'
            from (select id from users order by id limit 1) owner cross join generate_series(1, 10000) n;
            insert into outbox (id, owner_id, lead_id, created_at)
            select gen_random_uuid(), owner_id, id, now() - interval '1 hour' from leads order by id limit 10;
            insert into lead_notes (id, owner_id, lead_id, text) select gen_random_uuid(), owner_id, id, 'Перезвонить' from leads;
            insert into widget_days (owner_id, day, opened)
            select users.id, date '2026-11-26' - n, 5 from users cross join generate_series(0, 99) n;",
        )
        .await;
        db.execute("vacuum analyze").await;
        let lead = "select id from leads where owner_id = $1 order by created_at offset $2 limit 1";
        let lead = async |at: i64| {
            let found = sqlx::query_scalar::<_, Uuid>(lead).bind(OWNER.0).bind(at).fetch_one(db.superuser());
            LeadId(found.await.unwrap())
        };
        let leads = [lead(0).await, lead(99_000).await];
        let visitor = sqlx::query_scalar("select visitor_id from leads where id = $1").bind(leads[0].0);
        let visitor = visitor.fetch_one(db.superuser()).await.unwrap();
        let token = development_tokens().issue(OWNER, &"owner1@bench.example".to_owned().try_into().unwrap()).unwrap();
        Self { openai: OpenAi::start().await, telegram: Telegram::start().await, token, leads, visitor, db }
    }

    /// Asks all of it once; the plans that came of it, each with what was asked.
    pub(crate) async fn ask_everything(&self, plan_cache_mode: &str) -> Vec<(String, Value)> {
        let name = self.db.url().rsplit('/').next().unwrap().to_owned();
        for setting in plans::TELL.into_iter().map(str::to_owned).chain([format!("plan_cache_mode = {plan_cache_mode}")]) {
            self.db.execute(&format!("alter database {name} set {setting}")).await;
        }
        // Connections that are open have none of it.
        let db = Database::connect_lazy(&DatabaseConfig::new(self.db.url().parse().unwrap(), 2));
        let routes = self.routes(&db);
        let mut asked = Vec::new();
        plans::take();
        for (what, method, path, body) in self.requests(plan_cache_mode) {
            let answer = send(&routes, request(method, &path, Some(&self.token), body.as_ref())).await;
            assert!(answer.status.is_success(), "{what}: {}", answer.json());
            heard(what, &mut asked).await;
        }
        let owners_messages = "where subject = '' and measure = 'messages'";
        self.db.execute(&format!("update usage_counters set used = allowed {owners_messages}")).await;
        let body = json!({ "visitor_id": format!("{plan_cache_mode} late"), "message": "Сколько стоит букет?" });
        let answer = send(&routes, request("POST", "/api/chat", Some(&self.token), Some(&body))).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.json());
        heard("turn beyond a limit", &mut asked).await;
        self.db.execute(&format!("update usage_counters set used = 0 {owners_messages}")).await;
        self.announce(&db).await;
        heard("announce", &mut asked).await;
        let upkeep = upkeep::App { db, queue: Queue::Local(Arc::new(Notify::new())) };
        upkeep::run(&upkeep, Instant::now() + Duration::from_mins(1)).await.unwrap();
        heard("upkeep", &mut asked).await;
        asked
    }

    fn routes(&self, db: &Database) -> Router {
        let (db, tokens) = (db.clone(), development_tokens());
        let openai = OpenAiConfig::new(&self.openai.base_url(), "sk-test".into(), None, None);
        let openai = openai::OpenAi::new(openai, &Https::for_development()).unwrap();
        let queue = Queue::Local(Arc::new(Notify::new()));
        auth::router(auth::App { db: db.clone(), passwords: Passwords::default(), tokens: tokens.clone() })
            .merge(assistant::router(assistant::App {
                db: db.clone(),
                tokens: tokens.clone(),
                telegram: self.bot(),
                limits: Limits::default(),
            }))
            .merge(leads::router(leads::App {
                db: db.clone(),
                tokens: tokens.clone(),
                queue: queue.clone(),
                limits: Limits::default(),
            }))
            .merge(chat::router(chat::App { db, tokens, openai, queue, limits: Limits::default() }))
    }

    /// What is asked, how, where, and with what.
    fn requests(&self, run: &str) -> Vec<(&'static str, &'static str, String, Option<Value>)> {
        let get = |what, path: &str| (what, "GET", path.to_owned(), None);
        let say = |what, text: &str| {
            (what, "POST", "/api/chat".to_owned(), Some(json!({ "visitor_id": format!("{run} {what}"), "message": text })))
        };
        let lead = format!("/api/leads/{}", self.leads[0]);
        vec![
            get("me", "/api/auth/me"),
            get("assistant", "/api/assistant"),
            get("inbox", "/api/leads"),
            get("inbox, the largest page", "/api/leads?limit=200"),
            get("inbox: won, one in a hundred", "/api/leads?status=won"),
            get("inbox: new, the newest only", "/api/leads?status=new"),
            get("inbox: lost, a third", "/api/leads?status=lost"),
            get("inbox: a day of long ago", "/api/leads?from=2024-11-02T00:00:00Z&to=2024-11-03T00:00:00Z"),
            get("inbox: a page near the end", &format!("/api/leads?cursor={}", near_the_end())),
            get("inbox: a page near the end of the won ones", &format!("/api/leads?status=won&cursor={}", near_the_end())),
            get("search: what nobody holds", "/api/leads?q=tulips"),
            get("one lead", &lead),
            get("onboarding", "/api/assistant/onboarding"),
            ("test of the chat", "POST", "/api/assistant/telegram/test".to_owned(), None),
            get("figures of a month", "/api/leads/stats"),
            get("usage", "/api/usage"),
            get("conversations", "/api/conversations"),
            get("conversations, the largest page", "/api/conversations?limit=200"),
            get("conversations: a page near the end", &format!("/api/conversations?cursor={}", near_the_end())),
            get("one conversation", &format!("/api/conversations/{}", self.visitor)),
            get("search: conversations that led to a lead", "/api/conversations?filter=with_lead"),
            get("search: conversations that led to none", "/api/conversations?filter=missed"),
            get("search: what nobody said", "/api/conversations?q=tulips"),
            ("note", "POST", format!("{lead}/notes"), Some(json!({ "text": "Перезвонить" }))),
            ("set status", "PATCH", lead.clone(), Some(json!({ "status": "contacted" }))),
            say("turn", "Сколько стоит букет?"),
            say("turn with a new lead", &format!("Анна, 8 917 123-45-{}", if run.contains("custom") { "01" } else { "02" })),
            say("turn with an older one's phone", "Анна, 8 916 000-00-07"),
        ]
    }

    fn bot(&self) -> telegram::Telegram {
        let base_url = self.telegram.base_url();
        let config = TelegramConfig { base_url, bot_token: "1:token".into(), default_chat_id: None };
        telegram::Telegram::new(&config, &Https::for_development()).unwrap()
    }

    /// A lead that has grown, through the notifier.
    async fn announce(&self, db: &Database) {
        let lead = self.leads[1];
        self.db.execute(&format!("update leads set revision = revision + 1 where id = '{lead}'")).await;
        let notifier = notifier::App { db: db.clone(), queue: Consumer::Local, telegram: self.bot(), default_chat_id: None };
        let event = LeadEvent { owner_id: OWNER, lead_id: lead, outbox_id: OutboxId::new() };
        self.db.execute(&format!("update deliveries set message_id = null, chat_id = null where lead_id = '{lead}'")).await;
        notifier::deliver(&notifier, event).await.unwrap();
    }
}

/// An hour after the oldest lead, as `next_cursor` tells it: microseconds and an id.
fn near_the_end() -> String {
    let micros = time::macros::datetime!(2024-11-01 01:00 UTC).unix_timestamp_nanos() / 1000;
    let bytes: Vec<u8> = micros.to_be_bytes().into_iter().chain([0xff; 16]).collect();
    base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, bytes)
}

/// Adds what was heard, once no more comes.
async fn heard(what: &str, asked: &mut Vec<(String, Value)>) {
    loop {
        sleep(Duration::from_millis(50)).await;
        let plans = plans::take();
        if plans.is_empty() {
            return;
        }
        asked.extend(plans.into_iter().map(|plan| (what.to_owned(), plan)));
    }
}
