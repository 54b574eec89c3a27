//! Lead events that an earlier turn could not hand over.

use shared::{
    lead::LeadEvent,
    testing::{Completion, TestQueue},
};

use super::stage::{Stage, TYPED, local, routes};

#[tokio::test]
async fn an_event_that_was_left_behind_goes_with_the_owners_next_turn() {
    let queue = TestQueue::new().await;
    let stage = Stage::with_queue(local()).await;
    stage.say("visitor-1", TYPED).await;
    assert_eq!(stage.outbox().await, (1, 0));

    // Another visitor of the same owner; the queue is there now.
    let routes = routes(stage.db.app(), &stage.openai, shared::config::Flavour::OpenAi, None, queue.app());
    let stage = Stage { routes, ..stage };
    stage.openai.then(Completion::text("Здравствуйте!"));
    stage.say("visitor-2", "Здравствуйте").await;
    assert_eq!(stage.outbox().await, (1, 0), "a younger one may still be on its way by the turn that made it");

    stage.db.execute("update outbox set created_at = created_at - interval '2 minutes'").await;
    stage.openai.then(Completion::text("Чем помочь?"));
    stage.say("visitor-2", "Вы тут?").await;
    assert_eq!(stage.outbox().await, (0, 1));
    let batch = queue.receive().await;
    let event: LeadEvent = serde_json::from_str(batch.records[0].body.as_deref().unwrap()).unwrap();
    assert_eq!((batch.records.len(), event.owner_id), (1, stage.owner.id));
}
