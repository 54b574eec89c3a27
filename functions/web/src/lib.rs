//! Pages and documents.

mod routes;

use axum::{Router, routing::get};
use shared::{
    config::{ConfigError, DatabaseConfig, Reader},
    database::Database,
    secrecy::SecretString,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// All that the routes may use.
#[derive(Debug, Clone)]
pub struct App {
    /// Only asked how it is.
    pub db: Database,
    /// Where the page finds the messages of the Telegram console, on one's own machine.
    pub console: Console,
    /// Who may read the metrics; None: nobody.
    pub metrics_token: Option<SecretString>,
}

/// A path relative to the page; empty where there is no console.
#[derive(Debug, Clone, Copy, Default)]
pub struct Console(pub &'static str);

impl App {
    /// The app of this process's environment.
    ///
    /// # Errors
    /// Every variable that is missing or wrong.
    pub async fn from_env() -> Result<Self, ConfigError> {
        let mut reader = Reader::load().await;
        let (database, metrics_token) = (DatabaseConfig::read(&mut reader), metrics_token(&mut reader));
        let (database, metrics_token) = reader.finish((database, metrics_token))?;
        // Lazily: pages need no database, and one that scales to zero is not woken for them.
        Ok(Self { db: Database::connect_lazy(&database), console: Console::default(), metrics_token })
    }
}

/// Reads `METRICS_TOKEN`: at least 32 bytes, or not set.
pub fn metrics_token(reader: &mut Reader) -> Option<SecretString> {
    let token = reader.optional("METRICS_TOKEN")?;
    if token.len() < 32 {
        reader.refuse("METRICS_TOKEN", "expected at least 32 random bytes, such as `openssl rand -hex 32` prints, or nothing");
    }
    Some(token.into())
}

/// Every route of the function.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .route("/", get(routes::page::page))
        .route("/assets/{name}", get(routes::page::asset))
        .route("/widget.js", get(routes::page::widget))
        .route("/docs", get(routes::docs::page))
        .route("/docs/", get(routes::docs::folder))
        .route("/openapi.json", get(routes::openapi::document));
    documented().with_state(app.clone()).split_for_parts().0.merge(pages.with_state(app))
}

/// What the routes say of themselves. Pages are for people and not described.
#[must_use]
pub fn openapi() -> OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::health::health)).routes(routes!(routes::metrics::metrics))
}
