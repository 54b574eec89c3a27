//! Instances of `chat`, each of which serves one request at a time on one connection, as on Lambda.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::Router;
use shared::{
    config::{DatabaseConfig, OpenAiConfig},
    database::Database,
    openai,
    testing::{Answer, OpenAi, TestDatabase, development_tokens, request, send},
    usage::Limits,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep},
};

use super::plan::Turn;
use crate::world::World;

/// A fleet with one model.
pub(crate) struct Instances {
    free: Mutex<Vec<Router>>,
    count: Semaphore,
    conflicts: AtomicUsize,
}

impl Instances {
    pub(crate) fn new(count: usize, world: &World, model: &OpenAi) -> Self {
        let instance = || {
            let openai = OpenAiConfig::new(&model.base_url(), "sk-test".into(), None, None);
            chat::router(chat::App {
                db: connection(&world.db),
                tokens: development_tokens(),
                openai: openai::OpenAi::new(openai).unwrap(),
                queue: world.queue.app(),
                limits: Limits::default(),
            })
        };
        Self {
            free: Mutex::new((0..count).map(|_| instance()).collect()),
            count: Semaphore::new(count),
            conflicts: AtomicUsize::new(0),
        }
    }

    /// Sends a turn until it is answered: where the same one is being worked on, later again.
    pub(crate) async fn answer(&self, turn: &Turn, token: &str) -> Answer {
        let give_up = Instant::now() + Duration::from_mins(2);
        loop {
            let answer = self.send(turn, token).await;
            if answer.status != 409 {
                return answer;
            }
            self.conflicts.fetch_add(1, Ordering::Relaxed);
            assert!(Instant::now() < give_up, "{turn:?} is worked on for ever");
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// How often a turn was already being worked on.
    pub(crate) fn conflicts(&self) -> usize {
        self.conflicts.load(Ordering::Relaxed)
    }

    async fn send(&self, turn: &Turn, token: &str) -> Answer {
        let mut request = request("POST", turn.path, Some(token), Some(&turn.body));
        request.headers_mut().insert("idempotency-key", turn.key.parse().unwrap());
        let _one = self.count.acquire().await.unwrap();
        let instance = self.free.lock().unwrap().pop().unwrap();
        let answer = send(&instance, request).await;
        self.free.lock().unwrap().push(instance);
        answer
    }
}

/// One connection, opened when it is needed.
pub(crate) fn connection(db: &TestDatabase) -> Database {
    Database::connect_lazy(&DatabaseConfig::new(db.url().parse().unwrap(), 1))
}
