//! Talking with the model: what it may do, how often, and what is believed of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value as Json, json};
use shared::{
    assistant::Assistant,
    conversation::{MessageText, ReplyKind, Said, Speech, Turn, contact_needed, could_not_answer, plain},
    ids::OwnerId,
    lead::{Field, Proposal, Refusal, Reviewed, ReviewedAnswers, Value, review, review_answers},
    openai::{Completion, ModelError, OpenAi, Prompt, REGISTER_LEAD, ToolCall, Usage},
};
use tokio::time::Instant;

use crate::{App, response::Listener, turn::Kept};

/// How often a model may be asked within one turn: a refused call goes back to it once.
const CALLS: usize = 2;

/// What came of a talk.
#[derive(Debug)]
pub(crate) struct Talk {
    /// The sentence for the visitor.
    pub(crate) reply: String,
    /// What the model found in the visitor's words, after its review.
    pub(crate) values: Vec<Value>,
    /// What all calls cost together.
    pub(crate) usage: Usage,
    /// What kind of reply the sentence is.
    pub(crate) kind: ReplyKind,
}

/// Asks the model for its next sentence. Always ends with a sentence: ours, where the model fails or insists on what was never said.
///
/// Whoever listens is told the sentence while it is being said, but nothing of a tool call before it is believed.
pub(crate) async fn talk(
    app: &App,
    owner: OwnerId,
    kept: &Kept,
    text: &MessageText,
    listener: Option<&Listener>,
    deadline: Instant,
) -> Talk {
    let (said, contact_known) = (kept.said(text), kept.lead().is_some());
    let teller = Teller { openai: &app.openai, listener, speech: Mutex::default() };
    let talk = ask(&teller, owner, &kept.turn, &said, kept.in_their_language(text), contact_known, deadline).await;
    teller.tell_the_rest(&talk.reply);
    talk
}

async fn ask(
    teller: &Teller<'_>,
    owner: OwnerId,
    turn: &Turn,
    said: &[Said],
    spoken: &str,
    contact_known: bool,
    deadline: Instant,
) -> Talk {
    let mut prompt = Prompt::new(owner, turn.visitor, &turn.assistant, said);
    let mut talk = Talk { reply: String::new(), values: Vec::new(), usage: Usage::default(), kind: ReplyKind::Model };
    if !turn.within_budget {
        tracing::error!(%owner, "the owner's tokens or money of this month are used up");
        return talk.without_model(&could_not_answer(spoken, contact_known, &turn.assistant.hand_off));
    }
    for _ in 0..CALLS {
        let completion = match teller.complete(&prompt, deadline).await {
            Ok(completion) => completion,
            Err(error) => {
                log(&error, owner);
                let known = contact_known || talk.has_contact();
                return talk.without_model(&could_not_answer(spoken, known, &turn.assistant.hand_off));
            }
        };
        talk.usage = talk.usage.plus(completion.usage);
        match judge(completion, said, owner, &turn.assistant, contact_known) {
            Verdict::Says(reply) if !reply.is_empty() => return Talk { reply, ..talk },
            // Nothing but markup.
            Verdict::Says(_) => break,
            Verdict::Registers { values, reply } => {
                talk.keep(values);
                return Talk { reply, ..talk };
            }
            Verdict::Refused { values, call, reason } => {
                tracing::info!(%owner, reason = %reason, "a tool call was refused");
                talk.keep(values);
                prompt.answer_tool(&call, &reason);
            }
        }
    }
    let known = contact_known || talk.has_contact();
    if known {
        return talk.without_model(&could_not_answer(spoken, true, &turn.assistant.hand_off));
    }
    talk.with_sentence(contact_needed(spoken), ReplyKind::ContactRequest)
}

/// The model, and who listens to it.
struct Teller<'a> {
    openai: &'a OpenAi,
    listener: Option<&'a Listener>,
    speech: Mutex<Speech>,
}

