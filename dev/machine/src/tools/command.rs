use std::env;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// A program that was run and did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// It could not even be started.
    #[error("`{program}` cannot be run: {source}")]
    Start {
        /// The program's name or path.
        program: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// It ran, and ended with an error.
    #[error("`{command}` failed ({status}):\n{output}")]
    Exit {
        /// The program and its arguments.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// The end of what it printed.
        output: String,
    },
}

/// Runs a program to its end and gives what it printed on its standard output.
/// # Errors
/// The program is missing or may not be run, or it ended with another status than 0.
pub fn run(command: &mut Command) -> Result<String, Failed> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|source| Failed::Start { program: command.get_program().to_string_lossy().into_owned(), source })?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return Ok(printed.into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(Failed::Exit { command: words(command), status: output.status, output: last_lines(&format!("{printed}{complaint}"), 20) })
}

/// The program of this name, found as a shell finds it: the first executable file on `PATH`.
#[must_use]
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_executable(file))
}

/// Whether this is a file that somebody may execute.
#[must_use]
pub fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

/// The end of a text, where a program says what went wrong.
#[must_use]
pub fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

fn words(command: &Command) -> String {
    let all: Vec<_> = std::iter::once(command.get_program()).chain(command.get_args()).map(OsStr::to_string_lossy).collect();
    all.join(" ")
}
