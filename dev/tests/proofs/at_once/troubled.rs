//! The same rush, while a neighbour is away, full or slow: every turn is answered in the end, and no lead is lost, counted.

use std::time::Duration;

use futures::future::join_all;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep},
};

use super::{Counted, REPEATED, Rush, SHOPS};

impl Rush {
    /// Sends on what the queue did not take, as the schedule does once it is stale.
    async fn send_what_was_left_behind(&self) -> u64 {
        let Self { world, .. } = self;
        world.db.execute("update outbox set created_at = created_at - interval '2 minutes' where sent_at is null").await;
        let app = upkeep::App { db: world.db.app(), queue: world.queue.app() };
        upkeep::run(&app, Instant::now() + Duration::from_secs(30)).await.unwrap().sent
    }

    /// Has all that is under way come to its end, where nothing is lost; how many events were left behind.
    async fn settle(&self, over: watch::Sender<bool>, consumers: Vec<JoinHandle<()>>) -> u64 {
        let left_behind = self.send_what_was_left_behind().await;
        over.send_replace(true);
        join_all(consumers).await.into_iter().for_each(Result::unwrap);
        self.expect_nothing_lost().await;
        left_behind
    }

    /// What there is in the end is what was planned, for each owner.
    async fn expect_nothing_lost(&self) {
        for (place, owner) in self.owners.iter().enumerate() {
            let planned = Counted::planned(place, &self.turns);
            let counted = Counted::of(&self.world, owner, SHOPS[place]).await;
            assert_eq!(counted.using_as(&planned), planned, "{}", SHOPS[place]);
        }
        assert!(self.world.queue.dead_letters().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_restarts_under_load_costs_time_and_no_lead() {
    let rush = Rush::new().await;
    rush.register(rush.registered() * REPEATED);
    let (over, consumers) = rush.consume();
    let restarts = async {
        for _ in 0..2 {
            sleep(Duration::from_millis(400)).await;
            rush.world.wires.database.cut();
            sleep(Duration::from_millis(600)).await;
            rush.world.wires.database.mend();
        }
    };
    tokio::join!(restarts, rush.answer());
    let left_behind = rush.settle(over, consumers).await;
    println!("restarted twice: {} answers of 503, {left_behind} events sent on by upkeep", rush.failures());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_slow_costs_time_and_no_lead() {
    let rush = Rush::new().await;
    rush.register(rush.registered() * REPEATED);
    rush.world.wires.database.delay(Duration::from_millis(20));
    let (over, consumers) = rush.consume();
    rush.answer().await;
    rush.settle(over, consumers).await;
    println!("40 ms more for each round trip: {} answers of 503", rush.failures());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_free_connections_costs_time_and_no_lead() {
    // Fewer than instances, and more than one fleet can take with what the test itself holds: idle instances keep theirs.
    const ALLOWED: usize = 32;
    let rush = Rush::new().await;
    rush.register(rush.registered() * REPEATED);
    let limit = format!("do $$ begin execute format('alter database %I connection limit {ALLOWED}', current_database()); end $$");
    rush.world.db.execute(&limit).await;
    rush.answer().await;
    rush.world.db.execute(&limit.replace(&ALLOWED.to_string(), "-1")).await;
    let (over, consumers) = rush.consume();
    rush.settle(over, consumers).await;
    println!("{ALLOWED} connections for 40 instances: {} answers of 503", rush.failures());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_that_refuses_delays_leads_and_loses_none() {
    let rush = Rush::new().await;
    rush.register(rush.registered() * REPEATED);
    rush.world.wires.queue.cut();
    rush.answer().await;
    let unsent = rush.world.db.count("select count(*) from outbox where sent_at is null").await;
    assert!(unsent > 0);
    let (over, consumers) = rush.consume();
    assert_eq!(i64::try_from(rush.settle(over, consumers).await).unwrap(), unsent);
    for (place, owner) in rush.owners.iter().enumerate() {
        Counted::of(&rush.world, owner, SHOPS[place]).await.expect_shown(&rush.world, owner);
    }
    println!("the queue was away: {unsent} events waited in the outbox, and all were sent on");
}
