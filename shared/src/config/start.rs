//! What can go wrong before the first request.

use super::ConfigError;

/// Why a function cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Variables are missing or wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be built")]
    Http(#[from] reqwest::Error),
}
