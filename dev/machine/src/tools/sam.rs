use std::path::Path;

use super::{Error, Venv, python};

/// Gives the environment with the SAM CLI and its translator, and with cargo-lambda and Zig, by which `sam build` builds; all in one, because
/// cargo-lambda looks for Zig in the first Python on `PATH`.
/// # Errors
/// Python 3.10 or newer is not installed, or the installation fails.
pub fn sam(dir: &Path) -> Result<Venv, Error> {
    python(dir, "sam", &["aws-sam-cli==1.170.0", "cargo-lambda==1.9.2"])
}
