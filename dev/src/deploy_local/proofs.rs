//! What is shown of the deployed stack, from outside: through its API, its queues, and its database.

use std::{fmt::Write, path::Path, process::Command, time::Duration};

use machine::tools::{self, MiniStack};
use serde_json::{Value, json};
use shared::{
    https::{Https, Timeouts},
    reqwest::{self, Method, StatusCode},
};
use sqlx::{Connection, PgConnection};
use tokio::time::{Instant, sleep};

use super::account::Account;
use crate::{
    arguments::root,
    demo::telegram::Console,
    terminal::{Failure, say},
};

const PHONE: &str = "+79161234567";
/// A cold start of an emulated function, a batch, a redelivery.
const PATIENCE: Duration = Duration::from_mins(1);

/// The deployed stack.
pub(super) struct Deployed {
    account: Account,
    about: Value,
    console: Console,
    http: reqwest::Client,
    port: String,
}

impl Deployed {
    pub(super) fn find(account: Account, emulator: &MiniStack, console: Console) -> Result<Self, Failure> {
        let about = account.ask(&["outputs"])?;
        let http = Https::for_development().client(Timeouts { connect: PATIENCE, total: PATIENCE })?;
        let port = emulator.endpoint().rsplit(':').next().unwrap_or_default().to_owned();
        Ok(Self { account, about, console, http, port })
    }

    /// The page, by the emulator's name of the API. Browsers know that names below `localhost` are this machine.
    pub(super) fn url(&self) -> String {
        format!("http://{}/prod/", self.host())
    }

    /// Shows one after the other, and tells all that was shown.
    pub(super) async fn show(&self, database: &str, tools: &Path) -> Result<(), Failure> {
        let mut table = String::from("\n  what                                      shown\n");
        let shown = self.all(database, tools, &mut table).await;
        say(&table);
        shown
    }

    async fn all(&self, database: &str, tools: &Path, table: &mut String) -> Result<(), Failure> {
        let mut row = |what: &str, shown: String| writeln!(table, "  {what:<40}  {shown}");
        row("the migration ran before the functions", self.migrated(database).await?)?;
        let token = self.accounts().await?;
        row("register, login, me", "201, 200, 200".to_owned())?;
        row("assistant", self.expect(Method::GET, "api/assistant", Some(&token), None, 200).await?["time_zone"].to_string())?;
        let words = json!({ "visitor_id": "v1", "message": "I need flowers, call me: +7 916 123-45-67" });
        let reply = self.expect(Method::POST, "api/chat", Some(&token), Some(&words), 200).await?;
        row("chat", reply["reply"].to_string())?;
        let form = json!({ "visitor_id": "v2", "email": "anna@flowers.example" });
        row(
            "form",
            self.expect(Method::POST, "api/chat/form", Some(&token), Some(&form), 200).await?["lead"]["email"].to_string(),
        )?;
        row("leads, lead, patch", self.leads(&token).await?)?;
        for path in ["health?deep=1", "docs", "openapi.json", "", "widget.js"] {
            self.expect(Method::GET, path, None, None, 200).await?;
            row(&format!("GET /{path}"), "200".to_owned())?;
        }
        row("GET /metrics", self.metrics().await?)?;
        row("rows of others, as leadline_app", self.under_row_level_security(database).await?)?;
        row("the lead in Telegram, by the queue", self.announced().await?)?;
        row("a message that cannot be read", self.given_up().await?)?;
        row("rights", self.rights()?)?;
        row("the doctor, by the functions' own roles", self.doctor()?)?;
        row("the page under its stage", self.in_a_browser(tools)?)?;
        Ok(())
    }

    async fn migrated(&self, database: &str) -> Result<String, Failure> {
        let mut owner = PgConnection::connect(database).await?;
        let version: i64 =
            sqlx::query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(&mut owner).await?;
        let told = self.about["outputs"]["SchemaVersion"].as_str().unwrap_or_default();
        check(told == version.to_string(), || format!("the stack says {told}, the database {version}"))?;
        Ok(told.to_owned())
    }

    /// An owner's token.
    async fn accounts(&self) -> Result<String, Failure> {
        let account = json!({ "email": "owner@flowers.example", "password": "correct horse battery", "company_name": "Flowers" });
        self.expect(Method::POST, "api/auth/register", None, Some(&account), 201).await?;
        let login = json!({ "email": account["email"], "password": account["password"] });
        let token = self.expect(Method::POST, "api/auth/login", None, Some(&login), 200).await?["access_token"].clone();
        let token = token.as_str().ok_or("login gives no token")?.to_owned();
        let me = self.expect(Method::GET, "api/auth/me", Some(&token), None, 200).await?;
        check(me["email"] == "owner@flowers.example", || format!("me is {me}"))?;
        self.expect(Method::GET, "api/auth/me", None, None, 401).await?;
        Ok(token)
    }

