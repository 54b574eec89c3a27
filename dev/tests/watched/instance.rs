//! A function's own program behind a runtime API that freezes it between invocations
//! (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>).

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::Value;
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle, time::timeout};

/// For a slow machine; a program that hangs is found in this time.
const PATIENCE: Duration = Duration::from_mins(1);

/// Killed when dropped.
pub(crate) struct Instance {
    program: Child,
    events: mpsc::UnboundedSender<Value>,
    answers: mpsc::UnboundedReceiver<Value>,
    lines: Arc<Mutex<Vec<String>>>,
    accepting: JoinHandle<()>,
}

struct Desk {
    events: tokio::sync::Mutex<mpsc::UnboundedReceiver<Value>>,
    answers: mpsc::UnboundedSender<Value>,
    program: Mutex<Option<u32>>,
}

impl Instance {
    pub(crate) async fn start(function: &str, environment: impl Iterator<Item = (&str, String)>) -> Self {
        let (events, waiting) = mpsc::unbounded_channel();
        let (answering, answers) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk { events: waiting.into(), answers: answering, program: None.into() });
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answer))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(answer))
            .with_state(Arc::clone(&desk));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let api = listener.local_addr().unwrap().to_string();
        let accepting = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });

        let path = Path::new(env!("CARGO_BIN_EXE_dev")).with_file_name(function);
        assert!(path.exists(), "{function} has not been built: run `cargo dev test` without -p");
        let mut program = Command::new(path)
            .env("AWS_LAMBDA_RUNTIME_API", api)
            .env("AWS_LAMBDA_FUNCTION_NAME", function)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .envs(environment)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        *desk.program.lock().unwrap() = Some(program.id());
        let lines = Arc::<Mutex<Vec<String>>>::default();
        let (written, stdout) = (Arc::clone(&lines), BufReader::new(program.stdout.take().unwrap()));
        thread::spawn(move || stdout.lines().map_while(Result::ok).for_each(|line| written.lock().unwrap().push(line)));
        Self { program, events, answers, lines, accepting }
    }

    /// What the program answers to an event. It is frozen then.
    pub(crate) async fn invoke(&mut self, event: Value) -> Value {
        signal("-CONT", self.program.id());
        self.events.send(event).unwrap();
        timeout(PATIENCE, self.answers.recv()).await.expect("the program hangs").unwrap()
    }

    /// What it has written since the last call of this, and no more comes while it is frozen.
    pub(crate) async fn lines(&self) -> Vec<Value> {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let lines = std::mem::take(&mut *self.lines.lock().unwrap());
        lines.iter().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
        self.accepting.abort();
    }
}

async fn next(State(desk): State<Arc<Desk>>) -> Response {
    let Some(event) = desk.events.lock().await.recv().await else { return StatusCode::GONE.into_response() };
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(29);
    let headers = [
        ("lambda-runtime-aws-request-id", uuid::Uuid::new_v4().to_string()),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:watched".to_owned()),
    ];
    (headers, Json(event)).into_response()
}

/// Freezes the program before it can do anything more.
async fn answer(State(desk): State<Arc<Desk>>, answer: Bytes) -> StatusCode {
    if let Some(program) = *desk.program.lock().unwrap() {
        signal("-STOP", program);
    }
    let _ = desk.answers.send(serde_json::from_slice(&answer).unwrap_or_default());
    StatusCode::ACCEPTED
}

fn signal(signal: &str, program: u32) {
    Command::new("kill").args([signal, &program.to_string()]).status().unwrap();
}
