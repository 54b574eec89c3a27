//! The owner's page in a real Chromium.

use std::{path::Path, process::Command};

use crate::{
    machine::{Folder, Machine},
    told,
};

#[test]
fn an_owner_uses_the_pages_in_a_browser() {
    let folder = Folder::new();
    let machine = Machine::start(&folder.0);
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions/web/tests/browser");
    let output = Command::new("node")
        .arg("--test")
        .args(["page.test.mjs", "form.test.mjs", "docs.test.mjs"].map(|script| scripts.join(script)))
        .env("LEADLINE_URL", format!("{}/", machine.url))
        .env("CHROMIUM", told("LEADLINE_TEST_CHROMIUM"))
        .env("PLAYWRIGHT_CORE", told("LEADLINE_TEST_PLAYWRIGHT"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(machine.interrupt().success());
}
