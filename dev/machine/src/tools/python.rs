use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Error, once, run};

/// A virtual environment of Python.
#[derive(Debug, Clone)]
pub struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// The path of a program that one of the packages brought.
    #[must_use]
    pub fn bin(&self, program: &str) -> PathBuf {
        self.folder.join("bin").join(program)
    }
}

/// Gives the virtual environment `dir/name` with exactly these packages (`name==version`), making it the first time.
/// # Errors
/// Python 3.10 or newer, or its module `venv`, is not installed, or `pip` cannot install the packages.
pub fn python(dir: &Path, name: &str, packages: &[&str]) -> Result<Venv, Error> {
    with_options(dir, name, &[], packages)
}

/// The same, with options for `pip install`.
pub(super) fn with_options(dir: &Path, name: &str, options: &[&str], packages: &[&str]) -> Result<Venv, Error> {
    let folder = dir.join(name);
    once::install(&folder, &[options, packages].concat().join("\n"), || {
        demand_python(name)?;
        // Made in its place: a virtual environment holds its own path and cannot be moved.
        run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        let mut pip = Command::new(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        run(pip.args(options).args(packages))?;
        Ok(())
    })?;
    Ok(Venv { folder })
}

fn demand_python(purpose: &str) -> Result<(), Error> {
    let missing = |found| Error::Missing { needed: "Python 3.10 or newer", purpose: purpose.to_owned(), found };
    let print = "import sys; print('%d.%d' % sys.version_info[:2])";
    let version = run(Command::new("python3").args(["-c", print])).map_err(|failed| missing(failed.to_string()))?;
    let version = version.trim();
    let minor = version.strip_prefix("3.").and_then(|minor| minor.parse::<u32>().ok());
    if minor.is_some_and(|minor| minor >= 10) {
        return Ok(());
    }
    Err(missing(format!("`python3` is {version}")))
}
