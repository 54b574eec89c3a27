//! The owner's app, the widget and the documents in a real Chromium.

use std::{path::Path, process::Command};

use crate::{
    machine::{Folder, Machine},
    told,
};

#[test]
fn an_owner_uses_the_app_in_a_browser() {
    play("web/tests/app", &[]);
}

#[test]
fn a_visitor_uses_the_widget_in_a_browser() {
    // From one address and within minutes, more than visitors of a site would.
    let busy = [("LIMIT_ADDRESS_OPENS_PER_MINUTE", "10000"), ("LIMIT_ADDRESS_MESSAGES_PER_MINUTE", "10000")];
    play("web/tests/widget", &busy);
}

#[test]
fn anybody_reads_the_documents_in_a_browser() {
    play("web/tests/docs", &[]);
}

/// Runs the scripts of a folder against a machine of their own.
fn play(scripts: &str, variables: &[(&str, &str)]) {
    let folder = Folder::new();
    let machine = Machine::start_with(&folder.0, variables);
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(scripts);
    let files = std::fs::read_dir(&scripts).unwrap().map(|entry| entry.unwrap().path());
    let output = Command::new("node")
        .args(["--test", "--test-concurrency=2", "--test-reporter=spec"])
        .args(files.filter(|file| file.to_string_lossy().ends_with(".test.mjs")))
        .env("LEADLINE_URL", format!("{}/", machine.url))
        .env("CHROMIUM", told("LEADLINE_TEST_CHROMIUM"))
        .env("PLAYWRIGHT_CORE", told("LEADLINE_TEST_PLAYWRIGHT"))
        .env("AXE_CORE", told("LEADLINE_TEST_AXE"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", failures(&String::from_utf8_lossy(&output.stdout)));
    assert!(machine.interrupt().success());
}

/// The end of what Node's reporter prints: tests that failed, each with its reason. All of it where it has no such end.
fn failures(printed: &str) -> &str {
    printed.find("failing tests:").map_or(printed, |start| &printed[start..])
}
