//! A burst: two hundred instances of `chat` that start at once, each for one visitor, at a database that has not a connection for each.

use std::time::Duration;

use futures::future::join_all;
use loopback::RuntimeApi;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

use crate::{
    program::Program,
    told,
    world::{Owner, World},
};

const INSTANCES: usize = 200;
const OWNERS: usize = 4;
/// Of the role under row-level security, at this database.
const CONNECTIONS: usize = 60;
/// For a slow machine; an instance that hangs is found in this time.
const PATIENCE: Duration = Duration::from_mins(10);

/// One visitor's request.
fn event(visitor: usize, owner: &Owner) -> Value {
    let mut event: Value = serde_json::from_str(include_str!("../../../events/chat/text.json")).unwrap();
    event["headers"]["authorization"] = format!("Bearer {}", owner.account.token).into();
    event["headers"]["idempotency-key"] = format!("key-{visitor}").into();
    let message = format!("call me: {}", phone(visitor));
    event["body"] = json!({ "visitor_id": format!("visitor-{visitor}"), "message": message }).to_string().into();
    // Each from an address of its own: it is a crowd and no attack.
    event["requestContext"]["http"]["sourceIp"] = format!("198.51.100.{visitor}").into();
    event
}

fn phone(visitor: usize) -> String {
    format!("+1415555{:04}", 2000 + visitor)
}

/// Starts an instance and sends it the request until it is answered; how often it was not.
async fn serve(world: &World, visitor: usize, owner: &Owner) -> usize {
    let mut lambda = RuntimeApi::start().await.unwrap();
    let environment = [
        ("AWS_LAMBDA_RUNTIME_API", lambda.address()),
        ("DEV_MODE", "TRUE".to_owned()),
        ("DATABASE_URL", world.db.url()),
        ("OPENAI_BASE_URL", world.openai.base_url()),
        ("OPENAI_API_KEY", "key".to_owned()),
        ("QUEUE_URL", world.queue.url().to_owned()),
        ("AWS_ENDPOINT_URL", told("LEADLINE_TEST_SQS")),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "test".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
    ];
    let _instance = Program::start("chat", &environment);
    let event = serde_json::to_vec(&event(visitor, owner)).unwrap();
    let mut refused = 0;
    loop {
        lambda.give(event.clone());
        let outcome = lambda.outcome().await.unwrap();
        let answer: Value = serde_json::from_slice(outcome.answer.as_ref().unwrap()).unwrap();
        outcome.acknowledge();
        match answer["statusCode"].as_u64() {
            Some(200) => return refused,
            Some(409 | 503) => refused += 1,
            _ => panic!("visitor {visitor}: {answer}"),
        }
        // As a page tries again; by then others are done.
        sleep(Duration::from_millis(500)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_cold_instances_at_once_lose_no_lead() {
    let world = World::new().await;
    let mut owners = Vec::new();
    for _ in 0..OWNERS {
        owners.push(world.owner().await);
    }
    let few =
        format!("do $$ begin execute format('alter database %I connection limit {CONNECTIONS}', current_database()); end $$");
    world.db.execute(&few).await;

    let begun = Instant::now();
    let serving = (0..INSTANCES).map(|visitor| serve(&world, visitor, &owners[visitor % OWNERS]));
    let refused = timeout(PATIENCE, join_all(serving)).await.expect("an instance hangs");
    let took = begun.elapsed();
    world.recovers().await;

    // Each visitor's message, answer, lead and announcement: once.
    for table in [
        "leads",
        "chat_requests where response is not null",
        "deliveries where state = 'sent'",
        "messages where role = 'visitor'",
    ] {
        assert_eq!(world.db.count(&format!("select count(*) from {table}")).await, 200, "{table}");
    }
    let shown = world.telegram.messages();
    assert_eq!(shown.len(), INSTANCES);
    for visitor in 0..INSTANCES {
        assert_eq!(shown.iter().filter(|message| message.text.contains(&phone(visitor))).count(), 1, "{}", phone(visitor));
    }
    println!(
        "{INSTANCES} cold instances at once, {CONNECTIONS} connections: all answered after {:.1} s, {} of them after {} answers of 503",
        took.as_secs_f64(),
        refused.iter().filter(|times| **times > 0).count(),
        refused.iter().sum::<usize>(),
    );
}
