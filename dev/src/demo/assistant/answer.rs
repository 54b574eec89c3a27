//! OpenAI's answers: one object, or a stream of chunks.
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use serde_json::{Value, json};

use super::super::{
    dialogue::{Lead, Step},
    json,
};

const ID: &str = "chatcmpl-demonstration";
const CALL: &str = "call_demonstration";
/// Between two words of a stream, so that it reads as if somebody typed.
const PAUSE: Duration = Duration::from_millis(25);

pub(super) fn give(request: &Value, step: &Step) -> Response {
    if request["stream"] != true {
        return json(StatusCode::OK, &whole(request, step));
    }
    let events = stream::iter(events(request, step)).then(async |event| {
        tokio::time::sleep(PAUSE).await;
        Ok::<_, std::convert::Infallible>(event)
    });
    ([(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")], Body::from_stream(events)).into_response()
}

fn whole(request: &Value, step: &Step) -> Value {
    let (message, finish_reason) = match step {
        Step::Say(say) => (json!({ "role": "assistant", "content": say, "refusal": null }), "stop"),
        Step::Register { lead, say } => {
            let function = json!({ "name": "register_lead", "arguments": arguments(lead, say) });
            let calls = json!([{ "id": CALL, "type": "function", "function": function }]);
            (json!({ "role": "assistant", "content": null, "refusal": null, "tool_calls": calls }), "tool_calls")
        }
    };
    let choice = json!({ "index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason });
    let mut answer = frame(request, "chat.completion", json!([choice]));
    answer["usage"] = usage(request, step);
    answer
}

/// The events of a stream: a role, the pieces, the reason of the end, the usage if asked for, and `[DONE]`.
fn events(request: &Value, step: &Step) -> Vec<String> {
    let (deltas, finish_reason) = deltas(step);
    let choice = |delta: Value, reason: Value| json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": reason }]);
    let pieces = deltas.into_iter().map(|delta| choice(delta, Value::Null));
    let choices = pieces.chain([choice(json!({}), json!(finish_reason))]);
    let mut chunks: Vec<_> = choices.map(|choices| frame(request, "chat.completion.chunk", choices)).collect();
    if request["stream_options"]["include_usage"] == true {
        for chunk in &mut chunks {
            chunk["usage"] = Value::Null;
        }
        let mut last = frame(request, "chat.completion.chunk", json!([]));
        last["usage"] = usage(request, step);
        chunks.push(last);
    }
    chunks.iter().map(|chunk| format!("data: {chunk}\n\n")).chain(["data: [DONE]\n\n".to_owned()]).collect()
}

/// A call's id, type and name come only with its first piece; `index` says which call a later piece belongs to.
fn deltas(step: &Step) -> (Vec<Value>, &'static str) {
    match step {
        Step::Say(say) => {
            let first = json!({ "role": "assistant", "content": "", "refusal": null });
            let words = say.split_inclusive(' ').map(|word| json!({ "content": word }));
            (std::iter::once(first).chain(words).collect(), "stop")
        }
        Step::Register { lead, say } => {
            let function = json!({ "name": "register_lead", "arguments": "" });
            let calls = json!([{ "index": 0, "id": CALL, "type": "function", "function": function }]);
            let first = json!({ "role": "assistant", "content": null, "tool_calls": calls, "refusal": null });
            let arguments = arguments(lead, say);
            let pieces = arguments
                .split_inclusive(' ')
                .map(|piece| json!({ "tool_calls": [{ "index": 0, "function": { "arguments": piece } }] }));
            (std::iter::once(first).chain(pieces).collect(), "tool_calls")
        }
    }
}

fn arguments(lead: &Lead, say: &str) -> String {
    let Lead { name, phone, email, need } = lead;
    json!({ "name": name, "phone": phone, "email": email, "need": need, "say": say }).to_string()
}

fn frame(request: &Value, object: &str, choices: Value) -> Value {
    let created = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut frame = json!({ "id": ID, "object": object, "created": created, "model": request["model"],});
    frame["choices"] = choices;
    frame
}

/// About four bytes a token, so that the counters of the product have something to count.
fn usage(request: &Value, step: &Step) -> Value {
    let (Step::Say(say) | Step::Register { say, .. }) = step;
    let (prompt, completion) = (request["messages"].to_string().len() / 4, say.len() / 4 + 1);
    json!({
        "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion,
        "prompt_tokens_details": { "cached_tokens": 0 }, "completion_tokens_details": { "reasoning_tokens": 0 },
    })
}
