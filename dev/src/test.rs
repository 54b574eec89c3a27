//! `cargo dev test` and `cargo dev bench --criterion`: bring up what tests need, run cargo, and take it down again.

use std::{
    ffi::OsString,
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use machine::{
    postgres::{Cluster, Purpose, Settings, find_or_fetch},
    tools,
};

use crate::{
    arguments::root,
    terminal::{Failure, say},
};

/// Runs `cargo test` with these options, on the whole workspace unless they name packages.
pub(crate) fn test(options: &[OsString], data: &Path) -> Result<ExitCode, Failure> {
    let mut cargo = Command::new("cargo");
    cargo.arg("test").args((!names_packages(options)).then_some("--workspace")).args(options);
    let mut left_out = Vec::new();
    if tools::chromium().is_none() {
        say("no Chromium found: the tests in a browser are left out (apt-get install chromium, or CHROMIUM=/path/to/it)");
        left_out.extend(["--skip", "in_a_browser"]);
    }
    if tools::pgbouncer().is_none() {
        say("no pgbouncer found: the test behind a pooler is left out (apt-get install pgbouncer)");
        left_out.extend(["--skip", "behind_a_pooler"]);
    }
    if !left_out.is_empty() {
        cargo.args((!options.iter().any(|option| option == "--")).then_some("--")).args(left_out);
    }
    beside_servers(cargo, data)
}

/// Runs the benchmarks of single parts with these options of `cargo bench`; all of them, unless they name some.
pub(crate) fn criterion(options: &[OsString], data: &Path) -> Result<ExitCode, Failure> {
    let mut cargo = Command::new("cargo");
    cargo.arg("bench");
    if !names_packages(options) {
        cargo.args(["-p", "shared", "-p", "chat", "--bench", "contacts", "--bench", "turn"]);
    }
    cargo.args(options);
    beside_servers(cargo, data)
}

/// Brings up what tests need, runs the command, and takes it down again.
fn beside_servers(mut cargo: Command, data: &Path) -> Result<ExitCode, Failure> {
    let tools = data.join("tools");
    fs::create_dir_all(&tools)?;
    say(
        "bringing up PostgreSQL, SQS (MiniStack), cargo-lambda, the SAM CLI, an OpenAI stand-in (aimock) and a browser for the tests",
    );
    let binaries = find_or_fetch(&say)?;
    let ministack = tools::ministack(&tools)?;
    let cargo_lambda = tools::cargo_lambda(&tools)?;
    let sam = tools::sam(&tools)?;
    let aimock = tools::aimock(&tools, &root().join("dev/tests/whole/aimock.json"))?;
    let playwright = tools::playwright_core(&tools)?;
    let axe = tools::axe_core(&tools)?;
    let cluster = Cluster::start(&binaries, Settings { purpose: Purpose::Tests, folder: data.join("test-postgres") })?;
    cargo
        .current_dir(root())
        .env("LEADLINE_TEST_POSTGRES", cluster.url("postgres"))
        .env("LEADLINE_TEST_SQS", ministack.endpoint())
        .env("LEADLINE_TEST_AIMOCK", aimock.endpoint())
        .env("LEADLINE_TEST_CARGO_LAMBDA", cargo_lambda)
        .env("LEADLINE_TEST_SAM", sam.bin("sam"))
        .env("LEADLINE_TEST_PLAYWRIGHT", playwright.join("playwright-core"))
        .env("LEADLINE_TEST_AXE", axe);
    if let Some(chromium) = tools::chromium() {
        cargo.env("LEADLINE_TEST_CHROMIUM", chromium);
    }
    if let Some(pgbouncer) = tools::pgbouncer() {
        cargo.env("LEADLINE_TEST_PGBOUNCER", pgbouncer);
    }
    let status = cargo.status();
    cluster.stop()?;
    Ok(if status?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn names_packages(options: &[OsString]) -> bool {
    let name = |option: &OsString| option.to_str().is_some_and(|option| option == "-p" || option.starts_with("--package"));
    options.iter().take_while(|option| *option != "--").any(name)
}
