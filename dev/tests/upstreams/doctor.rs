//! `cargo dev doctor`, and the doctor of the deployed functions: everything right, and each fault that an operator makes.

use std::process::{Command, Output};

use serde_json::{Value, json};
use shared::testing::{Completion, Offer, TelegramAnswer};

use crate::{
    deployment::{Deployment, Servers},
    function::Function,
};

/// What the command printed, and whether it succeeded.
struct Printed {
    text: String,
    success: bool,
}

async fn deployment() -> Deployment {
    Deployment::behind(Servers::Ours(Offer::Both)).await
}

/// Runs the command with the variables of a deployment, changed by these.
async fn doctor(deployment: &Deployment, changes: &[(&str, &str)]) -> Printed {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dev"));
    command.arg("doctor").env_clear().envs(deployment.variables());
    command.envs(changes.iter().copied());
    let Output { stderr, status, .. } = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    Printed { text: String::from_utf8_lossy(&stderr).into_owned(), success: status.success() }
}

impl Printed {
    fn says(&self, success: bool, words: &[&str]) {
        assert_eq!(self.success, success, "{}", self.text);
        for word in words {
            assert!(self.text.contains(word), "no `{word}` in\n{}", self.text);
        }
    }
}

#[tokio::test]
async fn doctor_finds_everything_right() {
    let deployment = deployment().await;
    let printed = doctor(&deployment, &[]).await;
    let expected = ["✓ Database", "✓ Model", "gpt-6-luna accepted the tool", "✓ Queue", "✓ Dead-letter", "✓ Telegram", "@"];
    printed.says(true, &expected);
    printed.says(true, &["Everything that is configured works."]);
    let asked = deployment.openai.requests();
    assert!(asked.len() == 1 && asked[0]["tools"][0]["function"]["name"] == "register_lead", "{asked:?}");
}

#[tokio::test]
async fn doctor_finds_a_wrong_key_and_a_wrong_bot_token() {
    let deployment = deployment().await;
    deployment.openai.accept_only("the right key");
    deployment.telegram.then(TelegramAnswer::Error {
        code: 401,
        description: "Unauthorized".to_owned(),
        parameters: Value::Null,
    });
    let printed = doctor(&deployment, &[]).await;
    printed.says(false, &["✗ Model", "rejected the API key (status 401)", "→ Set OPENAI_API_KEY"]);
    printed.says(false, &["✗ Telegram", "rejected the bot token", "→ Set TELEGRAM_BOT_TOKEN", "Not working: 2 of 5"]);
}

#[tokio::test]
async fn doctor_finds_each_fault_of_a_model() {
    let deployment = deployment().await;
    let status = |status, code: &str| Completion::Status {
        status,
        body: json!({ "error": { "message": "no", "type": code, "code": code, "param": null } }).to_string(),
        headers: Vec::new(),
    };
    for (completion, finding, remedy) in [
        (status(429, "insufficient_quota"), "no credit left", "Add credit"),
        (status(404, "model_not_found"), "gpt-6-luna was not found", "OPENAI_CHAT_MODEL"),
        (status(400, "invalid_request_error"), "refused the request with gpt-6-luna (status 400)", "supports tools"),
        (status(503, "server_error"), "busy or broken (status 503)", "log of the server"),
        (status(302, ""), "redirects (status 302)", "address that it redirects to"),
        (Completion::Garbage, "not that of Chat Completions", "usually ends with /v1"),
    ] {
        deployment.openai.then(completion);
        doctor(&deployment, &[]).await.says(false, &["✗ Model", finding, remedy]);
    }
    let retiring = [("OPENAI_CHAT_MODEL", "gpt-4o")];
    doctor(&deployment, &retiring).await.says(true, &["! Model", "gpt-4o shuts down on 2027-01-14"]);
}

