use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Error, once, run};

/// Gives the folder `node_modules` below `folder` that holds exactly this package, installing it when it is not there.
/// # Errors
/// Node.js 20 or newer, or npm, is not installed, or npm cannot install the package.
pub(super) fn npm(folder: &Path, package: &str) -> Result<PathBuf, Error> {
    once::install(folder, package, || {
        demand_node(package)?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]);
        run(npm.arg(folder).arg(package))?;
        Ok(())
    })?;
    Ok(folder.join("node_modules"))
}

fn demand_node(purpose: &str) -> Result<(), Error> {
    let missing = |found| Error::Missing { needed: "Node.js 20 or newer", purpose: purpose.to_owned(), found };
    let version = run(Command::new("node").arg("--version")).map_err(|failed| missing(failed.to_string()))?;
    let version = version.trim();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_some_and(|major| major >= 20) {
        return Ok(());
    }
    Err(missing(format!("`node` is {version}")))
}
