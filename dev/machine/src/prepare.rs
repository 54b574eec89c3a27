//! `cargo prepare`: checks the queries of the code against the migrations on a real PostgreSQL, and writes what it learnt to `.sqlx`.
//!
//! `cargo prepare --check` writes nothing and fails where `.sqlx` is not what the code needs. `cargo prepare --check -- clippy …` lets that
//! command of cargo do the compiling, so that what is compiled for it is compiled once.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    io::{self, Write},
    path::Path,
    process::{Command, ExitCode},
};

use machine::postgres::{Cluster, Purpose, Settings, find_or_fetch};
use sqlx::{AssertSqlSafe, Connection, PgConnection, migrate::Migrator};

const DATABASE: &str = "prepare";
const CACHE: &str = ".sqlx";

fn main() -> ExitCode {
    let check = std::env::args().take_while(|argument| argument != "--").any(|argument| argument == "--check");
    let compile: Vec<String> = std::env::args().skip_while(|argument| argument != "--").skip(1).collect();
    match prepare(check, &compile) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("{error}"));
            ExitCode::FAILURE
        }
    }
}

fn prepare(check: bool, compile: &[String]) -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let target = root.join("target/prepare");
    let fresh = target.join("queries");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(&fresh)?;

    let binaries = find_or_fetch(&say)?;
    let cluster = Cluster::start(&binaries, Settings { purpose: Purpose::Tests, folder: target.join("postgres") })?;
    let outcome = migrate(&cluster, &root).and_then(|()| learn(&cluster, &root, &fresh, compile));
    cluster.stop()?;
    outcome?;

    let (learnt, kept) = (queries(&fresh)?, queries(&root.join(CACHE))?);
    if check {
        return if learnt == kept { Ok(()) } else { Err("`.sqlx` is out of date: run `cargo prepare` and commit it".into()) };
    }
    fs::create_dir_all(root.join(CACHE))?;
    for stale in kept.keys().filter(|name| !learnt.contains_key(*name)) {
        fs::remove_file(root.join(CACHE).join(stale))?;
    }
    for (name, text) in &learnt {
        fs::write(root.join(CACHE).join(name), text)?;
    }
    say(&format!("{} queries in {CACHE}", learnt.len()));
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn migrate(cluster: &Cluster, root: &Path) -> Result<(), Box<dyn Error>> {
    let mut admin = PgConnection::connect(&cluster.url("postgres")).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("drop database if exists {DATABASE} with (force)"))).execute(&mut admin).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("create database {DATABASE}"))).execute(&mut admin).await?;
    let mut database = PgConnection::connect(&cluster.url(DATABASE)).await?;
    Migrator::new(root.join("migrations")).await?.run_direct(None, &mut database, false).await?;
    Ok(())
}

/// Lets the compiler check the queries of `shared`, where all of them are.
fn learn(cluster: &Cluster, root: &Path, fresh: &Path, compile: &[String]) -> Result<(), Box<dyn Error>> {
    // The macros run only where cargo builds the crate anew.
    fs::OpenOptions::new().write(true).open(root.join("shared/src/lib.rs"))?.set_modified(std::time::SystemTime::now())?;
    let mut cargo = Command::new("cargo");
    if compile.is_empty() {
        cargo.args(["check", "--quiet", "--package", "shared"]);
    } else {
        cargo.args(compile);
    }
    let status = cargo
        .current_dir(root)
        .env("DATABASE_URL", cluster.url(DATABASE))
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", fresh)
        .status()?;
    if status.success() { Ok(()) } else { Err("the queries could not be checked".into()) }
}

fn queries(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(BTreeMap::new()) };
    entries
        .map(|entry| {
            let entry = entry?;
            Ok((entry.file_name().to_string_lossy().into_owned(), fs::read_to_string(entry.path())?))
        })
        .collect()
}

fn say(line: &str) {
    // Nobody reads a closed terminal.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
