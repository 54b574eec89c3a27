use insta::assert_json_snapshot;
use serde_json::json;
use shared::{
    conversation::{self, Answer, ExternalId, MessageText, Opening, ReplyKind},
    testing::{TestOwner, event, request, send},
    usage::Limits,
};

use crate::{Inbox, told};

const USAGE: &str = include_str!("../../../../events/leads/usage.json");

#[tokio::test]
async fn tells_what_this_month_has_used_and_what_there_may_be() {
    let inbox = Inbox::new().await;
    inbox.lead("visitor-1", "anna@example.com", None).await;
    let limits = Limits::default();
    let mut tx = inbox.db.app().tenant(inbox.owner.id).await.unwrap();
    let (visitor, text) = (ExternalId::try_from("f".to_owned()).unwrap(), MessageText::try_from("Привет".to_owned()).unwrap());
    let opening = Opening { budget: Some(limits.budget()), ..Opening::typed(&visitor, &text) };
    let turn = conversation::begin_turn(&mut tx, &opening).await.unwrap().unwrap();
    let answer = Answer {
        text: "!",
        kind: ReplyKind::Model,
        model: Some("luna"),
        prompt_tokens: Some(900),
        completion_tokens: Some(60),
        microdollars: Some(120),
    };
    conversation::end_turn(&mut tx, turn.visitor, &answer, &[], None).await.unwrap();
    tx.commit().await.unwrap();
    // Of other times, of visitors, and of others.
    let other = TestOwner::new(&inbox.db).await;
    inbox
        .db
        .execute(&format!(
            "insert into usage_counters (owner_id, scope, subject, measure, period, since, used, allowed, expires_at)
            values ('{0}', 'owner', '', 'tokens', 'month', date_trunc('month', now(), 'UTC') - interval '1 month', 7, 9, now()),
                ('{0}', 'visitor', 'ab', 'tokens', 'month', date_trunc('month', now(), 'UTC'), 7, 9, now()),
                ('{1}', 'owner', '', 'tokens', 'month', date_trunc('month', now(), 'UTC'), 7, 9, now());
            insert into owner_activity (owner_id, since, messages_visitor)
            values ('{0}', date_trunc('month', now(), 'UTC') - interval '15 minutes', 1000)",
            inbox.owner.id, other.id
        ))
        .await;
    let month = send(&inbox.routes, event(USAGE, Some(&inbox.owner.token))).await.json();
    assert_json_snapshot!(month, { ".month" => "[month]", ".resets_at" => "[time]", ".days" => "[days]" }, @r#"
    {
      "days": "[days]",
      "leads": 1,
      "messages": {
        "assistant": 1,
        "visitor": 2
      },
      "microdollars": {
        "allowed": 20000000,
        "used": 1800
      },
      "month": "[month]",
      "resets_at": "[time]",
      "tokens": {
        "allowed": 50000000,
        "used": 13200
      }
    }
    "#);
    let name = month["month"].as_str().unwrap();
    let days = month["days"].as_array().unwrap();
    assert_eq!(days[0]["day"], format!("{name}-01"));
    let today = days.last().unwrap();
    assert_eq!((&today["messages"], &today["microdollars"]), (&json!(3), &json!(120)));
    assert!(
        month["resets_at"].as_str().unwrap().ends_with("-01T00:00:00Z")
            && !month["resets_at"].as_str().unwrap().starts_with(name)
    );
    let theirs = send(&inbox.routes, request("GET", "/api/usage", Some(&other.token), None)).await.json();
    assert_eq!((&theirs["messages"]["visitor"], &theirs["tokens"]["used"]), (&json!(0), &json!(7)));
}

#[tokio::test]
async fn needs_a_valid_token_of_an_account_that_is_still_there() {
    let inbox = Inbox::new().await;
    let refused = "401 a valid access token is needed: sign in again";
    assert_eq!(told(&send(&inbox.routes, request("GET", "/api/usage", None, None)).await), refused);
    inbox.db.execute("delete from users").await;
    assert_eq!(told(&inbox.ask("GET", "/api/usage", None).await), refused);
}
