//! Everybody at once: many instances of `chat`, several consumers, one database and one queue.

mod consumers;
mod counted;
mod instances;
mod plan;

use std::sync::Arc;

use futures::future::join_all;
use serde_json::json;
use shared::testing::{Answer, Completion, OpenAi, TelegramAnswer};
use tokio::{sync::watch, task::JoinHandle};

use crate::world::{Owner, World};
use consumers::consume;
use counted::Counted;
use instances::Instances;
use plan::{NAME, OWNERS, SHOPS, Turn, turns};

/// Of each of the two kinds: those whose model talks, and those whose model calls the tool.
const INSTANCES: usize = 20;
const CONSUMERS: usize = 3;
/// How often Telegram asks to come back in a second.
const PUT_OFF: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_turns_at_once_are_counted_exactly() {
    let (world, registering, turns) = (Arc::new(World::new().await), OpenAi::start().await, turns());
    let mut owners = Vec::new();
    for _ in 0..OWNERS {
        owners.push(world.owner().await);
    }
    let arguments = json!({ "name": NAME, "phone": null, "email": null, "need": null, "say": "Спасибо!" });
    let registered = turns.iter().filter(|turn| turn.registers).count();
    for _ in 0..registered {
        registering.then(Completion::register_lead(arguments.clone()));
    }
    for _ in 0..PUT_OFF {
        world.telegram.then(TelegramAnswer::too_many(1));
    }

    let (over, turns_are_over) = watch::channel(false);
    let consumers: Vec<JoinHandle<()>> = (0..CONSUMERS)
        .map(|_| {
            let (world, turns_are_over) = (Arc::clone(&world), turns_are_over.clone());
            tokio::spawn(async move { consume(&world, turns_are_over).await })
        })
        .collect();
    let fleets = [&world.openai, &registering].map(|model| Arc::new(Instances::new(INSTANCES, &world, model)));
    let begun: Vec<JoinHandle<Vec<Answer>>> =
        turns.iter().map(|turn| begin(turn, &owners[turn.owner], &fleets[usize::from(turn.registers)])).collect();
    for (answers, turn) in join_all(begun).await.into_iter().zip(&turns) {
        for answer in answers.as_deref().unwrap() {
            let first = &answers.as_deref().unwrap()[0];
            assert_eq!((answer.status.as_u16(), &answer.body), (200, &first.body), "{turn:?}: {}", answer.json());
        }
    }
    over.send_replace(true);
    join_all(consumers).await.into_iter().for_each(Result::unwrap);

    for (place, owner) in owners.iter().enumerate() {
        let counted = Counted::of(&world, owner, SHOPS[place]).await;
        assert_eq!(counted, Counted::planned(place, &turns), "{}", SHOPS[place]);
        counted.expect_shown(&world, owner);
    }
    let forms = turns.iter().filter(|turn| turn.path.ends_with("/form")).count();
    let asked = (world.openai.requests().len(), registering.requests().len());
    assert_eq!(asked, (turns.len() - forms - registered, registered), "how often each model was asked");
    assert!(world.queue.dead_letters().await.is_empty());
    let edits: u32 = world.telegram.messages().iter().map(|message| message.times_edited).sum();
    println!(
        "{} turns, {} of them sent twice, {} answers of 409; {} messages in {OWNERS} chats, {edits} edits, {PUT_OFF} times put off",
        turns.len(),
        turns.iter().filter(|turn| turn.twice).count(),
        fleets.iter().map(|fleet| fleet.conflicts()).sum::<usize>(),
        world.telegram.messages().len(),
    );
}

/// Sends a turn, perhaps twice at once.
fn begin(turn: &Turn, owner: &Owner, fleet: &Arc<Instances>) -> JoinHandle<Vec<Answer>> {
    let (turn, token, fleet) = (turn.clone(), owner.account.token.clone(), Arc::clone(fleet));
    let attempts = if turn.twice { 2 } else { 1 };
    tokio::spawn(async move { join_all((0..attempts).map(|_| fleet.answer(&turn, &token))).await })
}
