use std::time::Duration;

use serde_json::{Value, json};

use super::{Completion, OpenAi, Transcription};
use crate::testing::raw;

const CHAT: &str = "/v1/chat/completions";

fn request() -> Value {
    json!({
        "model": "gpt-6-luna", "reasoning_effort": "none", "store": false, "parallel_tool_calls": false,
        "max_completion_tokens": 500, "safety_identifier": "0123456789abcdef", "prompt_cache_key": "owner-1",
        "messages": [{ "role": "system", "content": "Be brief." }, { "role": "user", "content": "Hi" }],
        "tools": [{ "type": "function", "function": { "name": "register_lead", "strict": true, "parameters": {
            "type": "object", "additionalProperties": false, "required": ["name"],
            "properties": { "name": { "type": ["string", "null"] } },
        } } }],
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut request = request();
    request[key] = value;
    request
}

async fn ask(openai: &OpenAi, body: &Value) -> raw::Answer {
    raw::post(&openai.base_url().replace("/v1", ""), CHAT, "authorization: Bearer sk-test", body).await
}

#[tokio::test]
async fn answers_in_the_order_of_the_queue_and_then_by_default() {
    let openai = OpenAi::start().await;
    openai.then(Completion::text("First")).then(Completion::register_lead(json!({ "name": "Ivan" })));

    let first = ask(&openai, &request()).await.json();
    let second = ask(&openai, &request()).await.json();
    let third = ask(&openai, &request()).await.json();

    assert_eq!(first["choices"][0]["message"]["content"], "First");
    assert_eq!(first["usage"]["prompt_tokens_details"]["cached_tokens"], 64);
    assert_eq!(second["choices"][0]["finish_reason"], "tool_calls");
    assert_eq!(second["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"], r#"{"name":"Ivan"}"#);
    assert_eq!(third["choices"][0]["message"]["content"], "How can I help?");
    assert_eq!(openai.requests().len(), 3);
}

#[tokio::test]
async fn streams_a_tool_call_in_pieces_and_the_usage_last() {
    let openai = OpenAi::start().await;
    openai.then(Completion::register_lead(json!({ "name": "Иван" })));
    let mut body = with("stream", json!(true));
    body["stream_options"] = json!({ "include_usage": true });

    let answer = ask(&openai, &body).await;

    let chunks = answer.events();
    let pieces =
        chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["tool_calls"][0]["function"]["arguments"].as_str());
    assert_eq!(pieces.collect::<String>(), r#"{"name":"Иван"}"#);
    assert_eq!(chunks.last().unwrap()["choices"], json!([]));
    assert_eq!(chunks.last().unwrap()["usage"]["total_tokens"], 140);
    assert!(answer.body.ends_with("data: [DONE]\n\n"));
}

#[tokio::test]
async fn refuses_what_openai_refuses() {
    let open = json!([{ "type": "function", "function": { "name": "f", "strict": true, "parameters": {
        "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"] } } }]);
    let optional = json!([{ "type": "function", "function": { "name": "f", "strict": true, "parameters": {
        "type": "object", "properties": { "a": { "type": "string" } }, "required": [], "additionalProperties": false } } }]);
    let cases = [
        ("no messages", with("messages", json!([]))),
        ("an unknown role", with("messages", json!([{ "role": "robot", "content": "Hi" }]))),
        ("an unknown field", with("max_retries", json!(2))),
        ("a temperature out of range", with("temperature", json!(9))),
        ("a long safety identifier", with("safety_identifier", json!("x".repeat(65)))),
        ("an answer to no call", with("messages", json!([{ "role": "tool", "tool_call_id": "1", "content": "ok" }]))),
        ("a strict tool with an open object", with("tools", open)),
        ("a strict tool with an optional property", with("tools", optional)),
        ("tools with reasoning", with("reasoning_effort", json!("medium"))),
    ];
    for (case, body) in cases {
        let openai = OpenAi::start().await;
        let answer = ask(&openai, &body).await;
        assert_eq!((answer.status, &answer.json()["error"]["type"]), (400, &json!("invalid_request_error")), "{case}");
        assert_eq!(openai.take_violations().len(), 1, "{case}");
    }
}

#[tokio::test]
async fn accepts_a_tool_call_with_its_answer() {
    let function = json!({ "name": "register_lead", "arguments": "{" });
    let messages = json!([
        { "role": "user", "content": "Hi" },
        { "role": "assistant", "content": null, "tool_calls": [{ "id": "1", "type": "function", "function": function }] },
        { "role": "tool", "tool_call_id": "1", "content": "{}" },
    ]);
    let openai = OpenAi::start().await;
    assert_eq!(ask(&openai, &with("messages", messages.clone())).await.status, 200);

    let unanswered: Vec<_> = messages.as_array().unwrap()[..2].to_vec();
    assert_eq!(ask(&openai, &with("messages", json!(unanswered))).await.status, 400);
    assert_eq!(openai.take_violations().len(), 1);
}

#[tokio::test]
async fn a_request_without_a_key_is_a_violation() {
    let openai = OpenAi::start().await;
    let answer = raw::post(&openai.base_url().replace("/v1", ""), CHAT, "x-none: 1", &request()).await;
    assert_eq!(answer.status, 401);
    assert_eq!(openai.take_violations().len(), 1);
}

#[tokio::test]
#[should_panic(expected = "OpenAI would have refused")]
async fn a_violation_stops_the_test() {
    let openai = OpenAi::start().await;
    ask(&openai, &json!({ "model": "gpt-6-luna" })).await;
}

#[tokio::test]
async fn fails_as_told() {
    let openai = OpenAi::start().await;
    openai.then(Completion::rate_limited()).then(Completion::no_quota()).then(Completion::Stall(Duration::from_millis(40)));

    let limited = ask(&openai, &request()).await;
    assert_eq!((limited.status, limited.header("retry-after-ms")), (429, Some("10")));
    assert_eq!(ask(&openai, &request()).await.json()["error"]["code"], "insufficient_quota");
    let asked = std::time::Instant::now();
    assert_eq!(ask(&openai, &request()).await.status, 200);
    assert!(asked.elapsed() >= Duration::from_millis(40));
}

#[tokio::test]
async fn a_cut_really_cuts_and_so_does_the_end() {
    let openai = OpenAi::start().await;
    openai.then(Completion::Cut).then(Completion::Cut).then_transcribe(Transcription::Cut);

    let whole = ask(&openai, &request()).await;
    assert!(whole.broken && whole.body.starts_with(r#"{"id""#), "{whole:?}");
    let streamed = ask(&openai, &with("stream", json!(true))).await;
    assert!(streamed.broken && !streamed.body.contains("[DONE]") && streamed.events().len() == 3, "{streamed:?}");

    let origin = openai.base_url().replace("/v1", "");
    drop(openai);
    assert!(raw::post(&origin, CHAT, "authorization: Bearer sk-test", &request()).await.broken);
}

#[tokio::test]
async fn hears_a_clip_and_refuses_a_nameless_one() {
    let openai = OpenAi::start().await;
    openai.then_transcribe(Transcription::text("Здравствуйте"));
    let origin = openai.base_url().replace("/v1", "");

    let heard = raw::post_clip(&origin, "voice.webm", b"abc").await;
    assert_eq!(heard.json()["text"], "Здравствуйте");
    let clips = openai.transcriptions();
    assert_eq!((clips[0].file_name.as_str(), clips[0].size, clips[0].bearer.as_str()), ("voice.webm", 3, "sk-test"));

    assert_eq!(raw::post_clip(&origin, "blob", b"abc").await.status, 400);
    assert_eq!(openai.take_violations().len(), 1);
}
