//! Consumers of the queue, as Lambda's pollers are: each hands batches over, and deletes what was not reported.

use std::{collections::HashSet, time::Duration};

use notifier::handle_batch;
use tokio::{sync::watch, time::timeout};

use crate::world::World;

/// For a slow machine; a message that is never done is found in this time.
const PATIENCE: Duration = Duration::from_mins(3);

/// Consumes until the last turn is over and the queue is empty.
pub(crate) async fn consume(world: &World, turns_are_over: watch::Receiver<bool>) {
    let app = world.notifier(world.connection());
    let consume = async {
        while !*turns_are_over.borrow() || world.queue.left().await > 0 {
            let batch = world.receive().await;
            let failed = handle_batch(&app, batch.clone()).await.batch_item_failures;
            let failed: HashSet<_> = failed.into_iter().map(|failure| Some(failure.item_identifier)).collect();
            for message in batch.records.iter().filter(|message| !failed.contains(&message.message_id)) {
                world.queue.delete(message).await;
            }
        }
    };
    timeout(PATIENCE, consume).await.unwrap_or_else(|_| panic!("the queue is never empty"));
}
