//! The database of one machine: found or started, migrated, and opened as the role under row-level security.

use std::{fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use machine::postgres::{Cluster, Purpose, Settings, find_or_fetch};
use migrate::{ROLE, bring_up_to_date, let_in};
use shared::{
    account::{self, CompanyName, Language, NewAccount, PasswordHash},
    config::{DatabaseConfig, Reader},
    contact::Email,
    database::{Database, MIGRATIONS},
    ids::OwnerId,
};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use uuid::Uuid;

use crate::terminal::{Failure, say};

/// Whose token the event files carry (events/README.md).
const OWNER_OF_EVENT_FILES: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001);

/// A database that is ready.
pub(crate) struct Ready {
    /// As the functions connect.
    pub(crate) config: DatabaseConfig,
    /// The same for a program of its own.
    pub(crate) url: String,
    /// To be stopped at the end; None where the database was given.
    pub(crate) cluster: Option<Cluster>,
}

/// Finds or starts a server, unless `given` is the URL of a database; blocks.
pub(crate) fn start(given: Option<&str>, data: &Path) -> Result<(PgConnectOptions, Option<Cluster>), Failure> {
    if let Some(url) = given {
        let url = url.replacen("+asyncpg", "", 1);
        let options = url.parse().map_err(|_| "DATABASE_URL: expected postgres://USER:PASSWORD@HOST:PORT/DATABASE")?;
        return Ok((options, None));
    }
    say("PostgreSQL: looking for an installed one");
    let binaries = find_or_fetch(&say)?;
    say(&format!("PostgreSQL: starting, with its data in {}", data.join("postgres").display()));
    let cluster = Cluster::start(&binaries, Settings { purpose: Purpose::Development, folder: data.join("postgres") })?;
    let options = cluster.url("postgres").parse()?;
    Ok((options, Some(cluster)))
}

/// Migrates the database of `DATABASE_URL` and does nothing else, as the function `migrate` does in a deployment.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn migrate() -> Result<(), Failure> {
    let url = Reader::from_env()
        .optional("DATABASE_URL")
        .ok_or("DATABASE_URL: expected the database, as the role that owns the schema")?;
    let (owner, _) = start(Some(&url), Path::new(""))?;
    let mut connection = connect(&owner).await?;
    let stand = bring_up_to_date(&mut connection, &MIGRATIONS).await?;
    connection.close().await?;
    let ahead = if stand.ahead { ", which is newer than this code" } else { "" };
    say(&format!("the database stands at migration {}{ahead}", stand.version));
    Ok(())
}

/// Migrates the database as its owner, and gives it as the functions see it.
pub(crate) async fn prepare(owner: PgConnectOptions, cluster: Option<Cluster>, data: &Path) -> Result<Ready, Failure> {
    let owner = if cluster.is_some() { in_database_of_its_own(owner).await? } else { owner };
    say(&format!("database {}: migrating", owner.get_database().unwrap_or_default()));
    let mut connection = connect(&owner).await?;
    bring_up_to_date(&mut connection, &MIGRATIONS).await?;
    let password = password(data)?;
    let_in(&mut connection, ROLE, &password.as_str().into()).await?;
    connection.close().await?;

    let (host, port) = (owner.get_host(), owner.get_port());
    let url = format!("postgres://{ROLE}:{password}@{host}:{port}/{}", owner.get_database().unwrap_or("postgres"));
    let config = DatabaseConfig::new(owner.username(ROLE).password(&password), 8);
    Ok(Ready { config, url, cluster })
}

/// Connects as the schema owner.
async fn connect(owner: &PgConnectOptions) -> Result<PgConnection, Failure> {
    let connected = PgConnection::connect_with(owner).await;
    connected.map_err(|error| {
        format!("the database cannot be used: {error}\n`cargo dev doctor` says what to do about DATABASE_URL").into()
    })
}

/// Registers the owner of the event files, who can sign in with no password.
pub(crate) async fn add_owner_of_event_files(db: &Database) -> Result<(), Failure> {
    let mut tx = db.tenant(OwnerId(OWNER_OF_EVENT_FILES)).await?;
    let new = NewAccount {
        email: &Email::try_from("events@leadline.example".to_owned())?,
        password_hash: &PasswordHash::of_nobody(),
        company_name: &CompanyName::try_from("Event files".to_owned())?,
        language: Language::Ru,
        region: Language::Ru.usual_region(),
        time_zone: None,
    };
    account::create(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(())
}

async fn in_database_of_its_own(server: PgConnectOptions) -> Result<PgConnectOptions, Failure> {
    const NAME: &str = "leadline";
    let mut connection = PgConnection::connect_with(&server).await?;
    let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(NAME)
        .fetch_one(&mut connection)
        .await?;
    if !there {
        sqlx::raw_sql("create database leadline").execute(&mut connection).await?;
    }
    connection.close().await?;
    Ok(server.database(NAME))
}

/// The role's password: made once, and kept beside the data, so that a second `cargo dev` on the same data uses the same.
fn password(data: &Path) -> Result<String, Failure> {
    let file = data.join("database-password");
    // Two starts at once must not make two of them.
    let _held = machine::tools::lock(&data.join("database-password.lock"))?;
    if let Ok(password) = fs::read_to_string(&file) {
        return Ok(password);
    }
    let password = Uuid::new_v4().simple().to_string();
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file)?.write_all(password.as_bytes())?;
    Ok(password)
}
