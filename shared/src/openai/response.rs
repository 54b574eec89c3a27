//! What a model answers. Reads what is needed and nothing else, since compatible servers differ in the rest.

use serde::Deserialize;

/// One answer of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What it says to the visitor; may be empty beside a call.
    pub text: String,
    /// The tool it wants to use; of several, the first.
    pub call: Option<ToolCall>,
    /// What it cost, where the server tells.
    pub usage: Usage,
}

/// A model's wish to use a tool. The arguments are whatever the model wrote; they may not even be JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// Of this call.
    pub id: String,
    /// Of the tool.
    pub name: String,
    /// JSON, if the model kept to it.
    pub arguments: String,
}

/// Tokens of one or several calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Usage {
    /// Read by the model.
    #[serde(default)]
    pub prompt_tokens: u32,
    /// Written by the model.
    #[serde(default)]
    pub completion_tokens: u32,
}

impl Usage {
    /// Of both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            prompt_tokens: self.prompt_tokens.saturating_add(other.prompt_tokens),
            completion_tokens: self.completion_tokens.saturating_add(other.completion_tokens),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Response {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Debug, Deserialize)]
struct Message {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    refusal: Option<String>,
    #[serde(default)]
    tool_calls: Option<Vec<Call>>,
}

#[derive(Debug, Deserialize)]
struct Call {
    #[serde(default)]
    id: String,
    function: Function,
}

#[derive(Debug, Deserialize)]
struct Function {
    name: String,
    #[serde(default)]
    arguments: String,
}

impl Response {
    /// None where the answer says nothing and wants nothing.
    pub(super) fn into_completion(self) -> Option<Completion> {
        let message = self.choices.into_iter().next()?.message;
        let call = message.tool_calls.unwrap_or_default().into_iter().next().map(|call| ToolCall {
            id: call.id,
            name: call.function.name,
            arguments: call.function.arguments,
        });
        let text = message.content.or(message.refusal).unwrap_or_default().replace('\0', "").trim().to_owned();
        (!text.is_empty() || call.is_some()).then_some(Completion { text, call, usage: self.usage.unwrap_or_default() })
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Transcription {
    pub(super) text: String,
}