impl Teller<'_> {
    /// The model's next sentence or call. It is told in pieces once only: a second answer takes the place of the first as a whole.
    async fn complete(&self, prompt: &Prompt, deadline: Instant) -> Result<Completion, ModelError> {
        let Some(listener) = self.listener.filter(|_| !self.speech().has_begun()) else {
            return self.openai.complete(prompt, deadline).await;
        };
        let hear = |piece: &str| {
            if let Some(text) = self.speech().add(piece) {
                listener.delta(&text);
            }
        };
        match self.openai.stream(prompt, deadline, &hear).await {
            // It broke off, or the server does not stream in a way that can be read.
            Err(ModelError::BrokenOff | ModelError::Unreadable) => self.openai.complete(prompt, deadline).await,
            outcome => outcome,
        }
    }

    /// What of the sentence was held back, or comes from a tool call or from us.
    fn tell_the_rest(&self, reply: &str) {
        let speech = self.speech();
        if let Some(listener) = self.listener
            && let Some(rest) = speech.rest(reply).filter(|rest| !rest.is_empty())
        {
            listener.delta(rest);
        }
    }

    fn speech(&self) -> MutexGuard<'_, Speech> {
        self.speech.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Talk {
    fn keep(&mut self, values: Vec<Value>) {
        self.values.retain(|kept| values.iter().all(|value| (value.field, &value.question) != (kept.field, &kept.question)));
        self.values.extend(values);
    }

    /// Whether the model found a way to reach the visitor.
    pub(crate) fn has_contact(&self) -> bool {
        self.values.iter().any(|value| value.field.is_contact())
    }

    /// Whether a model wrote the sentence.
    pub(crate) fn by_model(&self) -> bool {
        self.kind == ReplyKind::Model
    }

    fn without_model(self, reply: &str) -> Self {
        self.with_sentence(reply, ReplyKind::Fallback)
    }

    fn with_sentence(self, reply: &str, kind: ReplyKind) -> Self {
        Self { reply: reply.to_owned(), kind, ..self }
    }
}

enum Verdict {
    Says(String),
    Registers { values: Vec<Value>, reply: String },
    Refused { values: Vec<Value>, call: ToolCall, reason: Json },
}

/// What to do with an answer of the model.
fn judge(completion: Completion, said: &[Said], owner: OwnerId, assistant: &Assistant, contact_known: bool) -> Verdict {
    let said_before = plain(&completion.text);
    let Some(call) = completion.call else { return Verdict::Says(said_before) };
    let refused =
        |values, call, reason: &str| Verdict::Refused { values, call, reason: json!({ "registered": false, "error": reason }) };
    if call.name != REGISTER_LEAD {
        return refused(Vec::new(), call, "there is no such tool");
    }
    let Ok(proposal) = serde_json::from_str::<Proposal>(&call.arguments) else {
        return refused(Vec::new(), call, "the arguments are not the JSON that the tool takes: call it again");
    };
    let Reviewed { mut values, refused: fields } = review(&proposal, said, assistant.region);
    for Refusal { field } in &fields {
        // Never the value: it may be somebody's.
        tracing::warn!(%owner, refused_field = name(*field), "the model wanted to register what the visitor never said");
    }
    let has_contact = contact_known || values.iter().any(|value| value.field.is_contact());
    if contact_known {
        // The parser stored each contact when the visitor said it, and the lead holds the newest. An unconfirmed one may be a number that
        // the parser took for an order or an amount; it fills a gap and replaces nothing.
        values.retain(|value| !value.field.is_contact() || value.doubtful);
    }
    if !has_contact {
        return refused(Vec::new(), call, "the visitor has not said a phone or an e-mail: ask for it, and do not make one up");
    }
    // Like a need in other words, an answer that the visitor did not give is left out.
    let ReviewedAnswers { values: answers, dropped } = review_answers(&proposal.answers, &assistant.questions, said);
    if dropped > 0 {
        tracing::warn!(%owner, refused_field = name(Field::Answer), dropped, "the model took for answers what the visitor never said");
    }
    values.extend(answers);
    // A need in other words than the visitor's is left out, and is not worth another question.
    let invented: Vec<&str> =
        fields.iter().filter(|refusal| refusal.field != Field::Need).map(|refusal| name(refusal.field)).collect();
    if !invented.is_empty() {
        let reason = format!("the visitor never said this {}: ask for it, and do not make it up", invented.join(", "));
        return refused(values, call, &reason);
    }
    let reply = after(&said_before, plain(&proposal.say));
    if reply.is_empty() {
        return refused(values, call, "say is empty: say something to the visitor");
    }
    Verdict::Registers { values, reply }
}

/// What a model says with a call, after what it said before the call: a listener has heard that.
fn after(before: &str, say: String) -> String {
    if before.is_empty() || say.is_empty() || say.starts_with(before) { say } else { format!("{before}\n\n{say}") }
}

fn name(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Phone => "phone",
        Field::Email => "email",
        Field::Telegram => "telegram",
        Field::Need => "need",
        Field::Answer => "answer",
    }
}

fn log(error: &ModelError, owner: OwnerId) {
    if error.needs_operator() {
        tracing::error!(%owner, %error, "the model rejected the key or has no credit left; the doctor says what to do");
    } else {
        tracing::warn!(%owner, %error, "the model did not answer");
    }
}
