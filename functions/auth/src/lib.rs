//! Accounts: registering, signing in, and who one is.

mod routes;

use axum::{Router, extract::FromRef};
use shared::{
    account::{Passwords, Tokens},
    config::{ConfigError, DatabaseConfig, Reader, TokenConfig},
    database::Database,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// All that the routes may use.
#[derive(Debug, Clone, FromRef)]
pub struct App {
    /// Accounts.
    pub db: Database,
    /// Hashing.
    pub passwords: Passwords,
    /// Signing.
    pub tokens: Tokens,
}

impl App {
    /// The app of this process's environment.
    ///
    /// # Errors
    /// Every variable that is missing or wrong.
    pub async fn from_env() -> Result<Self, ConfigError> {
        let mut reader = Reader::load().await;
        let (database, tokens) = (DatabaseConfig::read(&mut reader), TokenConfig::read(&mut reader));
        let (database, tokens) = reader.finish((database, tokens))?;
        Ok(Self { db: Database::connect(&database).await, passwords: Passwords::default(), tokens: Tokens::new(&tokens) })
    }
}

/// Every route of the function.
pub fn router(app: App) -> Router {
    documented().with_state(app).split_for_parts().0
}

/// What the routes say of themselves.
#[must_use]
pub fn openapi() -> OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::register::register))
        .routes(routes!(routes::login::login))
        .routes(routes!(routes::me::me))
}
