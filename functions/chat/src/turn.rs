//! The steps of a turn that touch the database and the queue: before the model is asked, and after.

use shared::{
    conversation::{
        self, Answer, Attempt, AudioClip, ContactForm, Earlier, ExternalId, MessageText, Opening, Role, Said, Source, Turn,
        contacts_deleted, telling,
    },
    database::TenantTx,
    http::{ApiError, admit, refuse},
    ids::{LeadId, MessageId, OutboxId},
    lead::{self, Captured, CapturedBy, LeadEvent, Value},
    openai::{ModelError, Usage},
    rule::Rule,
    telemetry::{Counted, count},
    usage::{self, Caller, Use},
};
use tokio::time::Instant;

use crate::{
    App,
    message::Content,
    response::{ChatLead, ChatResponse},
    talk::Talk,
};

/// Why a turn ends early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It was done before: this is what was answered.
    Answered(Box<ChatResponse>),
    /// It cannot be done.
    Failed(ApiError),
}

impl<E: Into<ApiError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// What a visitor said, as text.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) text: MessageText,
    /// Whether it was spoken.
    pub(crate) spoken: bool,
    /// Whether we have just turned it into text.
    transcribed: bool,
    message: MessageId,
    attempt: Option<Attempt>,
    /// What is still to be counted.
    uses: Vec<Use>,
}

impl Heard {
    /// What was heard just now.
    pub(crate) fn transcript(&self) -> Option<&str> {
        self.transcribed.then(|| self.text.as_str())
    }
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

    /// What the visitor wrote last that tells their language: our own sentences are in that.
    pub(crate) fn in_their_language<'a>(&'a self, text: &'a MessageText) -> &'a str {
        let before = self.turn.history.iter().filter(|said| said.role == Role::Visitor).map(|said| said.text.as_str());
        telling(before.chain([text.as_str()]))
    }
}

/// Turns speech into text. Where that fails nothing is stored, and the visitor is asked to type.
pub(crate) async fn hear(
    app: &App,
    caller: Caller<'_>,
    content: Content,
    attempt: Option<Attempt>,
    deadline: Instant,
) -> Result<Heard, Stop> {
    match content {
        Content::Text { text, spoken } => {
            let uses = app.limits.message(caller);
            Ok(Heard { text, spoken, transcribed: false, message: MessageId::new(), attempt, uses })
        }
        Content::Audio(clip) => listen(app, caller, &clip, attempt.unwrap_or_else(Attempt::once), deadline).await,
    }
}

/// Counts and claims the voice message first, because understanding it costs something; whoever sends it twice pays once.
async fn listen(app: &App, caller: Caller<'_>, clip: &AudioClip, attempt: Attempt, deadline: Instant) -> Result<Heard, Stop> {
    let uses = app.limits.voice_message(caller, clip.seconds());
    let mut tx = app.db.tenant_counting(caller.owner, &uses).await?;
    let Some(claimed) = conversation::claim_attempt(&mut tx, &attempt).await? else {
        return Err(refused(tx, &uses, Some(&attempt), None).await?);
    };
    tx.commit().await?;
    let heard = |text| Heard {
        text,
        spoken: true,
        transcribed: true,
        message: claimed.message,
        attempt: Some(attempt.clone()),
        uses: Vec::new(),
    };
    if let Some(text) = claimed.text.as_deref().and_then(MessageText::of_transcript) {
        return Ok(heard(text));
    }
    match understood(app.openai.transcribe(clip, deadline).await) {
        Ok(text) => Ok(heard(text)),
        Err(error) => {
            let mut tx = app.db.tenant(caller.owner).await?;
            conversation::release_attempt(&mut tx, &attempt).await?;
            tx.commit().await?;
            Err(error.into())
        }
    }
}

