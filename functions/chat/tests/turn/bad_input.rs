//! What is not a message is refused by the name of the field, before anything is stored or asked.

use axum::{body::Body, http::Request};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use shared::{
    account::Tokens,
    config::TokenConfig,
    http::MAX_BODY_BYTES,
    testing::{Answer, event, request, send},
};

use super::stage::{Stage, TYPED, faults, form, multipart};

/// Signed with the development key for the owner of the event files; its last second was in November 2023.
const EXPIRED: &str = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTk5MDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDEiLCJlbWFpbCI6ImV2ZW50c0BsZWFkbGluZS5leGFtcGxlIiwiaWF0IjoxNzAwMDAwMDAwLCJleHAiOjE3MDAwMDAwNjAsImlzcyI6ImxlYWRsaW5lIiwiYXVkIjoibGVhZGxpbmUtYXBpIiwianRpIjoiMDE5OTAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMGZmIn0.ZGHuvaDoBHM7I_tGz_W2H6XYbJcNg1kUOrSsfTO4bUA";

/// A form: names and bytes.
type Parts<'a> = &'a [(&'a str, &'a [u8])];

/// The problem's name, and its fields with their codes.
fn problem(answer: &Answer) -> (u16, String, Vec<String>) {
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let kind = answer.json()["type"].as_str().unwrap().replace("urn:leadline:problem:", "");
    assert!(!answer.json()["request_id"].as_str().unwrap().is_empty());
    (answer.status.as_u16(), kind, faults(answer))
}

async fn expect_untouched(stage: &Stage) {
    assert_eq!(stage.rows().await, 0);
    assert_eq!((stage.openai.requests().len(), stage.openai.transcriptions().len()), (0, 0));
}

#[tokio::test]
async fn refuses_a_field_by_its_name() {
    let stage = Stage::new().await;
    let audio = |bytes: &[u8]| json!({ "audio": BASE64_STANDARD.encode(bytes) });
    let cases = [
        (json!({}), "message missing"),
        (json!({ "visitor_id": "visitor-1" }), "message missing"),
        (json!({ "message": null, "audio": null }), "message missing"),
        (json!({ "message": "" }), "message empty"),
        (json!({ "message": " \n\t\u{a0}" }), "message empty"),
        (json!({ "message": "я".repeat(4_001) }), "message too_long"),
        (json!({ "message": "a\u{0}b" }), "message invalid"),
        (json!({ "message": "a\u{1b}[31m" }), "message invalid"),
        (json!({ "message": 7 }), "message wrong_type"),
        (json!({ "message": ["Здравствуйте"] }), "message wrong_type"),
        (json!({ "message": TYPED, "visitor_id": "" }), "visitor_id empty"),
        (json!({ "message": TYPED, "visitor_id": "я".repeat(201) }), "visitor_id too_long"),
        (json!({ "message": TYPED, "visitor_id": "a\u{0}b" }), "visitor_id invalid"),
        (json!({ "message": TYPED, "visitor_id": "a\nb" }), "visitor_id invalid"),
        (json!({ "message": TYPED, "visitor_id": 7 }), "visitor_id wrong_type"),
        (json!({ "message": TYPED, "owner_id": "01990000-0000-7000-8000-000000000001" }), "owner_id unknown_field"),
        (json!({ "message": TYPED, "audio": BASE64_STANDARD.encode("OggS") }), "audio invalid"),
        (audio(b""), "audio empty"),
        (audio(b"<html>"), "audio not_audio"),
        (json!({ "audio": "not base64!" }), "audio invalid"),
        (json!({ "audio": "data:audio/ogg;base64,T2dnUw==" }), "audio invalid"),
        (json!({ "audio": 7 }), "audio wrong_type"),
        (json!([null, TYPED, null]), "body wrong_type"),
        (json!(TYPED), "body wrong_type"),
    ];
    for (body, fault) in cases {
        let answer = stage.ask(&body).await;
        assert_eq!(problem(&answer), (422, "validation".to_owned(), vec![fault.to_owned()]), "{body}");
    }
    expect_untouched(&stage).await;
}

