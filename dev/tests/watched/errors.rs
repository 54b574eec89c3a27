//! What Sentry is told, as its envelope arrives.

use insta::assert_json_snapshot;
use serde_json::{Value, json};
use shared::testing::TelegramAnswer;

use crate::{
    collector::{Collector, Posted},
    lines::{TEXT, event},
    world::World,
};

/// The events of all envelopes.
fn events(posted: &[Posted]) -> Vec<Value> {
    let event = |Posted { body, .. }: &Posted| {
        let lines: Vec<Value> = body
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        assert_eq!((lines.len(), &lines[1]), (3, &json!({ "type": "event" })), "{lines:?}");
        lines[2].clone()
    };
    posted.iter().map(event).collect()
}

#[tokio::test]
async fn an_error_arrives_with_its_ids_and_without_what_reaches_a_person() {
    let (world, collector) = (World::new().await, Collector::start().await);
    let dsn = format!("http://public@{}/42", collector.address);
    world.start("chat", &[]).await.invoke(event(TEXT)).await;
    let description = "Forbidden: anna@example.com (8 916 123-45-67) has blocked the bot".to_owned();
    world.telegram.then(TelegramAnswer::Error { code: 403, description, parameters: Value::Null });
    let mut notifier = world.start("notifier", &[("SENTRY_DSN", &dsn), ("SENTRY_ENVIRONMENT", "test")]).await;
    notifier.invoke(serde_json::to_value(world.queue.receive().await).unwrap()).await;

    let posted = collector.posted();
    assert_eq!(posted[0].path, "/api/42/envelope/");
    assert!(posted[0].headers["x-sentry-auth"].to_str().unwrap().ends_with("sentry_key=public"));
    let events = events(&posted);
    assert_eq!(events.len(), 1);
    assert_json_snapshot!(events[0], {
        ".event_id" => "[id]", ".timestamp" => "[time]", ".tags.request_id" => "[id]", ".tags.owner_id" => "[id]", ".tags.lead_id" => "[id]",
    }, @r#"
    {
      "environment": "test",
      "event_id": "[id]",
      "exception": {
        "values": [
          {
            "type": "a lead cannot be announced until its owner changes something",
            "value": "the chat does not take messages: Forbidden: [e-mail] [number]) has blocked the bot"
          }
        ]
      },
      "level": "error",
      "logger": "notifier::deliver",
      "platform": "native",
      "release": "leadline@0.1.0",
      "tags": {
        "lead_id": "[id]",
        "owner_id": "[id]",
        "request_id": "[id]",
        "route": "batch"
      },
      "timestamp": "[time]"
    }
    "#);
    assert_eq!(events[0]["tags"]["owner_id"], world.owner.id.to_string());
}

#[tokio::test]
async fn nobody_is_told_without_a_dsn_and_one_who_is_away_fails_nothing() {
    let (world, away) = (World::new().await, Collector::stalled().await);
    world.db.go_away().await;
    let dsn = format!("http://public@{}/42", away.address);
    for variables in [vec![], vec![("SENTRY_DSN", dsn.as_str())]] {
        let mut chat = world.start("chat", &variables).await;
        for again in [false, true] {
            assert_eq!(chat.invoke(event(TEXT)).await["statusCode"], 503);
            let lines = chat.lines().await;
            assert!(lines.iter().any(|line| line["level"] == "ERROR"));
            let warned = lines.iter().filter(|line| line["what"] == "an error").count();
            assert_eq!(warned, usize::from(!variables.is_empty() && !again), "{lines:#?}");
        }
    }
}
