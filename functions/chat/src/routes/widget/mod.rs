//! What the chat on an owner's site asks for, on behalf of the visitor who opened it.

pub(crate) mod chat;
pub(crate) mod config;
pub(crate) mod forget;
pub(crate) mod form;
pub(crate) mod session;
pub(crate) mod take_back;
pub(crate) mod transcript;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use shared::{
    assistant::{self, Site, SiteKey},
    database::{Database, TenantTx},
    http::ApiError,
    ids::OwnerId,
    lead::{self, LeadEvent},
};

use crate::App;

/// Lets pages of other origins ask and read the answers. Nothing here goes by cookies, so a page gains nothing that its server could not
/// have; which sites may show an assistant is decided by the routes, which answer 403.
pub(crate) async fn cross_origin(request: Request, next: Next) -> Response {
    let asks_first = request.method() == Method::OPTIONS;
    let mut response = if asks_first { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if asks_first {
        allow_all(headers);
    } else {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after, x-request-id"));
    }
    response
}

fn allow_all(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "accept, authorization, content-type, idempotency-key"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The owner whom a site means by its key.
async fn owner_of(db: &Database, key: &SiteKey) -> Result<OwnerId, ApiError> {
    db.owner_of_site(key).await?.ok_or(ApiError::NotFound("assistant"))
}

/// What the page of that origin is told of the assistant, if it may show it.
async fn site_for(tx: &mut TenantTx, origin: Option<&str>) -> Result<Site, ApiError> {
    let site = assistant::find_site(tx).await?.ok_or(ApiError::NotFound("assistant"))?;
    // No origin, no browser: whoever asks so could as well write one.
    let allowed = origin.is_none_or(|origin| site.allowed_origins.allows(origin));
    if allowed { Ok(site) } else { Err(ApiError::OriginNotAllowed) }
}

/// Hands on that leads were emptied: their messages in Telegram are too.
async fn announce_all(app: &App, events: &[LeadEvent]) {
    let sent = app.queue.send(events).await;
    lead::mark_sent_or_warn(&app.db, &sent).await;
}
