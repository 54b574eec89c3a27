//! A running `cargo dev` with data of its own.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
};

/// Leadline on this machine. Killed when dropped.
pub(crate) struct Machine {
    process: Child,
    pub(crate) url: String,
}

impl Machine {
    /// Starts it and waits until it says where it is.
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// As [`start`](Self::start), with these variables.
    pub(crate) fn start_with(data: &Path, variables: &[(&str, &str)]) -> Self {
        let mut process =
            command(data, "0").envs(variables.iter().copied()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let url = lines.find_map(|line| line.split("Open  ").nth(1).map(str::to_owned));
        // Somebody must go on reading, or the process stops at a full pipe.
        thread::spawn(move || lines.for_each(drop));
        let url = url.unwrap_or_else(|| panic!("cargo dev ended with {:?}", process.wait()));
        Self { process, url }
    }

    /// As Ctrl-C, to its end.
    pub(crate) fn interrupt(mut self) -> ExitStatus {
        Command::new("kill").args(["-INT", &self.process.id().to_string()]).status().unwrap();
        self.process.wait().unwrap()
    }

    /// As `kill -9`.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // Already ended, where the test was about that.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `cargo dev` without cargo, with no neighbour configured.
pub(crate) fn command(data: &Path, port: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dev"));
    command.args(["--port", port, "--data"]).arg(data);
    for configured in ["DATABASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "TELEGRAM_BOT_TOKEN"] {
        command.env_remove(configured);
    }
    command
}

/// A folder that is gone at the end of the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(uuid::Uuid::new_v4().to_string());
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that is left behind harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
