//! From a batch of SQS to what the owner sees in Telegram.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests: what is broken must stop them")]

mod stage;

mod batches;
mod cards;
mod chats;
mod given_up;
mod grown;
mod queue;
mod repeated;
mod retried;
