//! The conversation.

mod answer;
mod message;
mod response;
mod routes;
mod talk;
mod turn;

use axum::{Router, extract::FromRef, middleware::from_fn};
use shared::{
    account::Tokens,
    config::{DatabaseConfig, OpenAiConfig, QueueConfig, Reader, StartError, TokenConfig},
    database::Database,
    doctor::{Doctor, Role},
    https::Https,
    openai::OpenAi,
    queue::Queue,
    usage::Limits,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// All that the routes may use.
#[derive(Debug, Clone, FromRef)]
pub struct App {
    /// Conversations and leads.
    pub db: Database,
    /// Verifying.
    pub tokens: Tokens,
    /// The model.
    pub openai: OpenAi,
    /// Where leads go.
    pub queue: Queue,
    /// How much visitors may use.
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
        let openai = OpenAiConfig::read(&mut reader);
        let queue = QueueConfig::read(&mut reader);
        let limits = Limits::read(&mut reader, &tokens);
        let (database, tokens, openai, queue, limits) = reader.finish((database, tokens, openai, queue, limits))?;
        Ok(Self {
            db: Database::connect(&database).await,
            tokens: Tokens::new(&tokens),
            openai: OpenAi::new(openai, &https)?,
            queue: Queue::sqs(&queue, &https)?,
            limits,
        })
    }
}

impl App {
    /// Checks the upstreams of this function.
    #[must_use]
    pub fn doctor(&self) -> Doctor {
        Doctor {
            database: Some((self.db.clone(), Role::Functions)),
            openai: Some(self.openai.clone()),
            queue: Some(self.queue.clone()),
            ..Doctor::default()
        }
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
        .routes(routes!(routes::chat::chat))
        .routes(routes!(routes::form::form))
        .routes(routes!(routes::transcript::transcript))
        .merge(widget().layer(from_fn(routes::widget::cross_origin)))
}

/// For pages of owners' sites.
fn widget() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::widget::config::config))
        .routes(routes!(routes::widget::session::session))
        .routes(routes!(routes::widget::chat::chat))
        .routes(routes!(routes::widget::form::form))
        .routes(routes!(routes::widget::transcript::transcript))
        .routes(routes!(routes::widget::take_back::take_back))
        .routes(routes!(routes::widget::forget::forget))
}