    async fn leads(&self, token: &str) -> Result<String, Failure> {
        let page = self.expect(Method::GET, "api/leads", Some(token), None, 200).await?;
        let leads = page["items"].as_array().ok_or("no leads")?;
        let lead = leads.iter().find(|lead| lead["phone"] == PHONE).ok_or_else(|| format!("no lead of {PHONE} in {page}"))?;
        let path = format!("api/leads/{}", lead["id"].as_str().unwrap_or_default());
        self.expect(Method::GET, &path, Some(token), None, 200).await?;
        let status = json!({ "status": "contacted" });
        let changed = self.expect(Method::PATCH, &path, Some(token), Some(&status), 200).await?;
        check(changed["status"] == "contacted", || format!("patched to {changed}"))?;
        Ok(format!("{} leads, one of {PHONE}", leads.len()))
    }

    async fn metrics(&self) -> Result<String, Failure> {
        let token = self.account.ask(&["secret", "MetricsToken"])?;
        let (refused, _) = self.call(Method::GET, "metrics", None, None).await?;
        let (status, _) = self.call(Method::GET, "metrics", token.as_str(), None).await?;
        Ok(format!("{} without its token, {} with it", refused.as_u16(), status.as_u16()))
    }

    /// With the functions' own user name and password, and no owner named.
    async fn under_row_level_security(&self, database: &str) -> Result<String, Failure> {
        let login = self.account.ask(&["secret", "AppDatabaseLogin"])?;
        let login: Value = serde_json::from_str(login.as_str().unwrap_or_default())?;
        let options: sqlx::postgres::PgConnectOptions = database.parse()?;
        let options = options.username("leadline_app").password(login["password"].as_str().unwrap_or_default());
        let mut app = PgConnection::connect_with(&options).await?;
        let seen: i64 = sqlx::query_scalar("select count(*) from leads").fetch_one(&mut app).await?;
        let mut owner = PgConnection::connect(database).await?;
        let there: i64 = sqlx::query_scalar("select count(*) from leads").fetch_one(&mut owner).await?;
        let users = "select count(*) from pg_stat_activity where usename = 'leadline_app' and pid <> pg_backend_pid()";
        let connected: i64 = sqlx::query_scalar(users).fetch_one(&mut owner).await?;
        check(seen == 0 && there > 0 && connected > 0, || format!("{seen} of {there} seen, {connected} connected"))?;
        Ok(format!("{seen} of {there}"))
    }

    async fn announced(&self) -> Result<String, Failure> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let messages = self.console.messages();
            if let Some(message) = messages.iter().find(|message| message.to_string().contains("916")) {
                return Ok(message["text"]
                    .as_str()
                    .map_or_else(|| message.to_string(), |text| text.lines().next().unwrap_or_default().to_owned()));
            }
            sleep(Duration::from_millis(500)).await;
        }
        Err("the lead never reached Telegram".into())
    }

    async fn given_up(&self) -> Result<String, Failure> {
        const POISON: &str = r#"{"lead_id":42}"#;
        self.account.ask(&["send", POISON])?;
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if self.account.ask(&["dead"])?.as_array().is_some_and(|texts| texts.contains(&POISON.into())) {
                return Ok("in the dead-letter queue".to_owned());
            }
            sleep(Duration::from_secs(1)).await;
        }
        Err("the dead-letter queue has no message that cannot be read".into())
    }

    /// As a deployment's smoke test asks it.
    fn doctor(&self) -> Result<String, Failure> {
        let report = self.account.run(&root().join(".ci/doctor"))?;
        check(report.contains("Everything works."), || report.clone())?;
        Ok(format!("{} upstreams work", report.matches('✓').count()))
    }

    fn rights(&self) -> Result<String, Failure> {
        for (role, secret, may) in [
            ("WebRole", "MetricsToken", true),
            ("WebRole", "OpenAiApiKeySecret", false),
            ("WebRole", "DatabaseOwnerUrlSecret", false),
            ("ChatRole", "OpenAiApiKeySecret", true),
            ("ChatRole", "TelegramBotTokenSecret", false),
            ("MigrateRole", "DatabaseOwnerUrlSecret", true),
        ] {
            let reads = self.account.ask(&["reads", role, secret])?;
            check(reads == may, || format!("{role} may read {secret}: {reads}"))?;
        }
        Ok("each role reads its own secrets and no others".to_owned())
    }

    fn in_a_browser(&self, tools: &Path) -> Result<String, Failure> {
        let Some(chromium) = tools::chromium() else { return Ok("left out: no Chromium".to_owned()) };
        let playwright = tools::playwright_core(tools)?.join("playwright-core");
        let mut node = Command::new("node");
        node.arg("--test").arg(root().join("web/tests/deployed/deployed.test.mjs"));
        node.env("LEADLINE_URL", self.url()).env("CHROMIUM", chromium).env("PLAYWRIGHT_CORE", playwright);
        tools::run(&mut node)?;
        Ok("loads, and signs in".to_owned())
    }

    async fn expect(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
        status: u16,
    ) -> Result<Value, Failure> {
        let (got, answer) = self.call(method.clone(), path, token, body).await?;
        check(got == status, || format!("{method} /{path}: {got} {answer}"))?;
        Ok(answer)
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Result<(StatusCode, Value), Failure> {
        let mut request =
            self.http.request(method, format!("http://127.0.0.1:{}/prod/{path}", self.port)).header("host", self.host());
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
    }

    fn host(&self) -> String {
        format!("{}.execute-api.localhost:{}", self.about["resources"]["Api"].as_str().unwrap_or_default(), self.port)
    }
}

fn check(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(otherwise().into()) }
}
