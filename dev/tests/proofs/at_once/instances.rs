//! Instances of `chat`, each of which serves one request at a time on one connection, as on Lambda.

use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::Router;
use shared::{
    config::OpenAiConfig,
    https::Https,
    openai,
    testing::{Answer, OpenAi, development_tokens, request, send},
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
    /// The one that has been free for longest is next, so that a turn that is sent again comes to another one.
    free: Mutex<VecDeque<Router>>,
    count: Semaphore,
    conflicts: AtomicUsize,
    failures: AtomicUsize,
}

impl Instances {
    pub(crate) fn new(count: usize, world: &World, model: &OpenAi) -> Self {
        let instance = || {
            let openai = OpenAiConfig::new(&model.base_url(), "sk-test".into(), None, None);
            chat::router(chat::App {
                db: world.connection(),
                tokens: development_tokens(),
                openai: openai::OpenAi::new(openai, &Https::for_development()).unwrap(),
                queue: world.queue_of_instances(),
                limits: Limits::default(),
            })
        };
        Self {
            free: Mutex::new((0..count).map(|_| instance()).collect()),
            count: Semaphore::new(count),
            conflicts: AtomicUsize::new(0),
            failures: AtomicUsize::new(0),
        }
    }

    /// Sends a turn until it is answered: where the same one is being worked on, or the service is not there, later again.
    pub(crate) async fn answer(&self, turn: &Turn, token: &str) -> Answer {
        let give_up = Instant::now() + Duration::from_mins(2);
        loop {
            let answer = self.send(turn, token).await;
            match answer.status.as_u16() {
                409 => self.conflicts.fetch_add(1, Ordering::Relaxed),
                503 => self.failures.fetch_add(1, Ordering::Relaxed),
                _ => return answer,
            };
            assert!(Instant::now() < give_up, "{turn:?} is worked on for ever");
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// How often a turn was already being worked on.
    pub(crate) fn conflicts(&self) -> usize {
        self.conflicts.load(Ordering::Relaxed)
    }

    /// How often a turn could not be done, and said so.
    pub(crate) fn failures(&self) -> usize {
        self.failures.load(Ordering::Relaxed)
    }

    async fn send(&self, turn: &Turn, token: &str) -> Answer {
        let mut request = request("POST", turn.path, Some(token), Some(&turn.body));
        request.headers_mut().insert("idempotency-key", turn.key.parse().unwrap());
        let _one = self.count.acquire().await.unwrap();
        let instance = self.free.lock().unwrap().pop_front().unwrap();
        let answer = send(&instance, request).await;
        self.free.lock().unwrap().push_back(instance);
        answer
    }
}
