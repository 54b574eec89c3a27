//! What `template.yaml` deploys, as CloudFormation sees it: SAM's own transform, for the parameters an operator may choose.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod access;
mod code;
mod database;
mod door;
mod queue;
mod rights;
mod secrets;
mod valid;
mod watched;

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    process::Command,
    sync::{LazyLock, Mutex},
};

use serde_json::Value;

/// Those that HTTP reaches, and the others.
const ROUTED: [&str; 5] = ["Assistant", "Auth", "Chat", "Leads", "Web"];
const UNROUTED: [&str; 3] = ["Migrate", "Notifier", "Upkeep"];
/// Whoever has one of these has what must not be had.
const SECRET_PARAMETERS: [&str; 3] = ["OpenAiApiKey", "TelegramBotToken", "TelemetryHeaders"];
const OWNER_URL: &str =
    "DatabaseOwnerUrl=postgres://owner:owners-password@db.example:6543/leads?sslmode=require&application_name=x";

/// The template for these parameters, beside those that have no default.
struct Template(Value);

impl Template {
    /// With a database that is there.
    fn of(parameters: &[&str]) -> Self {
        Self::transformed(&[&[OWNER_URL], parameters].concat())
    }

    /// For these parameters and no other but the release.
    fn transformed(parameters: &[&str]) -> Self {
        // Each takes seconds, and most tests ask for the same.
        static TRANSFORMED: LazyLock<Mutex<HashMap<String, Value>>> = LazyLock::new(Mutex::default);
        let parameters = &[&["Release=r1"], parameters].concat();
        let mut transformed = TRANSFORMED.lock().unwrap();
        Self(transformed.entry(parameters.join(" ")).or_insert_with(|| resolve("template.yaml", parameters)).clone())
    }

    fn resources(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0["Resources"].as_object().unwrap().iter().map(|(name, resource)| (name.as_str(), resource))
    }

    fn of_type<'a>(&'a self, kind: &'a str) -> BTreeMap<&'a str, &'a Value> {
        self.resources().filter(|(_, resource)| resource["Type"] == kind).map(|(name, it)| (name, &it["Properties"])).collect()
    }

    fn properties(&self, name: &str) -> &Value {
        let resource = &self.0["Resources"][name];
        assert!(resource.is_object(), "there is no {name}");
        &resource["Properties"]
    }

    /// The logical id of the version that a function's alias points at, and with it what serves traffic.
    fn version(&self, function: &str) -> &str {
        self.properties(&format!("{function}FunctionAliaslive"))["FunctionVersion"]["Fn::GetAtt"][0].as_str().unwrap()
    }

    fn variables(&self, function: &str) -> &Value {
        &self.properties(&format!("{function}Function"))["Environment"]["Variables"]
    }
}

/// A template of the repository with its parameters put in and its conditions decided.
fn resolve(template: &str, parameters: &[&str]) -> Value {
    let template = root().join(template);
    python("transform.py", &[&[template.to_str().unwrap()], parameters].concat())
}

/// What a script of this folder prints, by the Python that has SAM.
fn python(script: &str, arguments: &[&str]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/template").join(script);
    let mut python = Command::new(sam().with_file_name("python"));
    // Whoever tests may have other settings.
    let output = python.arg(script).args(arguments).env("AWS_DEFAULT_REGION", "eu-central-1").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn functions() -> impl Iterator<Item = &'static str> {
    ROUTED.into_iter().chain(UNROUTED)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The SAM CLI, beside whose Python its translator is.
fn sam() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "set for tests by the program that starts them")]
    let sam = std::env::var("LEADLINE_TEST_SAM");
    sam.unwrap_or_else(|_| panic!("LEADLINE_TEST_SAM is not set: run the tests with `cargo dev test`")).into()
}
