use axum::http::{Request, StatusCode, header};
use insta::assert_json_snapshot;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use shared::{
    config::DEVELOPMENT_SECRET,
    ids::OwnerId,
    testing::{TestOwner, event, request, send},
};

use crate::{auth, over, told};

const EVENT: &str = include_str!("../../../../events/auth/me.json");

/// A token as ours are, but for these changes of its claims.
fn token(owner: OwnerId, header: &Header, secret: &str, changes: &Value) -> String {
    let mut claims = json!({
        "sub": owner, "email": "owner@flowers.example", "iat": 1_795_000_000, "exp": 4_102_444_800_u64,
        "iss": "leadline", "aud": "leadline-api", "jti": "01990000-0000-7000-8000-0000000000ff",
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    encode(header, &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn typed(algorithm: Algorithm) -> Header {
    Header { typ: Some("at+jwt".to_owned()), ..Header::new(algorithm) }
}

#[tokio::test]
async fn tells_whose_token_the_event_carries() {
    let (db, routes) = auth().await;
    db.execute(
        "insert into users (id, email, password_hash, company_name, language, created_at)
        values ('01990000-0000-7000-8000-000000000001', 'events@leadline.example', '', 'Цветы', 'ru', '2026-11-22 09:30:00Z')",
    )
    .await;
    let answer = send(&routes, event(EVENT, None)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_json_snapshot!(answer.json(), @r#"
    {
      "company_name": "Цветы",
      "created_at": "2026-11-22T09:30:00Z",
      "email": "events@leadline.example",
      "id": "01990000-0000-7000-8000-000000000001",
      "language": "ru"
    }
    "#);
}

/// Beginning (with the owner in the same message), selecting, committing. The pool asks each connection that comes back whether it still
/// lives; nobody waits for that, but the connection counts it, and the next transaction cannot begin before it.
#[tokio::test]
async fn waits_for_the_database_three_times() {
    let (db, _) = auth().await;
    let owner = TestOwner::new(&db).await;
    let (counted, trips) = db.counted().await;
    let routes = over(counted);
    // Connecting and preparing the statement are of the first request only.
    assert_eq!(send(&routes, request("GET", "/api/auth/me", Some(&owner.token), None)).await.status, StatusCode::OK);

    let _ = trips.take();
    assert_eq!(send(&routes, request("GET", "/api/auth/me", Some(&owner.token), None)).await.status, StatusCode::OK);
    assert_eq!(trips.take(), 3);
}

#[tokio::test]
async fn refuses_tokens_that_are_not_ours_or_not_any_more() {
    let (db, routes) = auth().await;
    let TestOwner { id, token: ours, .. } = TestOwner::new(&db).await;
    let ask = async |token: &str| send(&routes, request("GET", "/api/auth/me", Some(token), None)).await;
    let forged = token(id, &typed(Algorithm::HS256), DEVELOPMENT_SECRET, &json!({}));
    assert_eq!(ask(&forged).await.status, StatusCode::OK, "the forger's tool works");

    let signature = |token: &str| token.rsplit('.').next().unwrap().to_owned();
    let payload = ours.split('.').nth(1).unwrap();
    // {"alg":"none","typ":"at+jwt"}
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    let changed = |changes: Value| token(id, &typed(Algorithm::HS256), DEVELOPMENT_SECRET, &changes);
    for refused in [
        changed(json!({ "exp": jsonwebtoken::get_current_timestamp() - 1 })),
        changed(json!({ "aud": "another-api" })),
        changed(json!({ "aud": ["another-api"] })),
        changed(json!({ "aud": null })),
        changed(json!({ "exp": null })),
        changed(json!({ "iss": "somebody" })),
        changed(json!({ "sub": "owner@flowers.example" })),
        token(id, &Header::new(Algorithm::HS256), DEVELOPMENT_SECRET, &json!({})),
        token(id, &typed(Algorithm::HS512), DEVELOPMENT_SECRET, &json!({})),
        token(id, &typed(Algorithm::HS256), "another key of at least thirty-two bytes", &json!({})),
        token(id, &typed(Algorithm::HS256), "", &json!({})),
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{}", signature(&ours)),
        format!("{}.{}", forged.rsplit_once('.').unwrap().0, signature(&ours)),
        "nonsense".to_owned(),
        String::new(),
    ] {
        let answer = ask(&refused).await;
        assert_eq!(told(&answer), "401 a valid access token is needed: sign in again", "{refused}");
        assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
    }
}

#[tokio::test]
async fn takes_a_token_from_the_authorization_header_only() {
    let (db, routes) = auth().await;
    let TestOwner { token, .. } = TestOwner::new(&db).await;
    let headed = |value: &str| Request::get("/api/auth/me").header(header::AUTHORIZATION, value).body("".into()).unwrap();
    assert_eq!(send(&routes, headed(&format!("bearer {token}"))).await.status, StatusCode::OK);
    for value in [token.clone(), format!("Basic {token}"), format!("Bearer{token}"), "Bearer".to_owned(), "\u{ff}".to_owned()] {
        let answer = send(&routes, headed(&value)).await;
        assert_eq!(told(&answer), "401 a valid access token is needed: sign in again", "{value}");
    }
    let queried = request("GET", &format!("/api/auth/me?access_token={token}"), None, None);
    let answer = send(&routes, queried).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_json_snapshot!(answer.json(), { ".request_id" => "[id]" }, @r#"
    {
      "detail": "a valid access token is needed: sign in again",
      "request_id": "[id]",
      "status": 401,
      "title": "Unauthorized",
      "type": "urn:leadline:problem:invalid-token"
    }
    "#);
}

#[tokio::test]
async fn refuses_the_token_of_a_deleted_account() {
    let (db, routes) = auth().await;
    let owner = TestOwner::new(&db).await;
    db.execute("delete from users").await;
    let answer = send(&routes, request("GET", "/api/auth/me", Some(&owner.token), None)).await;
    assert_eq!(told(&answer), "401 a valid access token is needed: sign in again");
    assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
}

#[tokio::test]
async fn answers_unknown_routes_and_methods_in_the_same_form() {
    let (_db, routes) = auth().await;
    assert_eq!(told(&send(&routes, request("GET", "/api/auth/you", None, None)).await), "404 there is no such route");
    let answer = send(&routes, request("DELETE", "/api/auth/me", None, None)).await;
    assert_eq!(told(&answer), "405 this route does not have that method");
    assert_eq!(answer.headers[header::ALLOW], "GET,HEAD");
}
