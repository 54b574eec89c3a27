//! The database's schema, brought up to date by a deployment before its code takes traffic: a custom resource of CloudFormation.
//!
//! It always answers CloudFormation, because that waits for an answer, and so a migration that failed ends the deployment at once.

mod failure;
mod request;
mod schema;

use std::time::{Duration, SystemTime};

use lambda_runtime::LambdaEvent;
use shared::{
    config::{ConfigError, DatabaseConfig, Reader},
    database::MIGRATIONS,
    https::Https,
    secrecy::SecretString,
};
use sqlx::{Connection, PgConnection, migrate::Migrator, postgres::PgConnectOptions};
use tokio::time::timeout;

pub use failure::Failure;
pub use request::{Request, Unanswered};
pub use schema::{ROLE, Stand, bring_up_to_date, let_in, reset_limits};

/// Kept back for the answer: three attempts, ten seconds each at most.
const RESERVE: Duration = Duration::from_secs(35);
/// Where nobody says how long a run may take (the emulator of `cargo lambda watch` names a deadline in 1970).
const UNTOLD: Duration = Duration::from_mins(1);
/// A serverless database that sleeps takes up to half a minute to wake.
const TO_CONNECT: Duration = Duration::from_secs(45);

/// All that the function may use.
#[derive(Clone)]
pub struct App {
    /// The database as the role that owns the schema sees it. Not through a pooler: migrations take a lock of the session.
    pub owner: PgConnectOptions,
    /// What the schema should be.
    pub migrations: &'static Migrator,
    /// The role that the other functions connect as.
    pub role: String,
    /// Its password.
    pub password: SecretString,
}

impl App {
    /// The app of this process's environment: the database as its owner (`DATABASE_URL` or its parts), and `APP_DATABASE_PASSWORD`.
    ///
    /// # Errors
    /// Every variable that is missing or wrong.
    pub async fn from_env() -> Result<Self, ConfigError> {
        let mut reader = Reader::load().await;
        let owner = DatabaseConfig::read(&mut reader).options().clone();
        let password = reader.secret("APP_DATABASE_PASSWORD", "expected the password that leadline_app is to have");
        reader.finish(Self { owner, migrations: &MIGRATIONS, role: ROLE.to_owned(), password })
    }
}

/// Does what CloudFormation asks for, and answers it. Safe to repeat.
///
/// # Errors
/// The answer could not be handed over; then Lambda tries all of it again.
pub async fn handle(
    https: &Https,
    app: impl Future<Output = Result<App, ConfigError>>,
    event: LambdaEvent<Request>,
) -> Result<(), lambda_runtime::Error> {
    let left = event.context.deadline().duration_since(SystemTime::now()).unwrap_or(UNTOLD).saturating_sub(RESERVE);
    let outcome = if event.payload.is_delete() {
        // The data outlives the stack.
        Ok(None)
    } else {
        let work = async { migrate(&app.await?, left).await };
        timeout(left, work).await.unwrap_or(Err(Failure::OutOfTime)).map(Some)
    };
    match &outcome {
        Ok(Some(Stand { version, ahead: true })) => {
            tracing::warn!(version, "the database is ahead of this code, and stays as it is");
        }
        Ok(stand) => tracing::info!(version = stand.map(|stand| stand.version), "the database is as this code needs it"),
        Err(failure) => tracing::error!(reason = %failure, error = failure.cause(), "the deployment is told to stop"),
    }
    let version = outcome.map(|stand| stand.map(|stand| stand.version));
    Ok(event.payload.answer(https, version, &event.context.request_id).await?)
}

async fn migrate(app: &App, left: Duration) -> Result<Stand, Failure> {
    let connected = timeout(TO_CONNECT, PgConnection::connect_with(&app.owner)).await.map_err(|_| Failure::Unreachable(None))?;
    let mut owner = connected.map_err(Failure::connecting)?;
    reset_limits(&mut owner, left).await.map_err(Failure::asking)?;
    let stand = bring_up_to_date(&mut owner, app.migrations).await?;
    // Also after a rollback: the secret that holds the password may be another one again.
    let_in(&mut owner, &app.role, &app.password).await.map_err(Failure::asking)?;
    owner.close().await.map_err(Failure::asking)?;
    Ok(stand)
}
