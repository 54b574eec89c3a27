//! The inbox: an owner's leads.

mod routes;

use axum::{Router, extract::FromRef};
use shared::{
    account::Tokens,
    config::{ConfigError, DatabaseConfig, Reader, TokenConfig},
    database::Database,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// All that the routes may use.
#[derive(Debug, Clone, FromRef)]
pub struct App {
    /// Leads.
    pub db: Database,
    /// Verifying.
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
        Ok(Self { db: Database::connect(&database).await, tokens: Tokens::new(&tokens) })
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
    OpenApiRouter::new().routes(routes!(routes::list::list)).routes(routes!(routes::find::find, routes::set_status::set_status))
}
