//! Why a deployment stops, in words that may stand in its events: no secret, no row, no address.

use shared::config::ConfigError;
use sqlx::migrate::MigrateError;

/// Why the schema is not as this code needs it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Variables or secrets are missing or wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Nobody answers where the database should be, or not in PostgreSQL's way; None where nothing was said at all.
    #[error("the database cannot be reached")]
    Unreachable(Option<sqlx::Error>),
    /// It asks for TLS and there is none, or its certificate is not to be trusted.
    #[error("there is no TLS with the database that can be trusted")]
    Tls(sqlx::Error),
    /// The owner's name or password is wrong, or it may not connect.
    #[error("the database refuses its owner (SQLSTATE {code}): the user name or the password may be wrong", code = code(.0))]
    Refused(sqlx::Error),
    /// A migration could not be applied; of it nothing is kept, of those before it everything.
    #[error("migration {version} failed (SQLSTATE {code}), and nothing of it is kept", code = code(.cause))]
    Migration {
        /// Its number, which its file's name begins with.
        version: i64,
        /// What the database said.
        cause: sqlx::Error,
    },
    /// The database's past is not the one that this code knows.
    #[error("{0}")]
    History(MigrateError),
    /// Another statement failed.
    #[error("the database failed (SQLSTATE {code})", code = code(.0))]
    Database(sqlx::Error),
    /// It would have taken longer than the function may run.
    #[error("the time was over before the last migration was applied; what it had begun is undone")]
    OutOfTime,
}

impl Failure {
    /// For `map_err` of connecting.
    pub(crate) fn connecting(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Tls(_) => Self::Tls(error),
            sqlx::Error::Database(_) => Self::Refused(error),
            other => Self::Unreachable(Some(other)),
        }
    }

    /// For `map_err` of a statement.
    pub(crate) fn asking(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Io(_) => Self::Unreachable(Some(error)),
            other => Self::Database(other),
        }
    }

    /// What the database said, for the log: it may name tables and constraints.
    pub(crate) fn cause(&self) -> Option<String> {
        match self {
            Self::Config(_) | Self::OutOfTime | Self::History(_) | Self::Unreachable(None) => None,
            Self::Unreachable(Some(error)) | Self::Tls(error) | Self::Refused(error) | Self::Database(error) => {
                Some(error.to_string())
            }
            Self::Migration { cause, .. } => Some(cause.to_string()),
        }
    }
}

impl From<MigrateError> for Failure {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::ExecuteMigration(cause, version) => Self::Migration { version, cause },
            MigrateError::Execute(error) => Self::asking(error),
            other => Self::History(other),
        }
    }
}

/// PostgreSQL's name of the error, which tells nothing of the data.
fn code(error: &sqlx::Error) -> String {
    let code = error.as_database_error().and_then(|error| error.code().map(String::from));
    code.unwrap_or_else(|| "unknown".to_owned())
}
