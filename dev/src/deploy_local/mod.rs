//! `cargo dev deploy-local`: the template, really deployed to an emulator of AWS, and shown to work there.

mod account;
mod proofs;
mod stack;

use std::{collections::HashMap, fs, path::Path};

use machine::{
    postgres::{Cluster, Purpose, Settings, find_or_fetch},
    tools,
};
use sqlx::{Connection, PgConnection};

use crate::{
    neighbours,
    terminal::{Failure, say},
};
use account::Account;
use proofs::Deployed;
use stack::Stack;

const DATABASE: &str = "leadline";

/// How it is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Leave it running until Ctrl-C.
    pub(crate) keep: bool,
    /// Deploy the programs of `cargo build`, and not those of `sam build`, which takes many minutes.
    pub(crate) quick: bool,
}

/// Builds, deploys, shows what works, and takes all of it down again.
pub(crate) fn deploy_local(options: Options, data: &Path) -> Result<(), Failure> {
    let tools = data.join("tools");
    fs::create_dir_all(&tools)?;
    say("bringing up an emulator of AWS (MiniStack), PostgreSQL, and stand-ins of OpenAI and Telegram");
    let (sam, (emulator, python)) = (tools::sam(&tools)?, tools::emulated_aws(&tools)?);
    let cluster =
        Cluster::start(&find_or_fetch(&say)?, Settings { purpose: Purpose::Tests, folder: data.join("deploy-postgres") })?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let owner_url = empty_database(&cluster).await?;
        let neighbours = neighbours::meet(HashMap::new()).await?;
        let console = neighbours.console.clone().ok_or("the console stands for Telegram")?;
        let account = Account::new(&emulator, &python);
        let stack = Stack { sam: &sam, account: &account, folder: &data.join("deploy-local") };
        stack.build(options.quick)?;
        stack.deploy(&[
            ("DatabaseOwnerUrl", &owner_url),
            ("OpenAiApiKey", "none"),
            ("OpenAiBaseUrl", &neighbours.openai.base_url),
            ("TelegramBotToken", "console"),
            ("TelegramChatId", "42"),
            ("TelegramApiUrl", &neighbours.telegram.base_url),
        ])?;
        account.ask(&["take_bytes"])?;
        let deployed = Deployed::find(account, &emulator, console)?;
        let outcome = deployed.show(&cluster.url(DATABASE), &tools).await;
        if options.keep {
            say(&format!("\n  It runs at  {}\n\n  Ctrl-C stops it.\n", deployed.url()));
            tokio::signal::ctrl_c().await?;
        }
        outcome
    });
    drop(runtime);
    drop(emulator);
    cluster.stop()?;
    outcome
}

/// A database that nobody has migrated, and no role that may log in; its owner's URL.
async fn empty_database(cluster: &Cluster) -> Result<String, Failure> {
    let mut admin = PgConnection::connect(&cluster.url("postgres")).await?;
    sqlx::raw_sql("drop database if exists leadline with (force)").execute(&mut admin).await?;
    sqlx::raw_sql("drop role if exists leadline_app").execute(&mut admin).await?;
    sqlx::raw_sql("create database leadline").execute(&mut admin).await?;
    admin.close().await?;
    Ok(format!("{}?sslmode=disable", cluster.url(DATABASE)))
}
