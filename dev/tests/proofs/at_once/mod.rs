//! Everybody at once: many instances of `chat`, several consumers, one database and one queue; when all is well, and when it is not.

mod consumers;
mod counted;
mod instances;
mod plan;
mod troubled;

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
/// So many calls of the tool that every repetition has one too.
const REPEATED: usize = 20;
/// How often Telegram asks to come back in a second.
const PUT_OFF: usize = 5;

/// Two hundred turns, and those who answer them.
struct Rush {
    world: Arc<World>,
    owners: Vec<Owner>,
    turns: Vec<Turn>,
    /// The model that calls the tool.
    registering: OpenAi,
    fleets: [Arc<Instances>; 2],
}

impl Rush {
    async fn new() -> Self {
        let (world, registering, turns) = (Arc::new(World::new().await), OpenAi::start().await, turns());
        let mut owners = Vec::new();
        for _ in 0..OWNERS {
            owners.push(world.owner().await);
        }
        let fleets = [&world.openai, &registering].map(|model| Arc::new(Instances::new(INSTANCES, &world, model)));
        Self { world, owners, turns, registering, fleets }
    }

    /// Has the model call the tool for so many turns.
    fn register(&self, times: usize) {
        let arguments = json!({ "name": NAME, "phone": null, "email": null, "need": null, "say": "Спасибо!" });
        for _ in 0..times {
            self.registering.then(Completion::register_lead(arguments.clone()));
        }
    }

    fn registered(&self) -> usize {
        self.turns.iter().filter(|turn| turn.registers).count()
    }

    /// Starts consumers, which end when they are told that the turns are over and the queue is empty.
    fn consume(&self) -> (watch::Sender<bool>, Vec<JoinHandle<()>>) {
        let (over, turns_are_over) = watch::channel(false);
        let consumer = |_| {
            let (world, turns_are_over) = (Arc::clone(&self.world), turns_are_over.clone());
            tokio::spawn(async move { consume(&world, turns_are_over).await })
        };
        (over, (0..CONSUMERS).map(consumer).collect())
    }

    /// Sends all turns at once, and waits until each has its answer: the same one, however often it was sent.
    async fn answer(&self) {
        let begin = |turn: &Turn| begin(turn, &self.owners[turn.owner], &self.fleets[usize::from(turn.registers)]);
        let turns: Vec<JoinHandle<Vec<Answer>>> = self.turns.iter().map(begin).collect();
        for (answers, turn) in join_all(turns).await.into_iter().zip(&self.turns) {
            let answers = answers.unwrap();
            for answer in &answers {
                assert_eq!((answer.status.as_u16(), &answer.body), (200, &answers[0].body), "{turn:?}: {}", answer.json());
            }
        }
    }

    fn failures(&self) -> usize {
        self.fleets.iter().map(|fleet| fleet.failures()).sum()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_turns_at_once_are_counted_exactly() {
    let rush = Rush::new().await;
    rush.register(rush.registered() * REPEATED);
    for _ in 0..PUT_OFF {
        rush.world.telegram.then(TelegramAnswer::too_many(1));
    }
    let (over, consumers) = rush.consume();
    rush.answer().await;
    over.send_replace(true);
    join_all(consumers).await.into_iter().for_each(Result::unwrap);

    let Rush { world, turns, .. } = &rush;
    for (place, owner) in rush.owners.iter().enumerate() {
        let counted = Counted::of(world, owner, SHOPS[place]).await;
        assert_eq!(counted, Counted::planned(place, turns), "{}", SHOPS[place]);
        counted.expect_shown(world, owner);
    }
    let forms = turns.iter().filter(|turn| turn.path.ends_with("/form")).count();
    let planned = [turns.len() - forms - rush.registered(), rush.registered()];
    for ((model, planned), fleet) in [&world.openai, &rush.registering].into_iter().zip(planned).zip(&rush.fleets) {
        // A turn that a busy machine did not do in time asks once more when it is sent again.
        let (asked, again) = (model.requests().len(), fleet.failures());
        assert!((planned..=planned + again).contains(&asked), "{asked} times asked for {planned}, {again} times again");
    }
    assert!(world.queue.dead_letters().await.is_empty());
    let edits: u32 = world.telegram.messages().iter().map(|message| message.times_edited).sum();
    println!(
        "{} turns, {} of them sent twice, {} answers of 409; {} messages in {OWNERS} chats, {edits} edits, {PUT_OFF} times put off",
        turns.len(),
        turns.iter().filter(|turn| turn.twice).count(),
        rush.fleets.iter().map(|fleet| fleet.conflicts()).sum::<usize>(),
        world.telegram.messages().len(),
    );
}

/// Sends a turn, perhaps twice at once.
fn begin(turn: &Turn, owner: &Owner, fleet: &Arc<Instances>) -> JoinHandle<Vec<Answer>> {
    let (turn, token, fleet) = (turn.clone(), owner.account.token.clone(), Arc::clone(fleet));
    let attempts = if turn.twice { 2 } else { 1 };
    tokio::spawn(async move { join_all((0..attempts).map(|_| fleet.answer(&turn, &token))).await })
}
