//! The inbox: an owner's leads and conversations, and what they come to.

mod routes;
mod table;

use axum::{Router, extract::FromRef};
use shared::{
    account::Tokens,
    config::{DatabaseConfig, QueueConfig, Reader, StartError, TokenConfig},
    database::Database,
    https::Https,
    queue::Queue,
    usage::Limits,
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
    /// Where leads go that are to be announced again.
    pub queue: Queue,
    /// How much the owner's visitors may use.
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
        let queue = QueueConfig::read(&mut reader);
        let limits = Limits::read(&mut reader, &tokens);
        let (database, tokens, queue, limits) = reader.finish((database, tokens, queue, limits))?;
        Ok(Self {
            db: Database::connect(&database).await,
            tokens: Tokens::new(&tokens),
            queue: Queue::sqs(&queue, &https)?,
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
        .routes(routes!(routes::list::list))
        .routes(routes!(routes::stats::stats))
        .routes(routes!(routes::export::export))
        .routes(routes!(routes::find::find, routes::set_status::set_status))
        .routes(routes!(routes::add_note::add_note))
        .routes(routes!(routes::delete_note::delete_note))
        .routes(routes!(routes::announce::announce))
        .routes(routes!(routes::list_conversations::list_conversations, routes::delete_tests::delete_tests))
        .routes(routes!(routes::find_conversation::find_conversation, routes::forget_conversation::forget_conversation))
        .routes(routes!(routes::usage::usage))
}
