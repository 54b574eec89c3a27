use std::io;
use std::path::PathBuf;

use super::Failed;

/// Why a tool cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A program that this stands on is not installed, or too old.
    #[error("{needed} is needed for {purpose}: {found}")]
    Missing {
        /// The program and its oldest usable version.
        needed: &'static str,
        /// What is built upon it.
        purpose: String,
        /// What was found instead.
        found: String,
    },
    /// It ended at once, or did not answer in time.
    #[error("{name} did not start; the last that it printed:\n{printed}")]
    Start {
        /// The tool's name.
        name: &'static str,
        /// The end of what it printed.
        printed: String,
    },
    /// An installation, or another program that was needed, failed.
    #[error(transparent)]
    Program(#[from] Failed),
    /// A file or folder could not be read or written.
    #[error("{path:?}: {source}")]
    File {
        /// What was read or written.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err`: says which file or folder it was.
    pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
