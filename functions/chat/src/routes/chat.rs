//! `POST /api/chat`

use axum::extract::State;
use serde::Serialize;
use shared::{
    conversation::{self, Answer, ExternalId, MessageText, Role, Said},
    http::{ApiError, Deadline, Json, Owner, Problem},
    ids::{LeadId, MessageId},
    lead::{self, Captured, CapturedBy, Field, Value},
    openai::Usage,
    rule::Rule,
};
use utoipa::ToSchema;

use crate::{
    App,
    message::{ChatForm, ChatJson, ChatRequest, Content},
    talk::talk,
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
    let ChatRequest { visitor: external_id, content } = request;
    let spoken = matches!(content, Content::Audio(_));
    let text = match content {
        Content::Text(text) => text,
        Content::Audio(clip) => understood(app.openai.transcribe(&clip, deadline).await)?,
    };

    // The message and the contacts in it, before any model is asked.
    let mut tx = app.db.tenant(owner).await?;
    let Some(turn) = conversation::begin_turn(&mut tx, &external_id, &text, spoken).await? else {
        tx.rollback().await?;
        return Err(ApiError::InvalidToken);
    };
    let typed = lead::values_in(turn.message, text.as_str(), turn.assistant.region);
    let mut captured = Vec::new();
    if !typed.is_empty() {
        captured.push(lead::capture(&mut tx, turn.visitor, turn.lead, &typed, CapturedBy::VisitorText).await?);
    }
    tx.commit().await?;
    // With what an earlier turn of this owner left behind, if it was cut off before its events were sent.
    let sent = app.queue.send(&[events(&captured), turn.unsent.clone()].concat()).await;

    // No transaction is open while the model thinks.
    let known = captured.first().map(|captured| captured.lead).or(turn.lead);
    let now = Said { id: turn.message, role: Role::Visitor, text: text.as_str().to_owned() };
    let said: Vec<Said> = turn.history.iter().cloned().chain([now]).collect();
    let talk = talk(&app.openai, owner, &turn, &said, known.is_some(), deadline).await;

    // A model that insisted on what was never said has cost something too.
    let cost = Some(talk.usage).filter(|usage| *usage != Usage::default());
    let mut tx = app.db.tenant(owner).await?;
    let answer = Answer {
        text: &talk.reply,
        model: talk.by_model.then(|| app.openai.chat_model()),
        prompt_tokens: cost.map(|usage| usage.prompt_tokens),
        completion_tokens: cost.map(|usage| usage.completion_tokens),
    };
    conversation::end_turn(&mut tx, turn.visitor, &answer, &sent).await?;
    let mut later = Vec::new();
    if !talk.values.is_empty() {
        later.push(lead::capture(&mut tx, turn.visitor, known, &talk.values, CapturedBy::Tool).await?);
    }
    tx.commit().await?;
    let sent = app.queue.send(&events(&later)).await;
    if let Err(error) = lead::mark_sent(&app.db, &sent).await {
        // The rows will be sent a second time, and the notifier will see that the work is done.
        tracing::warn!(%error, "rows of the outbox could not be marked as sent");
    }

    captured.append(&mut later);
    let values: Vec<Value> = typed.into_iter().chain(talk.values).collect();
    Ok(Json(ChatResponse {
        reply: talk.reply,
        visitor_id: external_id,
        message_id: turn.message,
        transcript: spoken.then(|| text.as_str().to_owned()),
        lead: chat_lead(&captured, &values),
        fallback: !talk.by_model,
    }))
}

/// Nothing is stored where speech could not be turned into text: the visitor is asked to type.
fn understood(transcript: Result<String, shared::openai::ModelError>) -> Result<MessageText, ApiError> {
    let transcript = transcript.map_err(|error| {
        tracing::error!(%error, "speech could not be transcribed");
        ApiError::SpeechNotUnderstood
    })?;
    MessageText::of_transcript(&transcript)
        .ok_or_else(|| ApiError::field("audio", &Rule::new("empty", "nobody speaks in the recording")))
}

fn events(captured: &[Captured]) -> Vec<lead::LeadEvent> {
    captured.iter().filter_map(|captured| captured.event).collect()
}

fn chat_lead(captured: &[Captured], values: &[Value]) -> Option<ChatLead> {
    let id = captured.iter().find(|captured| captured.event.is_some())?.lead;
    let first = |field| values.iter().find(|value| value.field == field).map(|value| value.value.clone());
    Some(ChatLead {
        id,
        is_new: captured.iter().any(|captured| captured.is_new),
        name: first(Field::Name),
        phone: first(Field::Phone),
        email: first(Field::Email),
        need: first(Field::Need),
    })
}
