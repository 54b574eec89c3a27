//! What a chat turn takes above the model's own time, and how often it waits for the database: `cargo dev bench`.
//!
//! The model is the stand-in, which answers at once; its time is measured in the same run by asking it alone, and taken off.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, body::Body, http::Request};
use chat::{App, router};
use serde_json::{Value, json};
use shared::{
    config::{Flavour, OpenAiConfig},
    database::Database,
    https::{Https, Timeouts},
    ids::OwnerId,
    openai,
    queue::Queue,
    reqwest::Client,
    testing::{Completion, OpenAi, TestDatabase, TestOwner, development_tokens, request, send},
    usage::Limits,
};
use tokio::sync::Notify;

const TURNS: usize = 500;
const WARM: usize = 50;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let (db, model) = (TestDatabase::new().await, OpenAi::start().await);
    let owner = TestOwner::new(&db).await;
    let routes = routes(db.app(), &model);
    let asked = Asked::by_a_turn(&routes, &owner, &model).await;
    let model_alone = measured(async |_| asked.again().await).await;
    let statement = measured(async |_| ping(&db).await).await;
    println!("{TURNS} of each, one after another\n");
    println!("{:<44} {:>9} {:>9}", "", "p50", "p95");
    println!("{:<44} {:>9} {:>9}", "one SELECT in a transaction of its own", shown(statement.0), shown(statement.1));
    println!("{:<44} {:>9} {:>9}", "the model, asked alone", shown(model_alone.0), shown(model_alone.1));
    for (name, kind) in [("plain", Kind::Plain), ("typed contact", Kind::Contact), ("tool call", Kind::Tool)] {
        let turn = measured(async |at| kind.turn(&routes, &owner, &model, at).await).await;
        let above = (turn.0.saturating_sub(model_alone.0), turn.1.saturating_sub(model_alone.1));
        println!("{:<44} {:>9} {:>9}", format!("a turn above the model: {name}"), shown(above.0), shown(above.1));
    }
    let (counted, trips) = db.counted().await;
    let counting = self::routes(counted, &model);
    println!("\nround trips to the database");
    for (name, kind) in [("plain", Kind::Plain), ("typed contact", Kind::Contact), ("tool call", Kind::Tool)] {
        // The first prepares the statements.
        for at in 0..2 {
            let _ = trips.take();
            kind.turn(&counting, &owner, &model, TURNS * 2 + at).await;
        }
        println!("{name:<44} {:>9}", trips.take());
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Contact,
    Tool,
}

impl Kind {
    async fn turn(self, routes: &Router, owner: &TestOwner, model: &OpenAi, at: usize) {
        // A visitor of its own for each, so that no limit and no long history is measured.
        let message = match self {
            Self::Plain => "Сколько стоит букет?".to_owned(),
            Self::Contact => format!("Анна, 8 916 {:03}-{:02}-{:02}", at / 10_000, at / 100 % 100, at % 100),
            Self::Tool => format!("Анна, anna{at}@example.com, букет на свадьбу"),
        };
        if matches!(self, Self::Tool) {
            let arguments =
                json!({ "name": "Анна", "phone": null, "email": null, "need": "букет на свадьбу", "say": "Спасибо!" });
            model.then(Completion::register_lead(arguments));
        }
        let body = json!({ "visitor_id": format!("{} {at}", self.name()), "message": message });
        let answer = send(routes, of(owner, &body)).await;
        assert!(answer.status == 200, "{}", answer.json());
    }

    fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Contact => "contact",
            Self::Tool => "tool",
        }
    }
}

fn of(owner: &TestOwner, body: &Value) -> Request<Body> {
    request("POST", "/api/chat", Some(&owner.token), Some(body))
}

fn routes(db: Database, model: &OpenAi) -> Router {
    let huge = (i64::MAX, i64::MAX);
    let limits = Limits { owner_messages: huge, tokens: i64::MAX, microdollars: i64::MAX, ..Limits::default() };
    let queue = Queue::Local(Arc::new(Notify::new()));
    let config = OpenAiConfig { flavour: Flavour::OpenAi, ..OpenAiConfig::new(&model.base_url(), "sk-test".into(), None, None) };
    router(App {
        db,
        tokens: development_tokens(),
        openai: openai::OpenAi::new(config, &Https::for_development()).unwrap(),
        queue,
        limits,
    })
}

/// What a turn asks the model, to be asked again without the turn.
struct Asked {
    http: Client,
    url: String,
    body: String,
}

impl Asked {
    async fn by_a_turn(routes: &Router, owner: &TestOwner, model: &OpenAi) -> Self {
        Kind::Plain.turn(routes, owner, model, usize::MAX).await;
        let body = model.requests().pop().unwrap().to_string();
        let patience = Timeouts { connect: Duration::from_secs(5), total: Duration::from_mins(1) };
        let http = Https::for_development().client(patience).unwrap();
        Self { http, url: format!("{}/chat/completions", model.base_url()), body }
    }

    async fn again(&self) {
        let request = self.http.post(&self.url).bearer_auth("sk-test").header("content-type", "application/json");
        let answer = request.body(self.body.clone()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        answer.bytes().await.unwrap();
    }
}

async fn ping(db: &TestDatabase) {
    let tx = db.app().tenant(OwnerId::new()).await.unwrap();
    tx.commit().await.unwrap();
}

/// The median and the 95th percentile, after some that are not counted.
async fn measured(turn: impl AsyncFn(usize)) -> (Duration, Duration) {
    let mut times = Vec::with_capacity(TURNS);
    for at in 0..WARM + TURNS {
        let started = Instant::now();
        turn(at).await;
        if at >= WARM {
            times.push(started.elapsed());
        }
    }
    times.sort();
    (times[TURNS / 2], times[TURNS * 95 / 100])
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
