//! Turns of `chat` that are cut off: the visitor is gone, or asks again with the same key.

use futures::{StreamExt, stream};
use serde_json::{Value, json};
use shared::testing::Completion;

use super::{
    outcome::{NAME, Outcome},
    run::{Run, run},
    steps::{Point, points},
    table::Table,
};
use crate::world::{Owner, World};

/// How many programs run at once, for each test.
const AT_ONCE: usize = 4;

/// A request that is killed at some point.
struct Case {
    owner: Owner,
    run: Run,
    /// Whether it was sent again.
    again: bool,
}

impl Case {
    async fn play(world: &World, file: &str, end: Option<Point>, again: bool) -> Self {
        let owner = world.owner().await;
        let arguments = json!({ "name": NAME, "phone": null, "email": null, "need": "букет на свадьбу", "say": "Спасибо!" });
        for _ in 0..2 {
            world.openai.then(Completion::register_lead(arguments.clone()));
        }
        let run = run(world, "chat", event(file, &owner), end).await;
        if again {
            let held = format!("owner_id = '{}'", owner.account.id);
            world.db.execute(&format!("update chat_requests set leased_until = now() - interval '1 second' where {held}")).await;
            expect_answer(&self::run(world, "chat", event(file, &owner), None).await);
        }
        Self { owner, run, again }
    }

    /// By the commits of the whole program, of which the first stores the visitor's message and the last one the answer.
    fn expected(&self, commits: &[usize]) -> Outcome {
        let done = |commit: Option<&usize>| self.again || self.run.has_done(*commit.unwrap());
        let (kept, concluded) = (done(commits.first()), done(commits.last()));
        if kept { Outcome::right((1, concluded.into()), concluded, &[false]) } else { Outcome::default() }
    }
}

/// The request of an event file, from that owner's page.
fn event(file: &str, owner: &Owner) -> Value {
    let mut event: Value = serde_json::from_str(file).unwrap();
    event["headers"]["authorization"] = format!("Bearer {}", owner.account.token).into();
    event["headers"]["idempotency-key"] = "key-1".into();
    event
}

fn expect_answer(run: &Run) {
    let answer = run.answer.as_ref().unwrap();
    assert_eq!(answer["statusCode"], 200, "{answer} {:#?}", run.steps);
}

/// Kills the request at every point, on a deployment of its own.
async fn kill_at_every_step(scenario: &str, file: &str, commits: usize) {
    let world = World::new().await;
    let whole = Case::play(&world, file, None, false).await;
    expect_answer(&whole.run);
    let steps = whole.run.steps.clone();
    let commits: Vec<usize> = (0..commits).map(|nth| whole.run.step("commit", nth)).collect();
    let cases = points(steps.len()).flat_map(|point| [(point, false), (point, true)]);
    let cases = stream::iter(cases).map(|(point, again)| Case::play(&world, file, Some(point), again));
    let cases: Vec<Case> = cases.buffered(AT_ONCE).collect().await;
    world.recovers().await;

    let mut table = Table::default();
    for variants in [[whole].as_slice()].into_iter().chain(cases.chunks(2)) {
        let mut outcomes = Vec::new();
        for case in variants {
            outcomes.push((world.outcome(&case.owner).await, case.expected(&commits)));
            assert_eq!(case.run.steps, steps[..case.run.steps.len()], "the same steps each time");
        }
        let Run { steps, end, .. } = &variants[0].run;
        table.add(*end, steps.last().unwrap(), &outcomes);
    }
    table.close(scenario, &["the visitor is gone", "the page asks again"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_typed_contact_is_one_lead_announced_once_wherever_chat_is_killed() {
    // The first transaction keeps the message and its phone, the second one the answer and what the model found.
    kill_at_every_step("chat: a typed contact", include_str!("../../../../events/chat/text.json"), 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_form_is_one_lead_announced_once_wherever_chat_is_killed() {
    kill_at_every_step("chat: a contact form", include_str!("../../../../events/chat/form.json"), 1).await;
}
