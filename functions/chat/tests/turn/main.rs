//! A chat turn, from the request to the answer, the database, the model and the queue: a file for each thing that it promises.
#![expect(clippy::unwrap_used, reason = "tests: what is broken must stop them")]

mod stage;

mod answers;
mod bad_input;
mod events;
mod invented;
mod kept;
mod left_behind;
mod once;
mod prompt;
mod registered;
mod round_trips;
mod tenants;
