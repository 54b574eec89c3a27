//! An answer that comes in pieces (`stream: true`). Compatible servers differ here most: what is missing is made up for where it can be.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Completion, ToolCall, Usage};

/// One event of a streamed answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chunk {
    choices: Vec<Choice>,
    usage: Option<Usage>,
    /// Some servers have begun with 200 when they fail.
    error: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Choice {
    // Servers that know no deltas send messages.
    #[serde(alias = "message")]
    delta: Delta,
    /// Null until the answer is complete. None where the server does not have the field.
    #[serde(deserialize_with = "present")]
    finish_reason: Option<Value>,
}

/// Some(null) where the field is null, which a plain `Option` reads as None.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Delta {
    content: Option<String>,
    refusal: Option<String>,
    tool_calls: Option<Vec<Piece>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Piece {
    index: Option<u32>,
    id: Option<String>,
    function: Function,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Function {
    name: Option<String>,
    arguments: Option<String>,
}

/// What has come so far.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    text: String,
    /// By the index that the server gives; of several calls the first one counts.
    call: Option<(u32, ToolCall)>,
    usage: Option<Usage>,
    /// Whether the server says when an answer is complete, and has said so.
    announces_end: bool,
    ended: bool,
}

impl Chunk {
    pub(super) fn is_error(&self) -> bool {
        self.error.is_some()
    }
}

impl Gathered {
    /// Adds a chunk; what it adds to the text.
    pub(super) fn add(&mut self, chunk: Chunk) -> Option<String> {
        self.usage = chunk.usage.or(self.usage);
        let Choice { delta, finish_reason } = chunk.choices.into_iter().next()?;
        self.announces_end |= finish_reason.is_some();
        self.ended |= finish_reason.is_some_and(|reason| reason.as_str().is_some_and(|reason| !reason.is_empty()));
        let Delta { content, refusal, tool_calls } = delta;
        for piece in tool_calls.unwrap_or_default() {
            self.add_call(piece);
        }
        let text = content.filter(|text| !text.is_empty()).or(refusal)?.replace('\0', "");
        self.text.push_str(&text);
        (!text.is_empty()).then_some(text)
    }

    /// Whether the connection ended before the answer. HTTP/2 can end a body that was cut as if it were whole.
    pub(super) fn is_cut(&self) -> bool {
        self.announces_end && !self.ended && self.usage.is_none()
    }

    /// Its id and name come with the first piece only.
    fn add_call(&mut self, Piece { index, id, function }: Piece) {
        let index = index.unwrap_or_default();
        let (first, call) = self.call.get_or_insert_with(|| {
            (index, ToolCall { id: id.unwrap_or_default(), name: String::new(), arguments: String::new() })
        });
        if *first == index {
            call.name.push_str(&function.name.unwrap_or_default());
            call.arguments.push_str(&function.arguments.unwrap_or_default());
        }
    }

    /// None where the answer says nothing and wants nothing. A server that does not tell what it cost is counted by the length of what was
    /// asked and answered, so that a budget ends there too.
    pub(super) fn into_completion(self, asked_bytes: usize) -> Option<Completion> {
        let call = self.call.map(|(_, call)| call);
        let text = self.text.trim().to_owned();
        if text.is_empty() && call.is_none() {
            return None;
        }
        let written = text.len() + call.as_ref().map_or(0, |call| call.arguments.len());
        let usage =
            self.usage.unwrap_or_else(|| Usage { prompt_tokens: tokens(asked_bytes), completion_tokens: tokens(written) });
        Some(Completion { text, call, usage })
    }
}

/// About four bytes each.
fn tokens(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(4)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn gathered(chunks: &[Value]) -> (Vec<String>, Option<Completion>) {
        let mut gathered = Gathered::default();
        let heard = chunks.iter().filter_map(|chunk| gathered.add(serde_json::from_value(chunk.clone()).unwrap())).collect();
        (heard, gathered.into_completion(400))
    }

    fn delta(delta: &Value) -> Value {
        json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": null }] })
    }

    #[test]
    fn puts_text_together_and_takes_the_usage_of_the_last_chunk() {
        let usage = json!({ "choices": [], "usage": { "prompt_tokens": 7, "completion_tokens": 2 } });
        let chunks = [
            delta(&json!({ "role": "assistant", "content": "" })),
            delta(&json!({ "content": "При" })),
            delta(&json!({ "content": "вет" })),
            usage,
        ];
        let (heard, completion) = gathered(&chunks);
        assert_eq!(heard, ["При", "вет"]);
        let usage = Usage { prompt_tokens: 7, completion_tokens: 2 };
        assert_eq!(completion, Some(Completion { text: "Привет".to_owned(), call: None, usage }));
    }

    #[test]
    fn puts_the_first_call_together_by_its_index() {
        let call = |index: Value, id: Value, name: Value, arguments: &str| {
            delta(&json!({ "tool_calls": [{ "index": index, "id": id, "function": { "name": name, "arguments": arguments } }] }))
        };
        let (_, completion) = gathered(&[
            call(json!(0), json!("call_1"), json!("register_lead"), ""),
            call(json!(0), Value::Null, Value::Null, "{\"say\":"),
            call(json!(1), json!("call_2"), json!("other"), "{}"),
            call(json!(0), Value::Null, Value::Null, "\"Hi\"}"),
        ]);
        let call = completion.unwrap().call.unwrap();
        assert_eq!(
            (call.id.as_str(), call.name.as_str(), call.arguments.as_str()),
            ("call_1", "register_lead", r#"{"say":"Hi"}"#)
        );
    }

    #[test]
    fn an_answer_without_its_end_is_cut_where_the_server_announces_ends() {
        let cut = |chunks: &[Value]| {
            let mut gathered = Gathered::default();
            for chunk in chunks {
                gathered.add(serde_json::from_value(chunk.clone()).unwrap());
            }
            gathered.is_cut()
        };
        let end = |reason: &str| json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] });
        let usage = json!({ "choices": [], "usage": { "prompt_tokens": 7, "completion_tokens": 2 } });
        let said = delta(&json!({ "content": "Hi" }));
        assert!(cut(std::slice::from_ref(&said)));
        assert!(cut(&[said.clone(), end("")]));
        assert!(!cut(&[said.clone(), end("stop")]));
        assert!(!cut(&[said.clone(), end("tool_calls")]));
        assert!(!cut(&[said, usage]));
        // A server that never says it.
        assert!(!cut(&[json!({ "choices": [{ "delta": { "content": "Hi" } }] })]));
    }

    #[test]
    fn a_server_of_another_shape_is_understood_and_its_cost_estimated() {
        // No index, the whole call at once, no role, no usage; and messages in place of deltas.
        let whole = json!({ "choices": [{ "delta": { "tool_calls": [{ "id": "x", "function": { "name": "register_lead", "arguments": "{}" } }] } }] });
        let (_, completion) = gathered(&[whole]);
        assert_eq!(completion.unwrap().usage, Usage { prompt_tokens: 100, completion_tokens: 1 });
        let (heard, completion) = gathered(&[json!({ "choices": [{ "message": { "content": "Hi" } }], "extra": 1 })]);
        assert_eq!((heard.len(), completion.unwrap().text.as_str()), (1, "Hi"));
        assert_eq!(gathered(&[json!({}), delta(&json!({ "content": " " }))]).1, None);
    }
}
