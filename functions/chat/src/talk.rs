//! Talking with the model: what it may do, how often, and what is believed of it.

use serde_json::{Value as Json, json};
use shared::{
    assistant::Assistant,
    conversation::{Said, Turn, contact_needed, could_not_answer, plain},
    ids::OwnerId,
    lead::{Field, Proposal, Refusal, Reviewed, ReviewedAnswers, Value, review, review_answers},
    openai::{Completion, ModelError, OpenAi, Prompt, REGISTER_LEAD, ToolCall, Usage},
};
use tokio::time::Instant;

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
    /// Whether a model said the sentence.
    pub(crate) by_model: bool,
}

/// Asks the model for its next sentence. Always ends with a sentence: ours, where the model fails or insists on what was never said.
pub(crate) async fn talk(
    openai: &OpenAi,
    owner: OwnerId,
    turn: &Turn,
    said: &[Said],
    contact_known: bool,
    deadline: Instant,
) -> Talk {
    let mut prompt = Prompt::new(owner, turn.visitor, &turn.assistant, said);
    let mut talk = Talk { reply: String::new(), values: Vec::new(), usage: Usage::default(), by_model: true };
    let last = said.last().map_or("", |said| said.text.as_str());
    if !turn.within_budget {
        tracing::error!(%owner, "the owner's tokens or money of this month are used up");
        return talk.without_model(&could_not_answer(last, contact_known, &turn.assistant.hand_off));
    }
    for _ in 0..CALLS {
        let completion = match openai.complete(&prompt, deadline).await {
            Ok(completion) => completion,
            Err(error) => {
                log(&error, owner);
                let known = contact_known || talk.has_contact();
                return talk.without_model(&could_not_answer(last, known, &turn.assistant.hand_off));
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
        return talk.without_model(&could_not_answer(last, true, &turn.assistant.hand_off));
    }
    talk.without_model(contact_needed(last))
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

    fn without_model(mut self, reply: &str) -> Self {
        reply.clone_into(&mut self.reply);
        Self { by_model: false, ..self }
    }
}

enum Verdict {
    Says(String),
    Registers { values: Vec<Value>, reply: String },
    Refused { values: Vec<Value>, call: ToolCall, reason: Json },
}

/// What to do with an answer of the model.
fn judge(completion: Completion, said: &[Said], owner: OwnerId, assistant: &Assistant, contact_known: bool) -> Verdict {
    let Some(call) = completion.call else { return Verdict::Says(plain(&completion.text)) };
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
        // Contacts are found in the visitor's own text as soon as they are said; the newest one stands in the lead.
        values.retain(|value| !value.field.is_contact());
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
    let reply = plain(&proposal.say);
    if reply.is_empty() {
        return refused(values, call, "say is empty: say something to the visitor");
    }
    Verdict::Registers { values, reply }
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
        tracing::error!(%owner, %error, "the model needs its operator");
    } else {
        tracing::warn!(%owner, %error, "the model did not answer");
    }
}
