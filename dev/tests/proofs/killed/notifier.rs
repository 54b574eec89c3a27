//! Announcements that are cut off: what the owner's chat shows in the end.

use std::collections::HashMap;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use futures::{StreamExt, stream};
use notifier::deliver;
use serde_json::json;
use shared::{
    contact::Region,
    conversation::{self, ExternalId, MessageText, Opening},
    ids::{MessageId, OwnerId},
    lead::{self, CapturedBy, Field, LeadEvent, Value},
};

use super::{
    outcome::{NAME, Outcome},
    run::{Run, run},
    steps::{Point, points},
    table::Table,
};
use crate::world::{Owner, World};

/// How many programs run at once, for each test.
const AT_ONCE: usize = 4;
const TYPED: &str = "Нужен букет, мой телефон 8 (916) 123-45-67";

/// A message of the queue whose consumer is killed at some point.
struct Case {
    owner: Owner,
    run: Run,
}

impl World {
    /// A visitor says something, as in a transaction of a turn; what goes to the queue.
    async fn say(&self, owner: &Owner, text: &str, values: impl Fn(MessageId) -> Vec<Value>, by: CapturedBy) -> LeadEvent {
        let visitor = ExternalId::try_from("visitor-1".to_owned()).unwrap();
        let said = MessageText::try_from(text.to_owned()).unwrap();
        let mut tx = self.db.app().tenant(owner.account.id).await.unwrap();
        let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &said)).await.unwrap().unwrap();
        let captured = lead::capture(&mut tx, turn.visitor, turn.lead, &values(turn.message), by).await.unwrap();
        tx.commit().await.unwrap();
        captured.event.unwrap()
    }

    async fn new_lead(&self, owner: &Owner) -> LeadEvent {
        self.say(owner, TYPED, |message| lead::values_in(message, None, TYPED, Region::RU), CapturedBy::VisitorText).await
    }

    /// A lead whose visitor says a name after it was announced.
    async fn grown_lead(&self, owner: &Owner) -> LeadEvent {
        deliver(&self.notifier(self.db.app()), self.new_lead(owner).await).await.unwrap();
        self.say(owner, NAME, |message| vec![Value::new(Field::Name, NAME, message)], CapturedBy::Tool).await
    }

    /// What SQS hands out: a message of each owner. Some come more than once, if that takes longer than they are hidden.
    async fn messages(&self, of: usize) -> HashMap<OwnerId, SqsMessage> {
        let mut messages = HashMap::new();
        while messages.len() < of {
            for message in self.receive().await.records {
                let event: LeadEvent = serde_json::from_str(message.body.as_deref().unwrap()).unwrap();
                messages.insert(event.owner_id, message);
            }
        }
        messages
    }

    /// Hands an event of each owner to a notifier of its own, and deletes what was acknowledged, as Lambda does.
    async fn announce(&self, prepare: impl AsyncFn(&Owner) -> LeadEvent, ends: Vec<Option<Point>>) -> Vec<Case> {
        let mut owners = Vec::new();
        for _ in &ends {
            let owner = self.owner().await;
            let sent = self.queue.app().send(&[prepare(&owner).await]).await;
            lead::mark_sent(&self.db.app(), &sent).await.unwrap();
            owners.push(owner);
        }
        let messages = self.messages(owners.len()).await;
        let cases = stream::iter(owners.into_iter().zip(ends)).map(async |(owner, end)| {
            let mut batch = SqsEvent::default();
            batch.records.push(messages[&owner.account.id].clone());
            let run = run(self, "notifier", serde_json::to_value(&batch).unwrap(), end).await;
            if let Some(answer) = &run.answer {
                assert_eq!(answer["batchItemFailures"], json!([]));
                self.queue.delete(&batch.records[0]).await;
            }
            Case { owner, run }
        });
        cases.buffered(AT_ONCE).collect().await
    }
}

/// Kills the notifier at every point, on a deployment of its own; what is expected is told by the whole run and the killed one.
async fn kill_at_every_step(
    scenario: &str,
    prepare: impl AsyncFn(&World, &Owner) -> LeadEvent,
    expected: impl Fn(&Run, &Run) -> Outcome,
) {
    let world = World::new().await;
    let whole = world.announce(async |owner| prepare(&world, owner).await, vec![None]).await.remove(0);
    let steps = &whole.run.steps;
    let ends = points(steps.len()).map(Some).collect();
    let cases = world.announce(async |owner| prepare(&world, owner).await, ends).await;
    world.recovers().await;

    let mut table = Table::default();
    for Case { owner, run } in [&whole].into_iter().chain(&cases) {
        assert_eq!(run.steps, steps[..run.steps.len()], "the same steps each time");
        let outcome = world.outcome(owner).await;
        table.add(run.end, run.steps.last().unwrap(), &[(outcome, expected(&whole.run, run))]);
    }
    table.close(scenario, &["the message comes again"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_lead_is_announced_once_or_labelled_wherever_the_notifier_is_killed() {
    let expected = |whole: &Run, run: &Run| {
        let [claimed, sent, recorded] = [whole.step("commit", 0), whole.step("sendMessage", 0), whole.step("commit", 1)];
        let labels: &[bool] = match [claimed, sent, recorded].map(|step| run.has_done(step)) {
            [_, _, true] | [false, ..] => &[false],
            // Telegram has no idempotency key, so nobody can know of this message.
            [_, true, _] => &[false, true],
            // Nor that there is none.
            [true, ..] => &[true],
        };
        Outcome::right((1, 0), false, labels)
    };
    kill_at_every_step("notifier: a new lead", World::new_lead, expected).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_grown_lead_is_one_message_wherever_the_notifier_is_killed() {
    let expected = |_: &Run, _: &Run| Outcome::right((2, 0), true, &[false]);
    kill_at_every_step("notifier: a lead that has grown", World::grown_lead, expected).await;
}
