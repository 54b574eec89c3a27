use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use shared::{
    http::MAX_BODY_BYTES,
    testing::{Answer, event, request, send},
};

use crate::{FORM, JSON, PASSWORD, auth, post, told};

const REGISTER: &str = include_str!("../../../../events/auth/register.json");
const EVENTS: [&str; 3] = [
    include_str!("../../../../events/auth/login.json"),
    include_str!("../../../../events/auth/login_form.json"),
    include_str!("../../../../events/auth/login_rest_v1.json"),
];

fn login(email: &str, password: &str) -> Request<Body> {
    request("POST", "/api/auth/login", None, Some(&json!({ "email": email, "password": password })))
}

/// An answer but for what is of that one request: its id and its time.
fn comparable(answer: &Answer) -> (StatusCode, Vec<(String, String)>, Value) {
    let kept = |name: &str| name != "x-request-id";
    let headers = answer.headers.iter().filter(|(name, _)| kept(name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let id = answer.json()["request_id"].as_str().unwrap().to_owned();
    let body = String::from_utf8(answer.body.to_vec()).unwrap().replace(&id, "");
    (answer.status, headers, body.into())
}

#[tokio::test]
async fn gives_a_token_for_every_event_file() {
    let (_db, routes) = auth().await;
    let account = send(&routes, event(REGISTER, None)).await.json();
    let mut answers = Vec::new();
    for file in EVENTS {
        let answer = send(&routes, event(file, None)).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        let answer = answer.json();
        let me = request("GET", "/api/auth/me", answer["access_token"].as_str(), None);
        assert_eq!(send(&routes, me).await.json(), account);
        answers.push(answer);
    }
    assert_json_snapshot!(answers, { "[].access_token" => "[token]" }, @r#"
    [
      {
        "access_token": "[token]",
        "expires_in": 604800,
        "token_type": "bearer"
      },
      {
        "access_token": "[token]",
        "expires_in": 604800,
        "token_type": "bearer"
      },
      {
        "access_token": "[token]",
        "expires_in": 604800,
        "token_type": "bearer"
      }
    ]
    "#);
}

#[tokio::test]
async fn knows_the_address_in_whatever_case() {
    let (_db, routes) = auth().await;
    send(&routes, event(REGISTER, None)).await;
    for email in ["OWNER@FLOWERS.EXAMPLE", " Owner@Flowers.example "] {
        assert_eq!(send(&routes, login(email, PASSWORD)).await.status, StatusCode::OK, "{email}");
    }
    let form = "username=Owner%40Flowers.Example&password=correct%20horse+battery&scope=&client_id=";
    let answer = send(&routes, post("/api/auth/login", "Application/X-WWW-Form-URLencoded; charset=utf-8", form)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
}

/// That both cost the same work, too, is shown by `tests/unknown_email.rs`.
#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let (db, routes) = auth().await;
    send(&routes, event(REGISTER, None)).await;
    let wrong = send(&routes, login("owner@flowers.example", "correct horse batterx")).await;
    let unknown = send(&routes, login("nobody@flowers.example", PASSWORD)).await;
    assert_eq!(comparable(&wrong), comparable(&unknown));
    assert_json_snapshot!(unknown.json(), { ".request_id" => "[id]" }, @r#"
    {
      "detail": "the e-mail or the password is wrong",
      "request_id": "[id]",
      "status": 401,
      "title": "Unauthorized",
      "type": "urn:leadline:problem:wrong-credentials"
    }
    "#);
    // RFC 9110, 15.5.2: a 401 says how to authenticate.
    assert_eq!(unknown.headers[header::WWW_AUTHENTICATE], "Bearer");
    // Of an account that nobody can sign in to, neither.
    db.execute("update users set password_hash = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'").await;
    let nobodys = send(&routes, login("owner@flowers.example", PASSWORD)).await;
    assert_eq!(comparable(&nobodys), comparable(&unknown));
}

#[tokio::test]
async fn refuses_bodies_that_are_no_sign_in() {
    let (_db, routes) = auth().await;
    let long = format!(r#"{{"email":"a@b.co","password":"{}"}}"#, "x".repeat(MAX_BODY_BYTES));
    let long_form = format!("username=a%40b.co&password={}", "x".repeat(MAX_BODY_BYTES));
    let cases = [
        (JSON, "", "400 the body is not JSON (line 1, column 0)"),
        (JSON, "{}", "422 email missing"),
        (JSON, r#"{"email":"a@b.co"}"#, "422 password missing"),
        (JSON, r#"{"email":"a@b.co","password":1}"#, "422 password wrong_type"),
        (JSON, r#"{"email":"nonsense","password":"correct horse battery"}"#, "422 email invalid"),
        (JSON, r#"{"email":"a\u0000@b.co","password":"correct horse battery"}"#, "422 email invalid"),
        (JSON, r#"{"email":"a@b.co","password":"correct horse battery","role":"admin"}"#, "422 role unknown_field"),
        (JSON, &long, "413 the body may have at most 4500000 bytes"),
        (FORM, "", "422 username missing"),
        (FORM, "username=a%40b.co", "422 password missing"),
        (FORM, "password=correct+horse+battery", "422 username missing"),
        (FORM, "username=nonsense&password=correct+horse+battery", "422 username invalid"),
        (FORM, "username=a%00%40b.co&password=correct+horse+battery", "422 username invalid"),
        (FORM, "username=%ff%40b.co&password=correct+horse+battery", "422 username invalid"),
        (FORM, &long_form, "413 the body may have at most 4500000 bytes"),
        ("text/plain", "username=a", "415 expected a body of type application/json"),
    ];
    for (content_type, body, expected) in cases {
        let answer = send(&routes, post("/api/auth/login", content_type, body.to_owned())).await;
        assert_eq!(told(&answer), expected, "{}", &body[..body.len().min(100)]);
    }
}

#[tokio::test]
async fn takes_a_quote_in_an_address_for_a_quote() {
    let (db, routes) = auth().await;
    send(&routes, event(REGISTER, None)).await;
    let injected = send(&routes, login("x'||(select/**/current_user)||'@flowers.example", PASSWORD)).await;
    assert_eq!(injected.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(told(&send(&routes, login("o'b'||'@flowers.example", PASSWORD)).await), "401 the e-mail or the password is wrong");
    let body = json!({ "email": "o'brien@flowers.example", "password": PASSWORD, "company_name": "O'Brien" });
    assert_eq!(send(&routes, request("POST", "/api/auth/register", None, Some(&body))).await.status, StatusCode::CREATED);
    assert_eq!(send(&routes, login("o'brien@flowers.example", PASSWORD)).await.status, StatusCode::OK);
    assert_eq!(db.count("select count(*) from users").await, 2);
}
