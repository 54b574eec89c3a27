//! A function's own program behind Lambda's runtime API.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use loopback::RuntimeApi;
use serde_json::Value;
use tokio::time::timeout;

/// For a slow machine; a program that hangs is found in this time.
const PATIENCE: Duration = Duration::from_mins(1);

/// Killed when it is dropped.
pub(crate) struct Function {
    name: &'static str,
    program: Child,
    api: RuntimeApi,
}

impl Function {
    /// Starts the program with these variables and no others of this process.
    pub(crate) async fn start(name: &'static str, variables: &[(&str, String)]) -> Self {
        let path = Path::new(env!("CARGO_BIN_EXE_dev")).with_file_name(name);
        assert!(path.exists(), "{name} has not been built: run `cargo dev test` without -p");
        let api = RuntimeApi::start().await.unwrap();
        let program = Command::new(path)
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { name, program, api }
    }

    /// What the program answers to an event, as it is on the wire.
    pub(crate) async fn invoke(&mut self, event: &Value) -> String {
        self.api.give(event.to_string());
        let outcome = timeout(PATIENCE, self.api.outcome()).await.unwrap_or_else(|_| panic!("{} hangs", self.name)).unwrap();
        let answer = outcome.answer.as_ref().map(|answer| String::from_utf8_lossy(answer).into_owned());
        let answer = answer.unwrap_or_else(|failure| panic!("{} failed: {failure}", self.name));
        outcome.acknowledge();
        answer
    }

    /// The status and the body of an answer to API Gateway.
    pub(crate) async fn answer(&mut self, event: &Value) -> (u64, Value) {
        let answer: Value = serde_json::from_str(&self.invoke(event).await).unwrap();
        let body = answer["body"].as_str().unwrap_or_default();
        (answer["statusCode"].as_u64().unwrap_or_default(), serde_json::from_str(body).unwrap_or_else(|_| body.into()))
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// An event of `events/`.
pub(crate) fn event(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../events/{name}.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}
