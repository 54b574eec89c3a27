//! Neighbours that answer at once and keep nothing, so that what is measured is the function.
//!
//! Not those of the tests, which check and remember every request, nor MiniStack, whose millisecond a message would be a third of a turn.

use axum::{
    Json, Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tokio::net::TcpListener;

use crate::terminal::Failure;

const REPLY: &str = "Букет стоит от трёх тысяч рублей. К какому дню он нужен?";

/// Starts them all on one port; `http://127.0.0.1:PORT`.
pub(super) async fn start() -> Result<String, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let routes = Router::new()
        .route("/v1/chat/completions", post(complete))
        .route("/{bot}/{method}", post(announce))
        .route("/", post(send))
        .with_state(Arc::new(AtomicI64::new(1)));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok(address)
}

/// A model that always says the same, whole or as a stream.
async fn complete(Json(request): Json<Value>) -> Response {
    let usage = json!({ "prompt_tokens": 900, "completion_tokens": 24, "total_tokens": 924 });
    let frame = |object: &str, choices: Value, usage: Value| {
        json!({ "id": "chatcmpl-bench", "object": object, "created": 1_795_000_000, "model": request["model"],
            "choices": choices, "usage": usage })
    };
    if request["stream"] != true {
        let message = json!({ "role": "assistant", "content": REPLY, "refusal": null });
        let choices = json!([{ "index": 0, "message": message, "logprobs": null, "finish_reason": "stop" }]);
        return Json(frame("chat.completion", choices, usage)).into_response();
    }
    let choices =
        |delta: Value, reason: Value| json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": reason }]);
    let mut pieces = vec![choices(json!({ "role": "assistant", "content": "" }), Value::Null)];
    pieces.extend(REPLY.split_inclusive(' ').map(|word| choices(json!({ "content": word }), Value::Null)));
    pieces.push(choices(json!({}), "stop".into()));
    let chunks = pieces.into_iter().map(|choices| frame("chat.completion.chunk", choices, Value::Null));
    let chunks = chunks.chain([frame("chat.completion.chunk", json!([]), usage)]);
    let events: String = chunks.map(|chunk| format!("data: {chunk}\n\n")).chain(["data: [DONE]\n\n".to_owned()]).collect();
    ([(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")], events).into_response()
}

/// A Telegram that takes every message.
async fn announce(State(messages): State<Arc<AtomicI64>>, Json(call): Json<Value>) -> Json<Value> {
    let id = messages.fetch_add(1, Ordering::Relaxed);
    let chat = json!({ "id": call["chat_id"], "type": "supergroup", "title": "Bench" });
    Json(json!({ "ok": true, "result": { "message_id": id, "date": 1_795_000_000, "chat": chat, "text": call["text"] } }))
}

/// SQS's `SendMessageBatch`, which takes every message. It leaves out the digest of each, which no SDK of Rust looks at.
async fn send(body: axum::body::Bytes) -> Response {
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let taken = |entry: &Value| json!({ "Id": entry["Id"], "MessageId": uuid::Uuid::new_v4(), "MD5OfMessageBody": "" });
    let taken: Vec<Value> = request["Entries"].as_array().map(|entries| entries.iter().map(taken).collect()).unwrap_or_default();
    let answer = json!({ "Successful": taken, "Failed": [] }).to_string();
    ([(header::CONTENT_TYPE, "application/x-amz-json-1.0")], answer).into_response()
}
