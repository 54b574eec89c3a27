//! How often a turn waits for the database.

use serde_json::json;
use shared::testing::{Completion, Logs, RoundTrips, TestQueue};
use tokio::time::{Duration, sleep};

use super::stage::{Stage, lead_with};

#[tokio::test]
async fn a_turn_waits_for_the_database_no_more_often_than_designed() {
    let queue = TestQueue::new().await;
    let (stage, trips) = Stage::counted(queue.app()).await;
    let registers = || Completion::register_lead(lead_with(&json!({ "name": "Анна" })));
    // Connects, and prepares each statement once.
    for message in ["Здравствуйте", "8 916 123-45-60", "Анна"] {
        stage.openai.then(if message == "Анна" { registers() } else { Completion::text("Здравствуйте!") });
        stage.say("warm", message).await;
    }
    let (mut counted, logs) = (Vec::new(), Logs::capture());
    let turns = [
        ("plain", Completion::text("Здравствуйте!"), "Сколько стоит букет?"),
        ("typed contact", Completion::text("Записал."), "8 916 123-45-67"),
        ("tool call", registers(), "Анна"),
        ("typed contact and tool call", registers(), "Анна, 8 916 123-45-68"),
    ];
    for (place, (name, completion, message)) in turns.into_iter().enumerate() {
        // The tool completes the lead of the turn before; the last is another visitor's.
        let visitor = if place == 3 { "visitor-2" } else { "visitor-1" };
        stage.openai.then(completion);
        settled(&trips).await;
        let _ = logs.take();
        let answer = stage.say(visitor, message).await;
        assert_eq!((answer.status.as_u16(), answer.json()["lead"].is_object()), (200, place > 0), "{name}");
        let on_the_wire = settled(&trips).await;
        let lines = logs.take();
        let logged = &lines.iter().find(|line| line["message"] == "answered").unwrap()["round_trips"];
        assert_eq!(*logged, on_the_wire, "{name}");
        counted.push(format!("{name}: {on_the_wire}"));
    }
    insta::assert_snapshot!(counted.join("\n"), @r"
    plain: 6
    typed contact: 8
    tool call: 8
    typed contact and tool call: 10
    ");
}

/// What was counted once no more comes.
async fn settled(trips: &RoundTrips) -> usize {
    let mut counted = 0;
    loop {
        sleep(Duration::from_millis(200)).await;
        match trips.take() {
            0 => return counted,
            more => counted += more,
        }
    }
}
