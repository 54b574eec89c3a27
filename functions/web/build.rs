//! Makes the owner's app and the widget of `web/`, which the program then carries along.
#![expect(clippy::expect_used, clippy::panic, reason = "what is broken must stop the build")]

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

/// What the result depends on, within `web/`.
const SOURCES: [&str; 11] = [
    "app",
    "chat",
    "docs",
    "loader",
    "package.json",
    "package-lock.json",
    "compress.js",
    "vite.app.ts",
    "vite.chat.ts",
    "vite.docs.ts",
    "vite.loader.ts",
];

fn main() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web").canonicalize().expect("web/");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let out = folder.join("dist");
    fs::create_dir_all(&out).expect("a folder for the result");
    // Written out, because rust-embed finds no folder by a variable without a dependency whose licence is not among ours.
    let built = format!("#[derive(rust_embed::Embed)]\n#[folder = {:?}]\nstruct Built;\n", out.display().to_string());
    fs::write(folder.join("built.rs"), built).expect("a place for the code");
    // Two builds at once would install into one folder.
    let lock = File::create(web.join(".lock")).expect("a lock");
    lock.lock().expect("a lock");
    install(&web);
    run(Command::new("npm").args(["run", "--silent", "build"]).current_dir(&web).env("LEADLINE_WEB_OUT", &out));
}

/// What the build needs and nothing else, unless npm has installed it since the lock file was written.
fn install(web: &Path) {
    let written = |file: &str| fs::metadata(web.join(file)).and_then(|file| file.modified()).ok();
    // npm notes there what it has installed.
    if written("node_modules/.package-lock.json") >= written("package-lock.json") {
        return;
    }
    run(Command::new("npm").args(["ci", "--omit=dev", "--no-audit", "--no-fund", "--silent"]).current_dir(web));
}

fn run(command: &mut Command) {
    let outcome = command.output().unwrap_or_else(|error| panic!("{command:?}: {error} (Node.js 20.19 or newer is needed)"));
    let (out, err) = (String::from_utf8_lossy(&outcome.stdout), String::from_utf8_lossy(&outcome.stderr));
    assert!(outcome.status.success(), "{command:?} failed\n{out}\n{err}");
}
