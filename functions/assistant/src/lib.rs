//! What an owner tells the assistant: how it speaks, what it asks, and when people answer.

mod routes;
mod test_message;

use axum::{Router, extract::FromRef};
use shared::{
    account::Tokens,
    config::{DatabaseConfig, Reader, StartError, TelegramConfig, TokenConfig},
    database::Database,
    https::Https,
    telegram::Telegram,
    usage::Limits,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// All that the routes may use.
#[derive(Debug, Clone, FromRef)]
pub struct App {
    /// Settings.
    pub db: Database,
    /// Verifying.
    pub tokens: Tokens,
    /// The bot, for test messages.
    pub telegram: Telegram,
    /// How many of those.
    pub limits: Limits,
}

impl App {
    /// The app of this process's environment.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn from_env() -> Result<Self, StartError> {
        let mut reader = Reader::load().await;
        let https = Https::read(&mut reader);
        let database = DatabaseConfig::read(&mut reader);
        let tokens = TokenConfig::read(&mut reader);
        let telegram = TelegramConfig::read(&mut reader);
        let limits = Limits::read(&mut reader, &tokens);
        let (database, tokens, telegram, limits) = reader.finish((database, tokens, telegram, limits))?;
        Ok(Self {
            db: Database::connect(&database).await,
            tokens: Tokens::new(&tokens),
            telegram: Telegram::new(&telegram, &https)?,
            limits,
        })
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
        .routes(routes!(routes::find::find, routes::set::set))
        .routes(routes!(routes::link_telegram::link_telegram, routes::unlink_telegram::unlink_telegram))
        .routes(routes!(routes::test_telegram::test_telegram))
        .routes(routes!(routes::onboarding::onboarding))
}