/// Stores the message and the contacts in it, and announces them: whatever happens to the model, they are kept.
pub(crate) async fn keep(app: &App, caller: Caller<'_>, heard: &mut Heard, source: &Source, test: bool) -> Result<Kept, Stop> {
    let Heard { text, spoken, message, attempt, uses, .. } = heard;
    let mut tx = app.db.tenant_counting(caller.owner, uses).await?;
    let (visitor, budget) = (caller.visitor, Some(app.limits.budget()));
    let opening = Opening { visitor, text, spoken: *spoken, message: *message, attempt: attempt.as_ref(), budget, source, test };
    let Some(turn) = conversation::begin_turn(&mut tx, &opening).await? else {
        return Err(refused(tx, uses, attempt.as_ref(), Some(text)).await?);
    };
    if let Some(stored) = turn.stored_text.as_deref().and_then(MessageText::of_transcript) {
        *text = stored;
    }
    let typed = lead::values_in(turn.message, turn.said_before(), text.as_str(), turn.assistant.region);
    let captured = if typed.is_empty() {
        None
    } else {
        Some(lead::capture(&mut tx, turn.visitor, turn.lead, &typed, CapturedBy::VisitorText).await?)
    };
    tx.commit().await?;
    count(Counted::Messages, 1);
    count_lead(captured.as_ref());
    let sent = announce(app, &turn, captured.as_ref()).await;
    Ok(Kept { turn, typed, captured, sent })
}

/// Hands a change to the queue, with what an earlier turn of this owner left behind, if it was cut off before its events were sent.
pub(crate) async fn announce(app: &App, turn: &Turn, captured: Option<&Captured>) -> Vec<OutboxId> {
    let events: Vec<LeadEvent> = event(captured).chain(turn.unsent.iter().copied()).collect();
    app.queue.send(&events).await
}

/// Why a turn did not begin. Nothing of it is kept, and it is not counted.
pub(crate) async fn refused(
    mut tx: TenantTx,
    uses: &[Use],
    attempt: Option<&Attempt>,
    text: Option<&MessageText>,
) -> Result<Stop, Stop> {
    let earlier = match attempt {
        Some(attempt) => conversation::find_attempt(&mut tx, attempt).await?,
        None => None,
    };
    let exceeded = usage::exceeded(&mut tx, uses).await?;
    tx.rollback().await?;
    Ok(match (earlier, exceeded) {
        (Some(Earlier::Answered(response)), _) => {
            Stop::Answered(Box::new(serde_json::from_value(response).map_err(ApiError::internal)?))
        }
        (Some(Earlier::Different), _) => Stop::Failed(ApiError::KeyReused),
        (Some(Earlier::Running(left)), _) => Stop::Failed(ApiError::AlreadyRunning(left)),
        (None, Some(exceeded)) => {
            let form = ContactForm::answering(text.map_or("", MessageText::as_str));
            Stop::Failed(refuse(exceeded, Some(form)))
        }
        (None, None) => Stop::Failed(ApiError::InvalidToken),
    })
}

/// Stores the answer and what the model found in the visitor's words, and announces that too.
pub(crate) async fn conclude(
    app: &App,
    caller: Caller<'_>,
    heard: Heard,
    kept: Kept,
    talk: Talk,
) -> Result<ChatResponse, ApiError> {
    let settlement = app.limits.settlement(talk.usage);
    let (mut tx, erasures) = app.db.tenant_settling(caller.owner, kept.turn.visitor, &settlement).await?;
    let (heard, kept, talk) =
        if erasures == Some(kept.turn.erasures) { (heard, kept, talk) } else { without_contacts(heard, kept, &talk) };
    let captured = if talk.values.is_empty() {
        None
    } else {
        Some(lead::capture(&mut tx, kept.turn.visitor, kept.lead(), &talk.values, CapturedBy::Tool).await?)
    };
    let event = captured.as_ref().and_then(|captured| captured.event);
    let response = respond(caller.visitor, &heard, &kept, captured.clone(), &talk);
    // A model that insisted on what was never said has cost something too.
    let cost = Some(talk.usage).filter(|usage| *usage != Usage::default());
    let answer = Answer {
        text: &talk.reply,
        kind: talk.kind,
        model: talk.by_model().then(|| app.openai.chat_model()),
        prompt_tokens: cost.map(|usage| usage.prompt_tokens),
        completion_tokens: cost.map(|usage| usage.completion_tokens),
        microdollars: cost.map(|usage| app.limits.cost(usage)),
    };
    let stored = as_answered(heard.attempt.as_ref(), &response)?;
    conversation::end_turn(&mut tx, kept.turn.visitor, &answer, &kept.sent, stored).await?;
    tx.commit().await?;
    count_lead(captured.as_ref());
    count_answer(app, &talk);
    let sent = app.queue.send(&event.into_iter().collect::<Vec<_>>()).await;
    lead::mark_sent_or_warn(&app.db, &sent).await;
    Ok(response)
}

