//! The steps of a program: its requests to all neighbours with their answers, in one order.

use std::{
    future::pending,
    sync::{Arc, Mutex},
};

use tokio::sync::Notify;

/// Where a program is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Point {
    /// At which step, from 1.
    pub(crate) step: usize,
    pub(crate) side: Side,
}

/// On which side of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// Before the request reaches the neighbour.
    Before,
    /// After the neighbour has done it and answered, before the answer reaches the program.
    After,
}

/// All points of that many steps, in their order.
pub(crate) fn points(steps: usize) -> impl Iterator<Item = Point> {
    (1..=steps).flat_map(|step| [Side::Before, Side::After].map(|side| Point { step, side }))
}

/// Lets steps happen until a point is reached; then nothing happens any more.
pub(crate) struct Steps {
    seen: Mutex<Vec<String>>,
    end: Option<Point>,
    reached: Notify,
}

impl Steps {
    /// Without an end everything happens.
    pub(crate) fn until(end: Option<Point>) -> Arc<Self> {
        Arc::new(Self { seen: Mutex::default(), end, reached: Notify::new() })
    }

    /// One step, named in words.
    pub(crate) async fn step<T>(&self, words: String, carry_out: impl Future<Output = T>) -> T {
        let step = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(words);
            seen.len()
        };
        self.pass(Point { step, side: Side::Before }).await;
        let answer = carry_out.await;
        self.pass(Point { step, side: Side::After }).await;
        answer
    }

    async fn pass(&self, point: Point) {
        if self.end == Some(point) {
            self.reached.notify_one();
            pending::<()>().await;
        }
    }

    /// Waits for the end.
    pub(crate) async fn reached(&self) {
        self.reached.notified().await;
    }

    /// The steps so far, in words.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}
