//! OpenAI's answers on the wire: one object, or a stream of chunks.
use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    super::stand_in::{cut_after, in_pieces, json},
    completion::broken_json,
};

const ID: &str = "chatcmpl-C7s1mN3WqZbX0eJt5rYd8uKfLhAo2";
const CREATED: i64 = 1_795_000_000;

/// What the model produced.
pub(super) enum Said {
    Text(String),
    Call { name: String, arguments: String },
    TextAndCall { text: String, name: String, arguments: String },
}

/// A whole answer, or a stream where the request has `stream: true`.
pub(super) fn say(said: &Said, request: &Value) -> Response {
    if request["stream"] != true {
        return json(StatusCode::OK, &whole(said, request));
    }
    let body = Body::from_stream(in_pieces(stream(said, request)));
    ([(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")], body).into_response()
}

/// An answer that stops in the middle of a word.
pub(super) fn break_off(request: &Value) -> Response {
    if request["stream"] != true {
        return broken_json(r#"{"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assist"#);
    }
    let mut pieces = stream(&Said::Text("We can do that for you".into()), request);
    pieces.truncate(3);
    pieces.push(r#"data: {"id":"chatcmpl-1","object":"chat.comp"#.into());
    cut_after([(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")].into_response(), pieces)
}

fn whole(said: &Said, request: &Value) -> Value {
    let call = |content: Option<&String>, name: &str, arguments: &str| {
        let function = json!({ "name": name, "arguments": arguments });
        let calls = json!([{ "id": "call_9pL2vTqX", "type": "function", "function": function }]);
        (json!({ "role": "assistant", "content": content, "refusal": null, "tool_calls": calls }), "tool_calls")
    };
    let (message, finish_reason) = match said {
        Said::Text(text) => (json!({ "role": "assistant", "content": text, "refusal": null, "annotations": [] }), "stop"),
        Said::Call { name, arguments } => call(None, name, arguments),
        Said::TextAndCall { text, name, arguments } => call(Some(text), name, arguments),
    };
    json!({
        "id": ID, "object": "chat.completion", "created": CREATED, "model": request["model"],
        "choices": [{ "index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason }],
        "usage": usage(), "service_tier": "default",
    })
}

/// The events of a streamed answer: a role, the pieces, the reason of the end, the usage if asked for, and `[DONE]`.
fn stream(said: &Said, request: &Value) -> Vec<String> {
    let counts = request["stream_options"]["include_usage"] == true;
    let (deltas, finish_reason) = deltas(said);
    let choice = |delta: Value, reason: Value| json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": reason }]);
    let mut choices: Vec<_> = deltas.into_iter().map(|delta| choice(delta, Value::Null)).collect();
    choices.push(choice(json!({}), json!(finish_reason)));
    let mut chunks: Vec<_> = choices.into_iter().map(|choices| chunk(request, choices)).collect();
    if counts {
        for chunk in &mut chunks {
            chunk["usage"] = Value::Null;
        }
        let mut last = chunk(request, json!([]));
        last["usage"] = usage();
        chunks.push(last);
    }
    chunks.iter().map(|chunk| format!("data: {chunk}\n\n")).chain(["data: [DONE]\n\n".into()]).collect()
}

/// A call's id, type and name come only with its first piece; `index` says which call a later piece belongs to.
fn deltas(said: &Said) -> (Vec<Value>, &'static str) {
    match said {
        Said::Text(text) => {
            let first = json!({ "role": "assistant", "content": "", "refusal": null });
            (std::iter::once(first).chain(words(text)).collect(), "stop")
        }
        Said::Call { name, arguments } => (call(json!({ "role": "assistant", "content": null }), name, arguments), "tool_calls"),
        Said::TextAndCall { text, name, arguments } => {
            let first = json!({ "role": "assistant", "content": "", "refusal": null });
            let call = call(json!({}), name, arguments);
            (std::iter::once(first).chain(words(text)).chain(call).collect(), "tool_calls")
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = Value> {
    text.split_inclusive(' ').map(|word| json!({ "content": word }))
}

fn call(mut first: Value, name: &str, arguments: &str) -> Vec<Value> {
    let function = json!({ "name": name, "arguments": "" });
    first["tool_calls"] = json!([{ "index": 0, "id": "call_9pL2vTqX", "type": "function", "function": function }]);
    let letters: Vec<char> = arguments.chars().collect();
    let pieces = letters
        .chunks(7)
        .map(|piece| json!({ "tool_calls": [{ "index": 0, "function": { "arguments": String::from_iter(piece) } }] }));
    std::iter::once(first).chain(pieces).collect()
}

fn chunk(request: &Value, choices: Value) -> Value {
    let mut chunk = json!({
        "id": ID, "object": "chat.completion.chunk", "created": CREATED, "model": request["model"], "service_tier": "default",
        "obfuscation": "r4N7vQ2m",
    });
    chunk["choices"] = choices;
    chunk
}

fn usage() -> Value {
    json!({
        "prompt_tokens": 120, "completion_tokens": 20, "total_tokens": 140,
        "prompt_tokens_details": { "cached_tokens": 64, "audio_tokens": 0 },
        "completion_tokens_details": { "reasoning_tokens": 0, "audio_tokens": 0 },
    })
}
