//! `POST /api/chat`

use axum::extract::State;
use serde::Serialize;
use shared::{
    conversation::ExternalId,
    http::{ApiError, Deadline, Json, Owner, Problem},
    ids::{LeadId, MessageId},
    lead::{Captured, Field, Value},
};
use utoipa::ToSchema;

use crate::{
    App,
    message::{ChatForm, ChatJson, ChatRequest},
    talk::talk,
    turn::{conclude, hear, keep},
};

/// What the assistant says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatResponse {
    /// The assistant's answer, in the visitor's language.
    reply: String,
    /// Who spoke; to be sent along next time.
    #[schema(value_type = String)]
    visitor_id: ExternalId,
    /// The visitor's message as it was stored.
    message_id: MessageId,
    /// What was heard, where the message was spoken.
    #[serde(skip_serializing_if = "Option::is_none")]
    transcript: Option<String>,
    /// What this turn added to a lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<ChatLead>,
    /// True where no model could answer and the reply is a sentence of ours.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    fallback: bool,
}

/// What a turn added to a lead: values from the visitor's own words, and nothing that others said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatLead {
    /// Which lead.
    id: LeadId,
    /// Whether this turn made it.
    is_new: bool,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    need: Option<String>,
}

/// Says something to the owner's assistant, as one of the owner's visitors.
///
/// A contact in the message is stored with it before the model is asked, so that a failing model costs an answer and never a lead.
#[utoipa::path(
    post, path = "/api/chat", tag = "chat", operation_id = "chat", security(("owner" = [])),
    request_body(content((ChatJson = "application/json"), (ChatForm = "multipart/form-data"))),
    responses(
        (status = 200, description = "The answer.", body = ChatResponse),
        (status = 400, description = "Not JSON and no form.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is not accepted.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The speech was not understood, or the database is away.", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn chat(
    State(app): State<App>,
    Owner(owner): Owner,
    Deadline(deadline): Deadline,
    request: ChatRequest,
) -> Result<Json<ChatResponse>, ApiError> {
    let ChatRequest { visitor, content } = request;
    let heard = hear(&app, content, deadline).await?;
    let kept = keep(&app, owner, &visitor, &heard).await?;
    // No transaction is open while the model thinks.
    let talk = talk(&app.openai, owner, &kept.turn, &kept.said(&heard.text), kept.lead().is_some(), deadline).await;
    let added = conclude(&app, owner, &kept, &talk).await?;

    let values = [kept.typed, talk.values].concat();
    Ok(Json(ChatResponse {
        reply: talk.reply,
        visitor_id: visitor,
        message_id: kept.turn.message,
        transcript: heard.spoken.then(|| heard.text.as_str().to_owned()),
        lead: chat_lead(kept.captured.into_iter().chain(added), &values),
        fallback: !talk.by_model,
    }))
}

/// None where the turn changed no lead.
fn chat_lead(captured: impl Iterator<Item = Captured>, values: &[Value]) -> Option<ChatLead> {
    let changes: Vec<Captured> = captured.filter(|captured| captured.event.is_some()).collect();
    let first = |field| values.iter().find(|value| value.field == field).map(|value| value.value.clone());
    Some(ChatLead {
        id: changes.first()?.lead,
        is_new: changes.iter().any(|captured| captured.is_new),
        name: first(Field::Name),
        phone: first(Field::Phone),
        email: first(Field::Email),
        need: first(Field::Need),
    })
}
