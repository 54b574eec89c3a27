use axum::http::{StatusCode, header};
use insta::assert_snapshot;
use serde_json::Value;
use shared::{
    conversation::{self, Answer, ExternalId, MessageText, Opening, ReplyKind},
    lead::{self, CapturedBy},
    notice,
    testing::{TestDatabase, TestOwner, event, request, send},
};
use web::{App, Console, router};

use crate::{METRICS_TOKEN, text, web};

const METRICS: &str = include_str!("../../../../events/web/metrics.json");
const DASHBOARD: &str = include_str!("../../../../deploy/grafana/leadline.json");

/// One turn with a contact, answered by a model, and its announcement begun.
async fn turn(db: &TestDatabase, owner: &TestOwner) {
    let (visitor, said) = ("visitor-1".to_owned(), "8 916 123-45-67".to_owned());
    let (visitor, said) = (ExternalId::try_from(visitor).unwrap(), MessageText::try_from(said).unwrap());
    let mut tx = db.app().tenant(owner.id).await.unwrap();
    let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &said)).await.unwrap().unwrap();
    let values = lead::values_in(turn.message, None, said.as_str(), turn.assistant.region);
    let captured = lead::capture(&mut tx, turn.visitor, turn.lead, &values, CapturedBy::VisitorText).await.unwrap();
    let answer = Answer {
        kind: ReplyKind::Model,
        text: "Спасибо!",
        model: Some("m"),
        prompt_tokens: Some(900),
        completion_tokens: Some(80),
        microdollars: Some(1_500_000),
    };
    conversation::end_turn(&mut tx, turn.visitor, &answer, &[], None).await.unwrap();
    notice::claim(&mut tx, captured.lead).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn tells_sums_of_all_companies_by_plan() {
    let (db, routes) = web().await;
    let owners = [TestOwner::new(&db).await, TestOwner::new(&db).await, TestOwner::new(&db).await];
    db.execute(&format!("update users set plan = 'pro' where id = '{}'", owners[2].id)).await;
    for owner in &owners[1..] {
        turn(&db, owner).await;
    }
    // What was taken back was never counted.
    let mut tx = db.app().tenant(owners[0].id).await.unwrap();
    let (visitor, said) = (ExternalId::random(), MessageText::try_from("hello".to_owned()).unwrap());
    conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &said)).await.unwrap().unwrap();
    tx.rollback().await.unwrap();
    db.execute(
        "update outbox set created_at = now() - interval '90 seconds' where id = (select min(id::text)::uuid from outbox)",
    )
    .await;
    db.execute(&format!("update deliveries set state = 'sent' where owner_id = '{}'", owners[2].id)).await;

    let answer = send(&routes, event(METRICS, None)).await;
    let text = text(&answer);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let values: Vec<String> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| match line.strip_prefix("leadline_outbox_oldest_seconds ") {
            Some(seconds) => {
                assert!((90.0..150.0).contains(&seconds.parse::<f64>().unwrap()), "{line}");
                "leadline_outbox_oldest_seconds [about 90]".to_owned()
            }
            None => line.replace(env!("CARGO_PKG_VERSION"), "[version]"),
        })
        .collect();
    assert_snapshot!(values.join("\n"), @r#"
    leadline_build_info{version="[version]"} 1
    leadline_owners{plan="free"} 2
    leadline_owners{plan="pro"} 1
    leadline_leads_total{plan="free",captured_by="form"} 0
    leadline_leads_total{plan="free",captured_by="tool"} 0
    leadline_leads_total{plan="free",captured_by="visitor_text"} 1
    leadline_leads_total{plan="pro",captured_by="form"} 0
    leadline_leads_total{plan="pro",captured_by="tool"} 0
    leadline_leads_total{plan="pro",captured_by="visitor_text"} 1
    leadline_messages_total{plan="free",role="assistant"} 1
    leadline_messages_total{plan="free",role="visitor"} 1
    leadline_messages_total{plan="pro",role="assistant"} 1
    leadline_messages_total{plan="pro",role="visitor"} 1
    leadline_tokens_total{plan="free",direction="read"} 900
    leadline_tokens_total{plan="free",direction="written"} 80
    leadline_tokens_total{plan="pro",direction="read"} 900
    leadline_tokens_total{plan="pro",direction="written"} 80
    leadline_model_cost_dollars_total{plan="free"} 1.5
    leadline_model_cost_dollars_total{plan="pro"} 1.5
    leadline_outbox_backlog 2
    leadline_outbox_oldest_seconds [about 90]
    leadline_deliveries{state="failed"} 0
    leadline_deliveries{state="pending"} 0
    leadline_deliveries{state="sending"} 1
    leadline_deliveries{state="sent"} 1
    "#);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split(['{', ' ']).next().unwrap();
        assert!(text.contains(&format!("# TYPE {name} ")) && text.contains(&format!("# HELP {name} ")), "{name}");
    }
}

#[tokio::test]
async fn only_who_has_the_token_is_told_and_without_one_there_is_no_such_route() {
    let (db, routes) = web().await;
    for token in [None, Some(""), Some("x"), Some(&METRICS_TOKEN[1..]), Some("0123456789abcdef0123456789abcdeF")] {
        let answer = send(&routes, request("GET", "/metrics", token, None)).await;
        assert_eq!(
            (answer.status, &answer.json()["type"]),
            (StatusCode::UNAUTHORIZED, &"urn:leadline:problem:invalid-token".into())
        );
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    }
    assert_eq!(send(&routes, request("GET", "/metrics", Some(METRICS_TOKEN), None)).await.status, StatusCode::OK);
    let routes = router(App { db: db.app(), console: Console::default(), metrics_token: None });
    for token in [None, Some(""), Some(METRICS_TOKEN)] {
        assert_eq!(send(&routes, request("GET", "/metrics", token, None)).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn says_that_the_database_is_away() {
    let (db, routes) = web().await;
    db.go_away().await;
    assert_eq!(send(&routes, event(METRICS, None)).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn every_metric_of_the_dashboard_is_served() {
    let (db, routes) = web().await;
    turn(&db, &TestOwner::new(&db).await).await;
    let answer = send(&routes, event(METRICS, None)).await;
    let text = text(&answer);
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let queries = panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten();
    let queries: Vec<&str> = queries.map(|target| target["expr"].as_str().unwrap()).collect();
    assert!(queries.len() >= 8, "{queries:?}");
    for query in queries {
        let words = query.split(|char: char| !char.is_ascii_alphanumeric() && char != '_');
        let names: Vec<&str> = words.filter(|word| word.starts_with("leadline_")).collect();
        assert!(!names.is_empty(), "{query}");
        for name in names {
            assert!(text.lines().any(|line| line.split(['{', ' ']).next() == Some(name)), "{name} in {query}");
        }
    }
}
