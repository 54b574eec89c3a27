//! The steps of a turn that touch the database and the queue: before the model is asked, and after.

use shared::{
    conversation::{self, Answer, ExternalId, MessageText, Role, Said, Turn},
    http::ApiError,
    ids::{LeadId, OutboxId, OwnerId},
    lead::{self, Captured, CapturedBy, LeadEvent, Value},
    openai::{ModelError, Usage},
    rule::Rule,
};
use tokio::time::Instant;

use crate::{App, message::Content, talk::Talk};

/// What a visitor said, as text.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) text: MessageText,
    /// Whether the text is a transcript.
    pub(crate) spoken: bool,
}

/// What was stored before the model is asked.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) turn: Turn,
    /// The contacts in the message itself.
    pub(crate) typed: Vec<Value>,
    /// What they made or completed.
    pub(crate) captured: Option<Captured>,
    /// What the queue has taken already.
    sent: Vec<OutboxId>,
}

impl Kept {
    /// The visitor's open lead.
    pub(crate) fn lead(&self) -> Option<LeadId> {
        self.captured.as_ref().map(|captured| captured.lead).or(self.turn.lead)
    }

    /// The last messages, with the one that was just stored.
    pub(crate) fn said(&self, text: &MessageText) -> Vec<Said> {
        let now = Said { id: self.turn.message, role: Role::Visitor, text: text.as_str().to_owned() };
        self.turn.history.iter().cloned().chain([now]).collect()
    }
}

/// Turns speech into text. Where that fails nothing is stored, and the visitor is asked to type.
pub(crate) async fn hear(app: &App, content: Content, deadline: Instant) -> Result<Heard, ApiError> {
    match content {
        Content::Text(text) => Ok(Heard { text, spoken: false }),
        Content::Audio(clip) => understood(app.openai.transcribe(&clip, deadline).await).map(|text| Heard { text, spoken: true }),
    }
}

/// Stores the message and the contacts in it, and announces them: whatever happens to the model, they are kept.
pub(crate) async fn keep(app: &App, owner: OwnerId, visitor: &ExternalId, heard: &Heard) -> Result<Kept, ApiError> {
    let mut tx = app.db.tenant(owner).await?;
    let Some(turn) = conversation::begin_turn(&mut tx, visitor, &heard.text, heard.spoken).await? else {
        tx.rollback().await?;
        return Err(ApiError::InvalidToken);
    };
    let typed = lead::values_in(turn.message, heard.text.as_str(), turn.assistant.region);
    let captured = if typed.is_empty() {
        None
    } else {
        Some(lead::capture(&mut tx, turn.visitor, turn.lead, &typed, CapturedBy::VisitorText).await?)
    };
    tx.commit().await?;
    // With what an earlier turn of this owner left behind, if it was cut off before its events were sent.
    let events: Vec<LeadEvent> = event(captured.as_ref()).chain(turn.unsent.iter().copied()).collect();
    let sent = app.queue.send(&events).await;
    Ok(Kept { turn, typed, captured, sent })
}

/// Stores the answer and what the model found in the visitor's words, and announces that too.
pub(crate) async fn conclude(app: &App, owner: OwnerId, kept: &Kept, talk: &Talk) -> Result<Option<Captured>, ApiError> {
    // A model that insisted on what was never said has cost something too.
    let cost = Some(talk.usage).filter(|usage| *usage != Usage::default());
    let answer = Answer {
        text: &talk.reply,
        model: talk.by_model.then(|| app.openai.chat_model()),
        prompt_tokens: cost.map(|usage| usage.prompt_tokens),
        completion_tokens: cost.map(|usage| usage.completion_tokens),
    };
    let mut tx = app.db.tenant(owner).await?;
    conversation::end_turn(&mut tx, kept.turn.visitor, &answer, &kept.sent).await?;
    let captured = if talk.values.is_empty() {
        None
    } else {
        Some(lead::capture(&mut tx, kept.turn.visitor, kept.lead(), &talk.values, CapturedBy::Tool).await?)
    };
    tx.commit().await?;
    let sent = app.queue.send(&event(captured.as_ref()).collect::<Vec<_>>()).await;
    if let Err(error) = lead::mark_sent(&app.db, &sent).await {
        // The rows will be sent a second time, and the notifier will see that the work is done.
        tracing::warn!(%error, "rows of the outbox could not be marked as sent");
    }
    Ok(captured)
}

fn understood(transcript: Result<String, ModelError>) -> Result<MessageText, ApiError> {
    let transcript = transcript.map_err(|error| {
        tracing::error!(%error, "speech could not be transcribed");
        ApiError::SpeechNotUnderstood
    })?;
    MessageText::of_transcript(&transcript)
        .ok_or_else(|| ApiError::field("audio", &Rule::new("empty", "nobody speaks in the recording")))
}

fn event(captured: Option<&Captured>) -> impl Iterator<Item = LeadEvent> {
    captured.and_then(|captured| captured.event).into_iter()
}
