use axum::body::to_bytes;
use serde_json::{Value, json};

use super::{complete, transcribe};

async fn ask(stream: bool, tools: &Value, said: &str) -> String {
    let request = json!({
        "model": "demo", "stream": stream, "stream_options": { "include_usage": true }, "tools": tools,
        "messages": [{ "role": "system", "content": "+7 000 000-00-00" }, { "role": "user", "content": [{ "type": "text", "text": said }] }],
    });
    read(complete(request.to_string().into()).await).await
}

async fn read(response: axum::response::Response) -> String {
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
    String::from_utf8_lossy(&body).into_owned()
}

fn tools() -> Value {
    json!([{ "type": "function", "function": { "name": "register_lead" } }])
}

const ALL: &str = "Меня зовут Иван, нужен сайт, +7 999 123-45-67";

#[tokio::test]
async fn calls_the_tool_only_where_it_is_offered() {
    let offered: Value = ask(false, &tools(), ALL).await.parse().unwrap_or_default();
    let arguments = offered["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"].as_str().unwrap_or_default();
    let arguments: Value = arguments.parse().unwrap_or_default();
    assert_eq!(
        (&arguments["name"], &arguments["phone"], &arguments["email"], &arguments["need"]),
        (&json!("Иван"), &json!("+7 999 123-45-67"), &Value::Null, &json!("нужен сайт")),
    );
    assert_eq!(offered["choices"][0]["finish_reason"], "tool_calls");

    let bare: Value = ask(false, &json!([]), ALL).await.parse().unwrap_or_default();
    let said = bare["choices"][0]["message"]["content"].as_str().unwrap_or_default();
    assert!(!said.is_empty() && !said.contains("принята") && !said.contains("записан"), "{said}");
}

#[tokio::test]
async fn streams_what_it_would_say_whole() {
    for said in [ALL, "Hello"] {
        let whole: Value = ask(false, &tools(), said).await.parse().unwrap_or_default();
        let stream = ask(true, &tools(), said).await;
        let chunks: Vec<Value> = stream.split("\n\n").filter_map(|event| event.strip_prefix("data: ")?.parse().ok()).collect();
        let call = |chunk: &Value| chunk["choices"][0]["delta"]["tool_calls"][0].clone();

        let text: String = chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
        let arguments: String =
            chunks.iter().filter_map(|chunk| Some(call(chunk)["function"]["arguments"].as_str()?.to_owned())).collect();
        let message = &whole["choices"][0]["message"];
        assert_eq!(text, message["content"].as_str().unwrap_or_default());
        assert_eq!(arguments, message["tool_calls"][0]["function"]["arguments"].as_str().unwrap_or_default());
        assert!(chunks.iter().skip(1).all(|chunk| call(chunk)["id"].is_null() && call(chunk)["function"]["name"].is_null()));
        assert_eq!(chunks.last().map(|last| (&last["choices"], &last["usage"])), Some((&json!([]), &whole["usage"])));
        assert!(stream.ends_with("data: [DONE]\n\n"));
    }
}

#[tokio::test]
async fn fails_where_the_visitor_asks_for_it_and_at_no_other_word() {
    let status = async |said: Value| complete(json!({ "messages": said }).to_string().into()).await.status();
    let user = |text: &str| json!({ "role": "user", "content": text });
    assert_eq!(status(json!([user("Hello"), user("/fail")])).await, 500);
    for said in [json!([user("/fail"), user("Hello")]), json!([user("what does /fail do?")])] {
        assert_eq!(status(said).await, 200);
    }
    let request = json!({ "tools": tools(), "messages": [user("/fail"), user("Меня зовут Иван, +7 999 123-45-67")] });
    assert!(!read(complete(request.to_string().into()).await).await.contains("/fail"));
}

#[tokio::test]
async fn does_not_pretend_to_hear() {
    let response = transcribe(axum::body::Bytes::new()).await;
    assert_eq!(response.status(), 501);
    assert!(read(response).await.contains("demonstration_cannot_hear"));
}
