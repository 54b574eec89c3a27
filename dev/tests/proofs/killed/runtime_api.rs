//! Lambda, for one program and one event: to give the answer is a step like any other.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::{sync::Notify, task::JoinHandle};

use super::steps::Steps;

/// Listens on a port of its own until it is dropped.
pub(crate) struct RuntimeApi {
    address: String,
    desk: Arc<Desk>,
    listening: JoinHandle<()>,
}

#[derive(Default)]
struct Desk {
    answer: Mutex<Option<Value>>,
    finished: Notify,
}

impl RuntimeApi {
    pub(crate) async fn start(event: &Value, steps: &Arc<Steps>) -> Self {
        let mut lambda = loopback::RuntimeApi::start().await.unwrap();
        lambda.give(event.to_string());
        let (address, desk, steps) = (lambda.address(), Arc::<Desk>::default(), Arc::clone(steps));
        let told = Arc::clone(&desk);
        let listening = tokio::spawn(async move {
            while let Some(outcome) = lambda.outcome().await {
                let keep = |answer| *told.answer.lock().unwrap() = answer;
                match &outcome.answer {
                    Ok(answer) => {
                        steps.step("answer to Lambda".to_owned(), async { keep(serde_json::from_slice(answer).ok()) }).await;
                    }
                    // The program says that it failed, which no program does here.
                    Err(error) => keep(Some(error.as_str().into())),
                }
                told.finished.notify_one();
                outcome.acknowledge();
            }
        });
        Self { address, desk, listening }
    }

    /// `AWS_LAMBDA_RUNTIME_API`
    pub(crate) fn address(&self) -> String {
        self.address.clone()
    }

    /// Waits until the program has answered and knows that it has.
    pub(crate) async fn finished(&self) {
        self.desk.finished.notified().await;
    }

    /// What Lambda has as the answer.
    pub(crate) fn answer(&self) -> Option<Value> {
        self.desk.answer.lock().unwrap().clone()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.listening.abort();
    }
}