/// The turn of a visitor who deleted their contacts, or asked to be erased, while the model was answering. Nothing that was said before
/// the deletion may be stored or shown again: neither values for a lead, nor the model's sentence, nor the transcript.
fn without_contacts(heard: Heard, kept: Kept, talk: &Talk) -> (Heard, Kept, Talk) {
    let reply = contacts_deleted(kept.in_their_language(&heard.text)).to_owned();
    (
        Heard { transcribed: false, ..heard },
        Kept { typed: Vec::new(), captured: None, ..kept },
        Talk { reply, values: Vec::new(), usage: talk.usage, kind: talk.kind },
    )
}

/// The answer as it goes out, to be stored under the request's key.
pub(crate) fn as_answered<'a>(
    attempt: Option<&'a Attempt>,
    response: &ChatResponse,
) -> Result<Option<(&'a Attempt, serde_json::Value)>, ApiError> {
    let Some(attempt) = attempt else { return Ok(None) };
    Ok(Some((attempt, serde_json::to_value(response).map_err(ApiError::internal)?)))
}

pub(crate) fn count_lead(captured: Option<&Captured>) {
    if captured.is_some_and(|captured| captured.is_new) {
        count(Counted::Leads, 1);
    }
}

fn count_answer(app: &App, talk: &Talk) {
    count(Counted::TokensRead, talk.usage.prompt_tokens.into());
    count(Counted::TokensWritten, talk.usage.completion_tokens.into());
    count(Counted::CostMicrodollars, app.limits.cost(talk.usage).unsigned_abs());
    if !talk.by_model() {
        count(Counted::FallbackAnswers, 1);
    }
}

fn respond(visitor: &ExternalId, heard: &Heard, kept: &Kept, added: Option<Captured>, talk: &Talk) -> ChatResponse {
    let contact_known = kept.lead().is_some() || talk.has_contact();
    let values = [kept.typed.as_slice(), &talk.values].concat();
    ChatResponse {
        reply: talk.reply.clone(),
        visitor_id: visitor.clone(),
        message_id: kept.turn.message,
        transcript: heard.transcript().map(str::to_owned),
        lead: ChatLead::of(kept.captured.iter().cloned().chain(added), &values),
        fallback: !talk.by_model(),
        form: (!talk.by_model() && !contact_known).then(|| ContactForm::answering(kept.in_their_language(&heard.text))),
    }
}

/// What somebody says in a recording. Nothing of it is kept.
pub(crate) async fn transcribe(
    app: &App,
    caller: Caller<'_>,
    clip: &AudioClip,
    deadline: Instant,
) -> Result<MessageText, ApiError> {
    let uses = app.limits.speech(caller, clip.seconds());
    let tx = app.db.tenant_counting(caller.owner, &uses).await?;
    admit(tx, &uses, Some(ContactForm::answering(""))).await?.commit().await?;
    understood(app.openai.transcribe(clip, deadline).await)
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
