//! What comes after a program was killed.

use std::time::Duration;

use notifier::handle_batch;
use tokio::time::Instant;

use crate::world::World;

impl World {
    /// Some minutes later: nobody holds anything any more, upkeep has run once, and the queue has brought all that it had.
    pub(crate) async fn recovers(&self) {
        self.db
            .execute(
                "update outbox set created_at = created_at - interval '2 minutes';
                update deliveries set leased_until = now() - interval '1 second' where leased_until is not null",
            )
            .await;
        let upkeep = upkeep::App { db: self.db.app(), queue: self.queue.app() };
        upkeep::run(&upkeep, Instant::now() + Duration::from_mins(2)).await.unwrap();
        let notifier = self.notifier(self.db.app());
        let give_up = Instant::now() + Duration::from_mins(1);
        while self.queue.left().await > 0 {
            assert!(Instant::now() < give_up, "the queue is never empty");
            let batch = self.receive().await;
            let failed = handle_batch(&notifier, batch.clone()).await.batch_item_failures;
            assert!(failed.is_empty(), "{failed:?}");
            for message in &batch.records {
                self.queue.delete(message).await;
            }
        }
        assert!(self.queue.dead_letters().await.is_empty());
    }
}
