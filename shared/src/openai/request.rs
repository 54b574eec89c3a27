//! What is sent to a model.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{response::ToolCall, tool};
use crate::{
    assistant::{Assistant, system_prompt},
    config::{Flavour, OpenAiConfig},
    conversation::{Role, Said},
    ids::{OwnerId, VisitorId},
};

/// Bounds what one answer can cost.
const MAX_ANSWER_TOKENS: u32 = 600;
/// On top of it for each question of the owner: a call that registers says the answers again.
const MAX_TOKENS_PER_QUESTION: u32 = 40;

/// A conversation on its way to a model.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub(super) messages: Vec<Value>,
    pub(super) questions: u32,
    /// Another bound of the answer than the usual one.
    pub(super) max_tokens: Option<u32>,
    pub(super) safety_identifier: String,
    pub(super) cache_key: String,
}

impl Prompt {
    /// What an assistant knows, and what was said so far; the newest message last.
    #[must_use]
    pub fn new(owner: OwnerId, visitor: VisitorId, assistant: &Assistant, said: &[Said]) -> Self {
        let role = |role| match role {
            Role::Visitor => "user",
            Role::Assistant => "assistant",
        };
        // What never changes comes first, so that a server can reuse its work on it.
        let system = json!({ "role": "system", "content": system_prompt(assistant) });
        let said = said.iter().map(|said| json!({ "role": role(said.role), "content": said.text }));
        Self {
            messages: std::iter::once(system).chain(said).collect(),
            questions: u32::try_from(assistant.questions.as_slice().len()).unwrap_or_default(),
            max_tokens: None,
            safety_identifier: digest(&format!("{owner}/{visitor}")),
            cache_key: owner.to_string(),
        }
    }

    /// Adds a call of the tool and what it answered.
    pub fn answer_tool(&mut self, call: &ToolCall, answer: &Value) {
        self.messages.push(json!({
            "role": "assistant",
            "content": null,
            "tool_calls": [{ "id": call.id, "type": "function", "function": { "name": call.name, "arguments": call.arguments } }],
        }));
        self.messages.push(json!({ "role": "tool", "tool_call_id": call.id, "content": answer.to_string() }));
    }

    /// As [`body`](Self::body), for an answer in pieces.
    pub(super) fn streamed_body(&self, config: &OpenAiConfig) -> Value {
        let mut body = self.body(config);
        body["stream"] = json!(true);
        if config.flavour == Flavour::OpenAi {
            body["stream_options"] = json!({ "include_usage": true });
        }
        body
    }

    /// The body of the request, in the dialect of the server.
    pub(super) fn body(&self, config: &OpenAiConfig) -> Value {
        let mut body = Map::from_iter([
            ("model".to_owned(), json!(config.chat_model)),
            ("messages".to_owned(), json!(self.messages)),
            ("tools".to_owned(), tool::definitions(self.questions)),
        ]);
        let max_tokens = self.max_tokens.unwrap_or(MAX_ANSWER_TOKENS + MAX_TOKENS_PER_QUESTION * self.questions);
        let mut set = |name: &str, value: Value| body.insert(name.to_owned(), value);
        match config.flavour {
            Flavour::Compatible => {
                set("max_tokens", json!(max_tokens));
            }
            Flavour::OpenAi => {
                set("max_completion_tokens", json!(max_tokens));
                set("parallel_tool_calls", json!(false));
                set("store", json!(false));
                set("safety_identifier", json!(self.safety_identifier));
                set("prompt_cache_key", json!(self.cache_key));
            }
        }
        // The model's rule, whichever gateway stands before it.
        if reasons_before_tools(&config.chat_model) {
            set("reasoning_effort", json!("none"));
        }
        Value::Object(body)
    }
}

/// These models refuse tools on Chat Completions unless told not to reason; older ones do not know the field.
fn reasons_before_tools(model: &str) -> bool {
    ["gpt-6", "gpt-5."].iter().any(|family| model.starts_with(family))
}

/// 64 hexadecimal digits, as many as OpenAI takes: always the same for a visitor, and no way back to one.
fn digest(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
