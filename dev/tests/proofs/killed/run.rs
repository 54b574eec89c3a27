//! One program on one event, to the point where it is killed.

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::{
    relay::{Protocol, Relay},
    runtime_api::RuntimeApi,
    steps::{Point, Side, Steps},
};
use crate::{program::Program, told, world::World};

/// For a slow machine; a program that hangs is found in this time.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a program did.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// In words; the last one may be the one at which it was killed.
    pub(crate) steps: Vec<String>,
    /// What Lambda has as its answer.
    pub(crate) answer: Option<Value>,
    /// Where it was killed; None where it came to its end.
    pub(crate) end: Option<Point>,
}

impl Run {
    /// Which step it is, of those with this name the `nth`.
    pub(crate) fn step(&self, words: &str, nth: usize) -> usize {
        let places = self.steps.iter().enumerate().filter(|(_, step)| *step == words);
        places.map(|(place, _)| place + 1).nth(nth).unwrap_or_else(|| panic!("no {words} {nth} in {:#?}", self.steps))
    }

    /// Whether a step of the whole program has happened here.
    pub(crate) fn has_done(&self, step: usize) -> bool {
        self.end.is_none_or(|end| end >= Point { step, side: Side::After })
    }
}

/// Runs a function's program on an event, and kills it at that point or at its end.
pub(crate) async fn run(world: &World, function: &str, event: Value, end: Option<Point>) -> Run {
    let steps = Steps::until(end);
    let database = world.db.url();
    let (role, database) = database.split_once('@').unwrap();
    let (server, name) = database.split_once('/').unwrap();
    let host = |url: &str| url.trim_start_matches("http://").split('/').next().unwrap().to_owned();
    let postgres = Relay::before(server, Protocol::Postgres, &steps).await;
    let sqs = Relay::before(&host(&told("LEADLINE_TEST_SQS")), Protocol::Http, &steps).await;
    let openai = Relay::before(&host(&world.openai.base_url()), Protocol::Http, &steps).await;
    let telegram = Relay::before(&host(&world.telegram.base_url()), Protocol::Http, &steps).await;
    let lambda = RuntimeApi::start(&event, &steps).await;

    let environment = [
        ("AWS_LAMBDA_RUNTIME_API", lambda.address()),
        ("DEV_MODE", "TRUE".to_owned()),
        // What is encrypted cannot be read on the way.
        ("DATABASE_URL", format!("{role}@{}/{name}?sslmode=disable", postgres.address())),
        ("OPENAI_BASE_URL", format!("http://{}/v1", openai.address())),
        ("OPENAI_API_KEY", "key".to_owned()),
        ("TELEGRAM_API_URL", format!("http://{}", telegram.address())),
        ("TELEGRAM_BOT_TOKEN", "1:token".to_owned()),
        ("QUEUE_URL", world.queue.url().to_owned()),
        ("DEAD_LETTER_QUEUE_URL", world.queue.dead_letter_url().to_owned()),
        ("AWS_ENDPOINT_URL", format!("http://{}", sqs.address())),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "test".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
    ];
    let program = Program::start(function, &environment);
    let ended = async {
        tokio::select! {
            () = steps.reached() => true,
            () = lambda.finished() => false,
        }
    };
    let killed = timeout(PATIENCE, ended).await.unwrap_or_else(|_| panic!("{function} hangs after {:#?}", steps.seen()));
    drop(program);
    assert_eq!(killed, end.is_some(), "{function} came to its end too soon: {end:?} in {:#?}", steps.seen());
    Run { steps: steps.seen(), answer: lambda.answer(), end }
}
