use std::path::{Path, PathBuf};

use super::{Error, python};

/// Gives the path of `cargo-lambda`, installing it below `dir` the first time.
///
/// It comes without Zig, which only building for another machine needs: that would be 440 MB more.
/// # Errors
/// Python 3.10 or newer is not installed, or the installation fails.
pub fn cargo_lambda(dir: &Path) -> Result<PathBuf, Error> {
    let venv = python::with_options(dir, "cargo-lambda", &["--no-deps"], &["cargo-lambda==1.9.2"])?;
    Ok(venv.bin("cargo-lambda"))
}
