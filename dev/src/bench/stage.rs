//! What stands around the functions: a real PostgreSQL with owners and leads, and neighbours that answer at once.

use std::{fs, path::Path, path::PathBuf};

use machine::postgres::{Cluster, Purpose, Settings, find_or_fetch};
use shared::{
    account::{Password, Passwords, Tokens},
    config::TokenConfig,
    contact::Email,
    database::MIGRATIONS,
    ids::OwnerId,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, postgres::PgPoolOptions};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::{instance::Start, neighbours};
use crate::terminal::{Failure, say};

const DATABASE: &str = "leadline_bench";
const ROLE: &str = "leadline_app";
/// Whoever signs in.
pub(super) const PASSWORD: &str = "correct horse battery";
/// Owners besides the first, each with one lead for the notifier.
pub(super) const ANNOUNCED: u32 = 10;

/// Where functions are measured.
pub(super) struct Stage {
    cluster: Cluster,
    pub(super) superuser: PgPool,
    neighbours: String,
    folder: PathBuf,
    /// Of the owner whose inbox has 50 leads.
    pub(super) token: String,
    pub(super) email: Email,
    /// For what each call of a case must have of its own.
    next: Mutex<u32>,
}

impl Stage {
    /// Starts the servers and fills a database. Clear it in the end.
    pub(super) async fn set(data: &Path) -> Result<Self, Failure> {
        let folder = data.join("bench");
        fs::create_dir_all(&folder)?;
        let binaries = find_or_fetch(&say)?;
        let cluster = Cluster::start(&binaries, Settings { purpose: Purpose::Tests, folder: data.join("test-postgres") })?;
        let mut admin = PgConnection::connect(&cluster.url("postgres")).await?;
        execute(&mut admin, &format!("drop database if exists {DATABASE} with (force)")).await?;
        execute(&mut admin, &format!("create database {DATABASE}")).await?;
        admin.close().await?;
        let mut fresh = PgConnection::connect(&cluster.url(DATABASE)).await?;
        MIGRATIONS.run_direct(None, &mut fresh, false).await?;
        execute(&mut fresh, &format!("alter role {ROLE} login password '{ROLE}'")).await?;
        fresh.close().await?;

        let superuser = PgPoolOptions::new().max_connections(2).connect_lazy(&cluster.url(DATABASE))?;
        let email = Email::try_from("owner1@bench.example".to_owned())?;
        let token = Tokens::new(&TokenConfig::development()).issue(OwnerId(owner(1)), &email)?;
        let stage =
            Self { cluster, superuser, neighbours: neighbours::start().await?, folder, token, email, next: Mutex::new(0) };
        stage.fill().await?;
        Ok(stage)
    }

    /// Takes the servers down again.
    pub(super) async fn clear(self) -> Result<(), Failure> {
        self.superuser.close().await;
        let mut admin = PgConnection::connect(&self.cluster.url("postgres")).await?;
        execute(&mut admin, &format!("drop database if exists {DATABASE} with (force)")).await?;
        admin.close().await?;
        Ok(self.cluster.stop()?)
    }

    /// A function as it is deployed, with the database at that port or where it is.
    pub(super) fn start(&self, function: &'static str, port: Option<u16>) -> Result<Start, Failure> {
        let mut database: sqlx::postgres::PgConnectOptions = self.cluster.url(DATABASE).parse()?;
        if let Some(port) = port {
            database = database.port(port);
        }
        let (host, port) = (database.get_host(), database.get_port());
        let mut environment = vec![
            ("DEV_MODE", "TRUE".to_owned()),
            ("DATABASE_URL", format!("postgres://{ROLE}:{ROLE}@{host}:{port}/{DATABASE}?sslmode=disable")),
            ("OPENAI_BASE_URL", format!("{}/v1", self.neighbours)),
            ("OPENAI_API_KEY", "key".to_owned()),
            ("TELEGRAM_API_URL", self.neighbours.clone()),
            ("TELEGRAM_BOT_TOKEN", "1:token".to_owned()),
            ("QUEUE_URL", format!("{}/000000000000/leads", self.neighbours)),
            ("DEAD_LETTER_QUEUE_URL", format!("{}/000000000000/leads-dead", self.neighbours)),
            ("AWS_ENDPOINT_URL", self.neighbours.clone()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true".to_owned()),
            // As in `template.yaml`.
            ("MALLOC_MMAP_THRESHOLD_", "1048576".to_owned()),
        ];
        // As in `template.yaml`, which streams the answers of these two.
        if ["chat", "leads"].contains(&function) {
            environment.push(("RESPONSE_TRANSFER_MODE", "RESPONSE_STREAM".to_owned()));
        }
        // What is measured is no abuse.
        let limits = [
            "LIMIT_ADDRESS_MESSAGES_PER_MINUTE",
            "LIMIT_ADDRESS_MESSAGES_PER_DAY",
            "LIMIT_OWNER_MESSAGES_PER_MINUTE",
            "LIMIT_OWNER_MESSAGES_PER_DAY",
            "LIMIT_OWNER_TOKENS_PER_MONTH",
            "LIMIT_OWNER_DOLLARS_PER_MONTH",
        ];
        environment.extend(limits.map(|limit| (limit, "1000000000".to_owned())));
        Ok(Start { function, environment, log: self.folder.join(format!("{function}.log")) })
    }

    /// A number that nobody has had.
    pub(super) async fn number(&self) -> u32 {
        let mut next = self.next.lock().await;
        *next += 1;
        *next
    }

    /// Where the database is.
    pub(super) fn address(&self) -> Result<(String, u16), Failure> {
        let options: sqlx::postgres::PgConnectOptions = self.cluster.url(DATABASE).parse()?;
        Ok((options.get_host().to_owned(), options.get_port()))
    }

    /// Owners `from` to `to`.
    pub(super) async fn add_owners(&self, from: u32, to: u32) -> Result<(), Failure> {
        self.run(&filled(include_str!("owners.sql"), from, to, "")).await
    }

    /// Leads `from` to `to`, of the owner whose number this SQL gives.
    pub(super) async fn add_leads(&self, from: u32, to: u32, owner: &str) -> Result<(), Failure> {
        self.run(&filled(include_str!("leads.sql"), from, to, owner)).await
    }

    /// Runs SQL as superuser.
    pub(super) async fn run(&self, sql: &str) -> Result<(), Failure> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&self.superuser).await?;
        Ok(())
    }

    async fn fill(&self) -> Result<(), Failure> {
        self.add_owners(1, 1 + ANNOUNCED).await?;
        self.add_leads(1, 50, "1").await?;
        self.add_leads(51, 50 + ANNOUNCED, "n - 49").await?;
        let hash = Passwords::default().hash(Password::try_from(PASSWORD.to_owned())?).await?;
        sqlx::query("update users set password_hash = $1 where id = $2")
            .bind(hash)
            .bind(owner(1))
            .execute(&self.superuser)
            .await?;
        Ok(())
    }
}

/// The owner of that number, as `owners.sql` makes it.
pub(super) fn owner(number: u32) -> Uuid {
    Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + u128::from(number))
}

fn filled(sql: &str, from: u32, to: u32, owner: &str) -> String {
    sql.replace("{from}", &from.to_string()).replace("{to}", &to.to_string()).replace("{owner}", owner)
}

async fn execute(connection: &mut PgConnection, sql: &str) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(drop)
}
