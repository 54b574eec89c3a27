use std::io;
use std::path::PathBuf;

use crate::tools;

/// Why there is no database to work with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing installed that is new enough, and nothing could be fetched.
    #[error(
        "there is no PostgreSQL 15 or newer here, and none could be fetched: {why}\n\
         Install it with `apt-get install postgresql` (Debian, Ubuntu) or `brew install postgresql@18` (macOS), \
         or name the folder of its programs in PG_BINDIR."
    )]
    Missing {
        /// What hindered the fetching.
        why: String,
    },
    /// `PG_BINDIR` was set by somebody who meant it.
    #[error("PG_BINDIR is {folder:?}, which should hold the programs `initdb` and `postgres` of PostgreSQL 15 or newer")]
    Chosen {
        /// What `PG_BINDIR` says.
        folder: PathBuf,
    },
    /// What was fetched is not what was meant.
    #[error("{file:?} should have the SHA-256 {expected}, and it has {found}")]
    Altered {
        /// The file, left where it is, to be looked at.
        file: PathBuf,
        /// The sum written down in this program.
        expected: &'static str,
        /// The sum of the file.
        found: String,
    },
    /// Neither a user namespace nor another user can run the server for root.
    #[error("PostgreSQL refuses to run as root, and nobody else can: {why}\nStart this as an ordinary user.")]
    Root {
        /// What hindered the last one that was tried.
        why: String,
    },
    /// The folder belongs to somebody else, who could read or change the data.
    #[error("{folder:?} belongs to another user: remove it, or start this as that user")]
    Foreign {
        /// The folder meant for the data.
        folder: PathBuf,
    },
    /// The server ended, or did not get ready in time.
    #[error("PostgreSQL did not start; the end of {log:?}:\n{tail}")]
    Start {
        /// The server's log.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// The server was told to stop and runs on.
    #[error("PostgreSQL (process {pid}) does not stop")]
    Stop {
        /// The server's process.
        pid: u32,
    },
    /// A program that was needed did not do its work.
    #[error(transparent)]
    Program(#[from] tools::Failed),
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