#[tokio::test]
async fn takes_the_longest_message_and_name_that_it_says_it_takes() {
    let stage = Stage::new().await;
    let answer = stage.ask(&json!({ "visitor_id": "я".repeat(200), "message": "👍".repeat(4_000) })).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["visitor_id"], "я".repeat(200));
    assert_eq!(stage.messages(&"я".repeat(200)).await[0].text.chars().count(), 4_000);
}

#[tokio::test]
async fn a_visitor_without_a_name_gets_one() {
    let stage = Stage::new().await;
    let first = stage.ask(&json!({ "message": "Здравствуйте" })).await;
    let visitor = first.json()["visitor_id"].as_str().unwrap().to_owned();
    assert_eq!(stage.ask(&json!({ "visitor_id": visitor, "message": "Вы здесь?" })).await.json()["visitor_id"], visitor.as_str());
    assert_eq!(stage.said(&visitor).await.len(), 4);
    let other = stage.ask(&json!({ "message": "Здравствуйте" })).await;
    assert_ne!(other.json()["visitor_id"], visitor.as_str());
}

#[tokio::test]
async fn refuses_what_is_not_json() {
    let stage = Stage::new().await;
    let cases: [&[u8]; 7] = [
        b"",
        b"message=hello",
        br#"{"message":"hello""#,
        br#"{"message":"hello"}{}"#,
        br#"{"message":"\ud83d"}"#,
        br#"{"message":"\udc4d\ud83d"}"#,
        b"{\"message\":\"\xff\xfe\"}",
    ];
    for body in cases {
        let answer = send(&stage.routes, posted(&stage, "application/json", body.to_vec())).await;
        let text = String::from_utf8_lossy(body).into_owned();
        assert_eq!(problem(&answer), (400, "malformed-body".to_owned(), vec![]), "{text}");
        assert!(text.len() < 5 || !answer.json()["detail"].as_str().unwrap().contains("hello"), "quotes nothing");
    }
    let twice = br#"{"message":"hello","message":"bye"}"#.to_vec();
    let answer = send(&stage.routes, posted(&stage, "application/json", twice)).await;
    let (status, kind, _) = problem(&answer);
    assert_eq!((status, kind.as_str()), (422, "validation"));
    expect_untouched(&stage).await;
}

fn posted(stage: &Stage, content_type: &str, body: Vec<u8>) -> Request<Body> {
    multipart(&stage.owner.token, content_type, body)
}

#[tokio::test]
async fn refuses_a_body_of_another_type() {
    let stage = Stage::new().await;
    let body = || json!({ "message": TYPED }).to_string().into_bytes();
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "audio/webm"] {
        let answer = send(&stage.routes, posted(&stage, content_type, body())).await;
        assert_eq!(problem(&answer), (415, "unsupported-media-type".to_owned(), vec![]), "{content_type}");
    }
    expect_untouched(&stage).await;
    // Names of types know no case (RFC 9110, 8.3.1).
    assert_eq!(send(&stage.routes, posted(&stage, "Application/JSON; charset=utf-8", body())).await.status, 200);
    let form = b"--edge\r\nContent-Disposition: form-data; name=message\r\n\r\nHello\r\n--edge--\r\n".to_vec();
    assert_eq!(send(&stage.routes, posted(&stage, "Multipart/Form-Data; boundary=edge", form)).await.status, 200);
}

#[tokio::test]
async fn refuses_a_body_that_is_too_large() {
    let stage = Stage::new().await;
    let too_large = (413, "too-large".to_owned(), vec![]);
    let message = json!({ "message": "a".repeat(MAX_BODY_BYTES) });
    assert_eq!(problem(&stage.ask(&message).await), too_large);
    let audio = json!({ "audio": BASE64_STANDARD.encode([b"OggS", vec![0; MAX_BODY_BYTES].as_slice()].concat()) });
    assert_eq!(problem(&stage.ask(&audio).await), too_large);
    let clip = [b"OggS", vec![0; MAX_BODY_BYTES].as_slice()].concat();
    assert_eq!(problem(&send(&stage.routes, form(&stage.owner.token, &[("audio; filename=a.ogg", &clip)])).await), too_large);
    expect_untouched(&stage).await;
}