#[tokio::test]
async fn doctor_finds_upstreams_that_are_down() {
    let deployment = deployment().await;
    let nowhere = [
        ("OPENAI_BASE_URL", "https://localhost:9/v1"),
        ("TELEGRAM_API_URL", "https://localhost:9"),
        ("AWS_ENDPOINT_URL", "https://localhost:9"),
        ("SECRET_KEY_SECRET", ""),
        ("DATABASE_URL", "postgres://leadline_app:x@localhost:9/leadline"),
    ];
    let printed = doctor(&deployment, &nowhere).await;
    printed.says(false, &["✗ Database", "✗ Model", "✗ Queue", "✗ Dead-letter queue", "✗ Telegram", "Connection refused"]);
    printed.says(false, &["Not working: 5 of 5", "OPENAI_BASE_URL", "TELEGRAM_API_URL", "QUEUE_URL", "DATABASE_URL"]);
}

#[tokio::test]
async fn doctor_finds_a_certificate_that_is_not_trusted() {
    let printed = doctor(&deployment().await, &[("CA_BUNDLE", ""), ("SECRET_KEY_SECRET", "")]).await;
    printed.says(false, &["✗ Model", "UnknownIssuer", "CA_BUNDLE"]);
}

#[tokio::test]
async fn doctor_finds_what_is_wrong_with_the_database() {
    let deployment = deployment().await;
    let (db, url) = (&deployment.db, deployment.db.url());
    let wrong_password = url.replace("leadline_app:leadline_app@", "leadline_app:wrong@");
    doctor(&deployment, &[("DATABASE_URL", &wrong_password)]).await.says(false, &["✗ Database", "role or its password is wrong"]);
    let wrong_name = format!("{url}_none");
    doctor(&deployment, &[("DATABASE_URL", &wrong_name)]).await.says(false, &["✗ Database", "does not exist"]);

    db.execute("alter table leads no force row level security").await;
    doctor(&deployment, &[]).await.says(false, &["✗ Database", "row-level security is not forced on: leads"]);
    db.execute("alter table leads force row level security").await;
    let newest = db.text("select max(version)::text from _sqlx_migrations").await;
    db.execute(&format!("delete from _sqlx_migrations where version = {newest}")).await;
    doctor(&deployment, &[]).await.says(false, &["✗ Database", "missing migrations: ", &newest, "cargo dev migrate"]);
}

#[tokio::test]
async fn doctor_has_nothing_to_check_where_nothing_is_configured() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dev"));
    let output = command.arg("doctor").env_clear().output().unwrap();
    assert!(output.status.success() && String::from_utf8_lossy(&output.stderr).contains("Nothing is configured"), "{output:?}");
}

#[tokio::test]
async fn doctor_refuses_a_key_that_is_empty() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dev"));
    let output = command.arg("doctor").env_clear().env("OPENAI_API_KEY", "").output().unwrap();
    assert!(
        !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("set but empty: OPENAI_API_KEY"),
        "{output:?}"
    );
}

#[tokio::test]
async fn deployed_functions_answer_the_doctor() {
    let deployment = deployment().await;
    let mut chat = Function::start("chat", &deployment.variables()).await;
    let http =
        json!({ "method": "GET", "path": "/doctor", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "doctor" });
    let context = json!({ "accountId": "0", "apiId": "doctor", "domainName": "doctor", "domainPrefix": "doctor", "http": http,
        "requestId": "doctor", "routeKey": "$default", "stage": "$default", "time": "", "timeEpoch": 0 });
    let request = json!({ "version": "2.0", "routeKey": "$default", "rawPath": "/doctor", "rawQueryString": "",
        "headers": { "host": "doctor" }, "requestContext": context, "isBase64Encoded": false });
    let (status, report) = chat.answer(&request).await;
    assert_eq!((status, &report["healthy"]), (200, &json!(true)), "{report}");
    assert_eq!(upstreams(&report), ["Database", "Model", "Queue"]);

    deployment.telegram.then(TelegramAnswer::Ok).then(TelegramAnswer::chat_not_found());
    let mut notifier = Function::start("notifier", &deployment.variables()).await;
    let report: Value = serde_json::from_str(&notifier.invoke(&json!({ "doctor": true })).await).unwrap();
    assert_eq!((upstreams(&report), &report["healthy"]), (vec!["Database", "Dead-letter queue", "Telegram"], &json!(false)));
    assert!(report["checks"][2]["finding"].as_str().unwrap().contains("cannot see the default chat"), "{report}");
}

fn upstreams(report: &Value) -> Vec<&str> {
    report["checks"].as_array().unwrap().iter().map(|check| check["upstream"].as_str().unwrap()).collect()
}
