use axum::http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use shared::{
    conversation::{self, Answer, ExternalId, MessageText, Opening, ReplyKind},
    testing::{TestOwner, event, request, send},
};

use crate::{Inbox, lead_of, told};

const STATS: &str = include_str!("../../../../events/leads/stats.json");

impl Inbox {
    async fn stats(&self, query: &str) -> Value {
        let answer = self.ask("GET", &format!("/api/leads/stats?{query}"), None).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.json()
    }

    pub(crate) async fn becomes(&self, lead: impl ToString, status: &str) {
        let path = format!("/api/leads/{}", lead.to_string());
        assert_eq!(self.ask("PATCH", &path, Some(&json!({ "status": status }))).await.status, StatusCode::OK);
    }
}

/// The day of those figures that has any.
fn day(stats: &Value, day: &str) -> Value {
    stats["days"].as_array().unwrap().iter().find(|one| one["day"] == day).cloned().unwrap_or_default()
}

#[tokio::test]
async fn counts_what_came_in_and_what_became_of_it() {
    let inbox = Inbox::new().await;
    let other = TestOwner::new(&inbox.db).await;
    lead_of(&inbox.db.app(), other.id, "visitor-1", "b@example.com", None).await;
    let mut leads = Vec::new();
    for visitor in ["a", "b", "c", "d", "e"] {
        leads.push(inbox.lead(visitor, &format!("{visitor}@example.com"), None).await);
    }
    for (lead, status) in leads.iter().zip(["qualified", "won", "lost", "contacted"]) {
        inbox.becomes(lead, "contacted").await;
        inbox.becomes(lead, status).await;
    }
    let mut tx = inbox.db.app().tenant(inbox.owner.id).await.unwrap();
    let (visitor, text) = (ExternalId::try_from("f".to_owned()).unwrap(), MessageText::try_from("Привет".to_owned()).unwrap());
    let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
    let answer = Answer {
        text: "!",
        kind: ReplyKind::Model,
        model: Some("luna"),
        prompt_tokens: Some(1),
        completion_tokens: Some(1),
        microdollars: Some(1204),
    };
    conversation::end_turn(&mut tx, turn.visitor, &answer, &[], None).await.unwrap();
    tx.commit().await.unwrap();
    inbox.db.execute(&format!("insert into widget_days select '{}', (now() at time zone 'UTC')::date, 9", inbox.owner.id)).await;
    let stats = inbox.stats("").await;
    assert_json_snapshot!(stats, { ".from" => "[time]", ".to" => "[time]", ".days" => "[days]" }, @r#"
    {
      "by_status": {
        "contacted": 1,
        "lost": 1,
        "new": 1,
        "qualified": 1,
        "won": 1
      },
      "cost": {
        "microdollars": 1204,
        "per_lead_microdollars": 241
      },
      "days": "[days]",
      "from": "[time]",
      "funnel": {
        "contact": 5,
        "opened": 9,
        "qualified": 2,
        "talked": 6,
        "won": 1
      },
      "to": "[time]"
    }
    "#);
    let days = stats["days"].as_array().unwrap();
    assert_eq!(days.len(), 30, "no gaps: {days:?}");
    let mut today = days[29].clone();
    today.as_object_mut().unwrap().remove("day");
    assert_eq!(today, json!({ "leads": 5, "conversations": 6, "opened": 9 }));
    // Undone, and taken back.
    inbox.becomes(leads[1], "new").await;
    inbox.erase(leads[0]).await;
    inbox.becomes(leads[0], "won").await;
    let stats = inbox.stats("").await;
    assert_eq!(stats["by_status"], json!({ "new": 2, "contacted": 1, "qualified": 0, "won": 0, "lost": 1 }));
    assert_eq!((&stats["funnel"]["contact"], &stats["funnel"]["talked"]), (&json!(4), &json!(6)));
    assert_eq!(stats["cost"]["per_lead_microdollars"], 301);
}

#[tokio::test]
async fn a_day_is_one_of_the_time_zone_also_where_that_is_45_minutes_off() {
    let inbox = Inbox::new().await;
    for (visitor, time) in [
        ("a", "2026-03-01T20:59:59Z"),
        ("b", "2026-03-01T21:00:00Z"),
        ("c", "2026-03-01T18:14:59Z"),
        ("d", "2026-03-01T18:15:00Z"),
    ] {
        let lead = inbox.lead(visitor, &format!("{visitor}@example.com"), None).await;
        inbox.db.execute(&format!("update leads set created_at = '{time}' where id = '{lead}'")).await;
    }
    let span = "from=2026-02-27T00:00:00Z&to=2026-03-03T00:00:00Z";
    let leads = |stats: &Value| ["2026-03-01", "2026-03-02"].map(|one| day(stats, one)["leads"].as_i64().unwrap());
    assert_eq!(leads(&inbox.stats(span).await), [4, 0], "UTC is the assistant's");
    assert_eq!(leads(&inbox.stats(&format!("{span}&time_zone=Europe/Moscow")).await), [3, 1]);
    assert_eq!(leads(&inbox.stats(&format!("{span}&time_zone=Asia/Kathmandu")).await), [1, 3]);
    inbox.db.execute("update assistants set time_zone = 'Europe/Moscow'").await;
    let stats = inbox.stats(span).await;
    assert_eq!(leads(&stats), [3, 1]);
    assert_eq!((&stats["from"], &stats["to"]), (&json!("2026-02-27T00:00:00Z"), &json!("2026-03-03T00:00:00Z")));
    assert_eq!(stats["days"].as_array().unwrap().len(), 5, "27 February to 3 March in Moscow");
    assert_eq!(inbox.stats("from=2026-03-01T18:15:00Z&to=2026-03-01T21:00:00Z").await["funnel"]["contact"], 2);
    let event = send(&inbox.routes, event(STATS, Some(&inbox.owner.token))).await.json();
    let midnight = "T21:00:00Z";
    assert!(
        event["from"].as_str().unwrap().ends_with(midnight),
        "the last 30 days begin at midnight in Moscow: {}",
        event["from"]
    );
}

#[tokio::test]
async fn an_owner_without_anything_has_zeros_and_no_cost_of_a_lead() {
    let inbox = Inbox::new().await;
    let stats = inbox.stats("").await;
    assert_eq!(stats["funnel"], json!({ "opened": 0, "talked": 0, "contact": 0, "qualified": 0, "won": 0 }));
    assert_eq!(stats["cost"], json!({ "microdollars": 0, "per_lead_microdollars": null }));
    assert_eq!(inbox.stats("from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:00Z").await["days"].as_array().unwrap().len(), 366);
}

#[tokio::test]
async fn names_the_parameter_that_is_not_accepted() {
    let inbox = Inbox::new().await;
    for (query, expected) in [
        ("time_zone=Mars/Phobos", "422 time_zone invalid"),
        ("time_zone=';--", "422 time_zone invalid"),
        ("from=yesterday", "422 from invalid"),
        ("from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "422 to invalid"),
        ("from=2026-02-01T00:00:00Z&to=2026-02-01T00:00:00Z", "422 to invalid"),
        ("from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:01Z", "422 from invalid"),
        ("from=2100-01-01T00:00:00Z", "422 from invalid"),
        ("to=9999-12-31T00:00:00Z", "422 to invalid"),
        ("days=7", "422 days unknown_field"),
    ] {
        assert_eq!(told(&inbox.ask("GET", &format!("/api/leads/stats?{query}"), None).await), expected, "{query}");
    }
    let refused = "401 a valid access token is needed: sign in again";
    assert_eq!(told(&send(&inbox.routes, request("GET", "/api/leads/stats", None, None)).await), refused);
    inbox.db.execute("delete from users").await;
    assert_eq!(told(&inbox.ask("GET", "/api/leads/stats", None).await), refused);
}

/// The numbers are those of the rows, after whatever happened in whatever order, also at once.
#[tokio::test]
async fn figures_agree_with_the_rows_they_count() {
    let inbox = Inbox::new().await;
    let work = (0..8).map(async |visitor| {
        let lead = inbox.lead(&format!("v{visitor}"), &format!("v{visitor}@example.com"), None).await;
        for status in ["contacted", "won", "lost"].iter().take(visitor % 4) {
            inbox.becomes(lead, status).await;
        }
        if visitor % 3 == 0 {
            inbox.erase(lead).await;
        }
    });
    futures::future::join_all(work).await;
    let by_rows = "select count(*) from leads where erased_at is null and status = ";
    let by_status = inbox.stats("").await["by_status"].clone();
    for status in ["new", "contacted", "qualified", "won", "lost"] {
        assert_eq!(by_status[status], inbox.db.count(&format!("{by_rows}'{status}'")).await, "{status}");
    }
}
