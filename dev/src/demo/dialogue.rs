//! The script of the demonstration assistant: what it does next is worked out from the messages alone.
mod contact;
mod name;
mod need;
mod phrase;
mod reply;
mod talk;
mod text;
mod tone;

use talk::Talk;

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    User,
    Assistant,
    Tool,
}

/// A message of the conversation, as the request holds it.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) role: Role,
    pub(super) content: String,
}

/// What the visitor said about themselves, in their own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lead {
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) need: Option<String>,
}

/// What the assistant does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Say(String),
    /// Calls the tool, with the sentence for the visitor.
    Register {
        lead: Lead,
        say: String,
    },
}

/// The assistant's next step. It says that something is recorded only in the sentence of a tool call, which the visitor sees once the
/// server has accepted the call; so it calls the tool whenever a contact is known and the visitor has said something new since.
pub(super) fn next(messages: &[Message], may_register: bool) -> Step {
    let mut talk = Talk::new(messages);
    for message in messages {
        talk.hear(message);
    }
    match messages.last() {
        Some(Message { role: Role::Tool, content }) => Step::Say(talk.after_refusal(content)),
        _ if may_register && talk.has_news() => talk.register(),
        _ => Step::Say(talk.answer()),
    }
}

#[cfg(test)]
mod tests;
