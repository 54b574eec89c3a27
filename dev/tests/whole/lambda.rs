//! Each function's own program behind a real Lambda runtime API.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use shared::{
    https::Https,
    testing::{Completion, OpenAi, Telegram, TestDatabase, TestOwner, TestQueue},
};

use crate::told;

/// The runtime API and the functions behind it. Killed when dropped.
struct Lambda {
    port: u16,
    processes: Vec<Child>,
}

impl Lambda {
    fn start(functions: &[&str], environment: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut watch = cargo_lambda();
        watch.args(["watch", "--only-lambda-apis", "--invoke-address", "127.0.0.1", "--invoke-port", &port.to_string()]);
        let mut lambda = Self { port, processes: vec![watch.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()] };
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            thread::sleep(Duration::from_millis(50));
        }
        for function in functions {
            let mut program = Command::new(program(function));
            program
                .env("AWS_LAMBDA_FUNCTION_NAME", function)
                .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
                .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
                .env("AWS_LAMBDA_RUNTIME_API", format!("http://127.0.0.1:{port}/.rt/{function}"))
                .envs(environment.iter().copied());
            lambda.processes.push(program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        }
        lambda
    }

    /// `cargo lambda invoke FUNCTION --data-file events/FUNCTION/EVENT.json`
    fn invoke(&self, function: &str, event: &str) -> Value {
        let mut invoke = cargo_lambda();
        invoke.args([
            "invoke",
            "--invoke-address",
            "127.0.0.1",
            "--invoke-port",
            &self.port.to_string(),
            function,
            "--data-file",
        ]);
        let output = invoke.arg(root().join(format!("events/{function}/{event}.json"))).output().unwrap();
        assert!(output.status.success(), "{function}/{event}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The status and the body of an answer to API Gateway.
    fn answer(&self, function: &str, event: &str) -> (u64, Value) {
        let answer = self.invoke(function, event);
        let body = answer["body"].as_str().unwrap_or_default();
        (answer["statusCode"].as_u64().unwrap(), serde_json::from_str(body).unwrap_or_else(|_| body.into()))
    }
}

impl Drop for Lambda {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn cargo_lambda() -> Command {
    let mut command = Command::new(told("LEADLINE_TEST_CARGO_LAMBDA"));
    command.arg("lambda").current_dir(root());
    command
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Built by the same `cargo test`, which builds the programs of every package that has tests of its own.
fn program(function: &str) -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_dev")).with_file_name(function);
    assert!(program.exists(), "{function} has not been built: run `cargo dev test` without -p");
    program
}

#[tokio::test(flavor = "multi_thread")]
async fn every_function_answers_its_events() {
    let (db, queue, openai, telegram) =
        (TestDatabase::new().await, TestQueue::new().await, OpenAi::start().await, Telegram::start().await);
    TestOwner::of_event_files(&db).await;
    let say = json!({ "name": "Анна", "phone": null, "email": null, "need": "букет на свадьбу", "say": "Спасибо" });
    openai.then(Completion::register_lead(say));
    let environment = [
        ("DEV_MODE", "TRUE"),
        ("DATABASE_URL", &db.url()),
        ("OPENAI_BASE_URL", &openai.base_url()),
        ("OPENAI_API_KEY", "key"),
        ("TELEGRAM_API_URL", &telegram.base_url()),
        ("TELEGRAM_BOT_TOKEN", "1:token"),
        ("TELEGRAM_CHAT_ID", "42"),
        ("QUEUE_URL", queue.url()),
        ("DEAD_LETTER_QUEUE_URL", queue.dead_letter_url()),
        ("AWS_ENDPOINT_URL", &told("LEADLINE_TEST_SQS")),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ];
    tokio::task::block_in_place(|| {
        let lambda = Lambda::start(&["assistant", "auth", "chat", "leads", "notifier", "upkeep", "web"], &environment);

        let (status, account) = lambda.answer("auth", "register");
        assert_eq!((status, &account["email"]), (201, &json!("owner@flowers.example")));
        for event in ["login", "login_form", "login_rest_v1"] {
            let (status, token) = lambda.answer("auth", event);
            assert_eq!((status, &token["token_type"]), (200, &json!("bearer")), "{event}");
        }
        assert_eq!(lambda.answer("auth", "me").0, 200);

        assert_eq!(lambda.answer("assistant", "find").1["time_zone"], "UTC");
        let (status, settings) = lambda.answer("assistant", "set");
        assert_eq!((status, &settings["time_zone"]), (200, &json!("Europe/Moscow")), "{settings}");

        let (status, reply) = lambda.answer("chat", "text");
        assert_eq!((status, &reply["reply"], &reply["lead"]["phone"]), (200, &json!("Спасибо"), &json!("+79161234567")));
        assert_eq!(lambda.answer("chat", "audio_base64").1["transcript"], "hello");
        assert_eq!(lambda.answer("chat", "audio_multipart").1["transcript"], "hello");

        let (status, page) = lambda.answer("leads", "list");
        assert_eq!((status, page["items"].as_array().map(Vec::len)), (200, Some(1)), "{page}");
        assert_eq!(lambda.answer("leads", "find").0, 404);

        assert_eq!(lambda.invoke("notifier", "one_good_one_bad")["batchItemFailures"], json!([]));
        assert_eq!(
            lambda.invoke("upkeep", "scheduled"),
            json!({ "sent": 0, "chat_requests": 0, "usage_counters": 0, "outbox": 0 })
        );
        assert_eq!(lambda.answer("web", "health_deep").1["database"]["reachable"], true);
        assert_eq!(lambda.answer("web", "page").0, 200);
    });

    // What cannot be read was not acknowledged for nothing.
    assert_eq!(queue.dead_letters().await[0].body.as_deref(), Some(r#"{"lead_id":42}"#));
    // The lead went by the queue; what Lambda would hand to the notifier announces it.
    let batch = queue.receive().await;
    assert!(!batch.records.is_empty());
    let app = notifier::App {
        db: db.app(),
        queue: queue.consumer(),
        telegram: shared::telegram::Telegram::new(
            &shared::config::TelegramConfig {
                base_url: telegram.base_url(),
                bot_token: "1:token".into(),
                default_chat_id: Some("42".to_owned()),
            },
            &Https::for_development(),
        )
        .unwrap(),
        default_chat_id: Some("42".to_owned()),
    };
    assert!(notifier::handle_batch(&app, batch).await.batch_item_failures.is_empty());
    let shown = telegram.messages();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].text.contains("+79161234567") && shown[0].text.contains("Анна"), "{}", shown[0].text);
}
