use axum::http::{StatusCode, header};
use insta::assert_json_snapshot;
use shared::testing::{event, request, send};

use crate::{auth, told};

const REGISTER: &str = include_str!("../../../../events/auth/register.json");
const LOGIN: &str = include_str!("../../../../events/auth/login.json");

#[tokio::test]
async fn says_when_to_come_back_while_the_database_is_away_and_works_again_after() {
    let (db, routes) = auth().await;
    send(&routes, event(REGISTER, None)).await;
    let token = send(&routes, event(LOGIN, None)).await.json()["access_token"].as_str().unwrap().to_owned();
    let me = || request("GET", "/api/auth/me", Some(&token), None);

    db.go_away().await;
    // The first one meets the broken connection, the others find none.
    for request in [me(), me(), event(LOGIN, None), event(REGISTER, None)] {
        let answer = send(&routes, request).await;
        assert_eq!(told(&answer), "503 this service is not available for the moment: please try again");
        assert_eq!(answer.headers[header::RETRY_AFTER], "2");
    }
    assert_json_snapshot!(send(&routes, me()).await.json(), { ".request_id" => "[id]" }, @r#"
    {
      "detail": "this service is not available for the moment: please try again",
      "request_id": "[id]",
      "status": 503,
      "title": "Service Unavailable",
      "type": "urn:leadline:problem:unavailable"
    }
    "#);

    db.come_back().await;
    for request in [me(), event(LOGIN, None)] {
        assert_eq!(send(&routes, request).await.status, StatusCode::OK);
    }
    assert_eq!(told(&send(&routes, event(REGISTER, None)).await), "409 there is an account with this e-mail already");
}

#[tokio::test]
async fn says_when_to_come_back_where_another_transaction_stood_in_the_way() {
    let (db, routes) = auth().await;
    db.execute(
        "create function deadlock() returns trigger language plpgsql as $$ begin raise 'deadlock detected' using errcode = '40P01'; end $$;
        create trigger deadlock before insert on users for each row execute function deadlock()",
    )
    .await;
    let answer = send(&routes, event(REGISTER, None)).await;
    assert_eq!(told(&answer), "503 this service is not available for the moment: please try again");
    assert_eq!(answer.headers[header::RETRY_AFTER], "2");
}
