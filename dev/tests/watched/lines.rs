//! Log lines and metrics, as they stand on the standard output when the answer arrives.

use insta::assert_json_snapshot;
use serde_json::{Value, json};
use shared::testing::Completion;

use crate::world::World;

const METRICS: [(&str, &str); 2] = [("METRICS_NAMESPACE", "Leadline"), ("STACK_NAME", "leadline-dev")];

/// With a phone number in its message.
pub(crate) fn event(file: &str) -> Value {
    serde_json::from_str(file).unwrap()
}

pub(crate) const TEXT: &str = include_str!("../../../events/chat/text.json");
const HEALTH: &str = include_str!("../../../events/web/health_deep.json");
const SCHEDULED: &str = include_str!("../../../events/upkeep/scheduled.json");

/// The line that says this, without what differs from run to run.
fn saying(lines: &[Value], message: &str) -> Value {
    let mut line = lines.iter().find(|line| line["message"] == message).unwrap_or_else(|| panic!("{lines:#?}")).clone();
    let fields = line.as_object_mut().unwrap();
    for name in ["timestamp", "spans", "span"] {
        fields.remove(name);
    }
    for name in ["request_id", "latency_ms"] {
        assert!(
            fields.remove(name).is_some_and(|value| value.is_number() || value.as_str().is_some_and(|id| id.len() == 36)),
            "{name}"
        );
    }
    line
}

/// The one line of metrics; what was counted, without times.
fn counted(lines: &[Value]) -> Value {
    let lines: Vec<&Value> = lines.iter().filter(|line| line.get("_aws").is_some()).collect();
    assert_eq!(lines.len(), 1, "{lines:#?}");
    let metrics = &lines[0]["_aws"]["CloudWatchMetrics"][0];
    assert_eq!((&metrics["Namespace"], &metrics["Dimensions"]), (&json!("Leadline"), &json!([["Stack"]])));
    assert_eq!(lines[0]["Stack"], "leadline-dev");
    let declared = metrics["Metrics"].as_array().unwrap().iter().map(|metric| metric["Name"].as_str().unwrap());
    let values = declared.map(|name| (name.to_owned(), lines[0][name].clone())).collect::<serde_json::Map<_, _>>();
    Value::Object(values)
}

#[tokio::test]
async fn a_frozen_function_has_told_what_it_did_and_counted() {
    let world = World::new().await;
    let mut chat = world.start("chat", &METRICS).await;
    world.openai.then(Completion::text("Спасибо"));
    chat.invoke(event(TEXT)).await;
    let lines = chat.lines().await;
    assert_json_snapshot!(saying(&lines, "answered"), { ".owner_id" => "[owner]" }, @r#"
    {
      "cold_start": true,
      "level": "INFO",
      "message": "answered",
      "method": "POST",
      "owner_id": "[owner]",
      "round_trips": 8,
      "route": "/api/chat",
      "status": 200,
      "target": "shared::http::request"
    }
    "#);
    assert_eq!(saying(&lines, "answered")["owner_id"], world.owner.id.to_string());
    assert_json_snapshot!(counted(&lines), { ".AnswerMilliseconds[]" => "[time]" }, @r#"
    {
      "AnswerMilliseconds": [
        "[time]"
      ],
      "ColdStarts": 1,
      "CostMicrodollars": 22,
      "Leads": 1,
      "Messages": 1,
      "TokensRead": 120,
      "TokensWritten": 20
    }
    "#);
    for line in &lines {
        let line = line.to_string();
        assert!(!line.contains("123-45-67") && !line.contains("79161234567") && !line.contains("Bearer"), "{line}");
    }

    world.openai.then(Completion::no_quota());
    chat.invoke(event(TEXT)).await;
    let lines = chat.lines().await;
    assert_eq!(saying(&lines, "answered")["cold_start"], false);
    assert_json_snapshot!(counted(&lines), { ".AnswerMilliseconds[]" => "[time]" }, @r#"
    {
      "AnswerMilliseconds": [
        "[time]"
      ],
      "FallbackAnswers": 1,
      "Messages": 1,
      "ModelFailures": 1,
      "ModelQuotaUsedUp": 1
    }
    "#);

    let mut notifier = world.start("notifier", &METRICS).await;
    notifier.invoke(serde_json::to_value(world.queue.receive().await).unwrap()).await;
    let lines = notifier.lines().await;
    assert_json_snapshot!(saying(&lines, "batch done"), @r#"
    {
      "cold_start": true,
      "failed": 0,
      "level": "INFO",
      "message": "batch done",
      "messages": 1,
      "round_trips": 6,
      "target": "notifier::batch"
    }
    "#);
    assert_json_snapshot!(counted(&lines), @r#"
    {
      "Announced": 1,
      "ColdStarts": 1
    }
    "#);

    let mut upkeep = world.start("upkeep", &METRICS).await;
    world.db.execute("update outbox set sent_at = null, created_at = now() - interval '1 hour'").await;
    upkeep.invoke(event(SCHEDULED)).await;
    let lines = upkeep.lines().await;
    assert_json_snapshot!(saying(&lines, "run over"), @r#"
    {
      "cold_start": true,
      "done": true,
      "level": "INFO",
      "message": "run over",
      "round_trips": 7,
      "target": "upkeep"
    }
    "#);
    assert_json_snapshot!(counted(&lines), @r#"
    {
      "ColdStarts": 1,
      "OutboxLeftBehind": 1
    }
    "#);
}

#[tokio::test]
async fn nothing_is_counted_where_nobody_asked_for_metrics() {
    let world = World::new().await;
    let mut web = world.start("web", &[]).await;
    web.invoke(event(HEALTH)).await;
    let lines = web.lines().await;
    assert_json_snapshot!(saying(&lines, "answered"), @r#"
    {
      "cold_start": true,
      "level": "INFO",
      "message": "answered",
      "method": "GET",
      "round_trips": 1,
      "route": "/health",
      "status": 200,
      "target": "shared::http::request"
    }
    "#);
    assert!(lines.iter().all(|line| line.get("_aws").is_none()), "{lines:#?}");
}