#[tokio::test]
async fn refuses_a_field_of_a_form_by_its_name() {
    let stage = Stage::new().await;
    let long = "я".repeat(4_001);
    let cases: [(Parts, &str); 11] = [
        (&[], "message missing"),
        (&[("message", b" ")], "message empty"),
        (&[("message", long.as_bytes())], "message too_long"),
        (&[("message", b"\xff\xfe")], "message wrong_type"),
        (&[("message", b"a\0b")], "message invalid"),
        (&[("message", b"Hello"), ("visitor_id", b"")], "visitor_id empty"),
        (&[("message", b"Hello"), ("visitor_id", b"\xc3\x28")], "visitor_id wrong_type"),
        (&[("message", b"Hello"), ("owner_id", b"1")], "owner_id unknown_field"),
        (&[("audio; filename=a.ogg", b"")], "audio empty"),
        (&[("audio; filename=a.ogg", b"MZ\x90\0")], "audio not_audio"),
        (&[("audio; filename=a.ogg", b"OggS"), ("message", b"Hello")], "audio invalid"),
    ];
    for (parts, fault) in cases {
        let answer = send(&stage.routes, form(&stage.owner.token, parts)).await;
        assert_eq!(problem(&answer), (422, "validation".to_owned(), vec![fault.to_owned()]), "{fault}");
    }
    expect_untouched(&stage).await;
}

#[tokio::test]
async fn refuses_a_form_that_cannot_be_read() {
    let stage = Stage::new().await;
    let part = b"--edge\r\nContent-Disposition: form-data; name=message\r\n\r\nHello\r\n";
    let cases = [
        ("multipart/form-data", part.to_vec()),
        ("multipart/form-data; boundary=", part.to_vec()),
        ("multipart/form-data; boundary=edge", part.to_vec()),
        ("multipart/form-data; boundary=edge", b"--other--\r\n".to_vec()),
        ("multipart/form-data; boundary=edge", Vec::new()),
    ];
    for (content_type, body) in cases {
        let answer = send(&stage.routes, multipart(&stage.owner.token, content_type, body)).await;
        assert_eq!(problem(&answer), (400, "malformed-body".to_owned(), vec![]), "{content_type}");
    }
    expect_untouched(&stage).await;
}

#[tokio::test]
async fn refuses_a_token_that_is_not_a_valid_one_of_ours() {
    let stage = Stage::new().await;
    let foreign = TokenConfig { secret: "another secret of thirty-two bytes".into(), ..TokenConfig::development() };
    let foreign = Tokens::new(&foreign).issue(stage.owner.id, &stage.owner.email).unwrap();
    let body = json!({ "message": TYPED });
    for token in [None, Some(""), Some("nonsense"), Some(EXPIRED), Some(foreign.as_str())] {
        let answer = send(&stage.routes, request("POST", "/api/chat", token, Some(&body))).await;
        assert_eq!(problem(&answer), (401, "invalid-token".to_owned(), vec![]), "{token:?}");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
    expect_untouched(&stage).await;
}

#[tokio::test]
async fn refuses_the_token_of_an_owner_who_is_gone() {
    let stage = Stage::new().await;
    stage.db.execute("delete from users").await;
    let token = Some(stage.owner.token.as_str());
    let files = [include_str!("../../../../events/chat/text.json"), include_str!("../../../../events/chat/audio_multipart.json")];
    for file in files {
        let answer = send(&stage.routes, event(file, token)).await;
        assert_eq!(problem(&answer), (401, "invalid-token".to_owned(), vec![]));
    }
    assert_eq!((stage.rows().await, stage.openai.requests().len()), (0, 0));
}

#[tokio::test]
async fn knows_no_other_method() {
    let stage = Stage::new().await;
    let answer = send(&stage.routes, request("GET", "/api/chat", Some(&stage.owner.token), None::<&Value>)).await;
    assert_eq!(problem(&answer), (405, "method-not-allowed".to_owned(), vec![]));
}
