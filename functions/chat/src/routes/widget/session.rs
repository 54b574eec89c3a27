//! `POST /api/widget/session`

use axum::{extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use shared::{
    account::{self, VISIT_LIFETIME},
    assistant::{self, SiteKey},
    conversation::{self, ExternalId, Message},
    database::TenantTx,
    http::{ApiError, Json, Problem, admit, origin},
    ids::OwnerId,
    lead::{self, Field},
    usage::{Caller, ClientAddress},
};
use utoipa::ToSchema;

use super::{owner_of, site_for};
use crate::App;

/// Who opens the chat, and where.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionRequest {
    /// The key in the site's line of HTML.
    #[schema(value_type = String, min_length = 32, max_length = 32)]
    site_key: SiteKey,
    /// The token of before, if the browser has kept one: the same visitor goes on.
    token: Option<String>,
}

/// What the chat works with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionResponse {
    /// For `Authorization: Bearer` of the widget's routes.
    token: String,
    /// In seconds.
    expires_in: u64,
    /// Who speaks.
    #[schema(value_type = String)]
    visitor_id: ExternalId,
    /// What was said before, oldest first.
    messages: Vec<Message>,
    /// What is stored of the visitor.
    lead: Option<WidgetLead>,
}

/// What is stored of a visitor, in their own words.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct WidgetLead {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    telegram: Option<String>,
    need: Option<String>,
}

/// Opens the chat: gives a token for an hour, and what was said before. Counts that it was opened, and stores nothing of the visitor.
#[utoipa::path(
    post, path = "/api/widget/session", tag = "widget", operation_id = "open_widget_session", request_body = SessionRequest,
    responses(
        (status = 200, description = "The chat is open.", body = SessionResponse),
        (status = 400, description = "Not JSON.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The owner has not named that site.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such key.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON by its type.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is not accepted.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many were opened from that address.", body = Problem,
            content_type = "application/problem+json"),
        (status = 503, description = "The database is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn session(
    State(app): State<App>,
    address: ClientAddress,
    headers: HeaderMap,
    Json(request): Json<SessionRequest>,
) -> Result<Json<SessionResponse>, ApiError> {
    let owner = owner_of(&app.db, &request.site_key).await?;
    let remembered = request.token.as_deref().and_then(|token| app.tokens.remember_visit(token));
    let mut visitor = remembered.filter(|visit| visit.owner == owner).map_or_else(ExternalId::of_widget, |visit| visit.visitor);

    let uses = app.limits.opening(Caller { owner, visitor: &visitor, address });
    let mut tx = admit(app.db.tenant_counting(owner, &uses).await?, &uses, None).await?;
    let opened = open(&mut tx, origin(&headers), &mut visitor).await;
    tx.commit().await?;
    let (messages, lead) = opened?;
    Ok(Json(SessionResponse {
        token: token(&app, owner, &visitor, &headers)?,
        expires_in: VISIT_LIFETIME.as_secs(),
        visitor_id: visitor,
        messages,
        lead,
    }))
}

async fn open(
    tx: &mut TenantTx,
    origin: Option<&str>,
    visitor: &mut ExternalId,
) -> Result<(Vec<Message>, Option<WidgetLead>), ApiError> {
    site_for(tx, origin).await?;
    assistant::count_opened(tx, origin).await?;
    if let Some(known) = conversation::find_visitor(tx, visitor).await? {
        let lead = WidgetLead::of(lead::left_by(tx, known).await?);
        return Ok((conversation::find(tx, known).await?, lead));
    }
    if conversation::is_forgotten(tx, visitor).await? {
        *visitor = ExternalId::of_widget();
    }
    Ok((Vec::new(), None))
}

fn token(app: &App, owner: OwnerId, visitor: &ExternalId, headers: &HeaderMap) -> Result<String, ApiError> {
    let visit = account::Visit { owner, visitor: visitor.clone(), origin: origin(headers).map(str::to_owned) };
    app.tokens.issue_visit(&visit).map_err(ApiError::internal)
}

impl WidgetLead {
    /// Of values from the oldest to the newest.
    fn of(values: Vec<(Field, String)>) -> Option<Self> {
        let mut lead = Self::default();
        for (field, value) in values {
            match field {
                Field::Name => lead.name = Some(value),
                Field::Phone => lead.phone = Some(value),
                Field::Email => lead.email = Some(value),
                Field::Telegram => lead.telegram = Some(value),
                Field::Need => lead.need = Some(value),
                Field::Answer => {}
            }
        }
        (lead != Self::default()).then_some(lead)
    }
}
