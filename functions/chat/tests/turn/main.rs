//! A chat turn, from the request to the answer, the database, the model and the queue: a file for each thing that it promises.
#![expect(clippy::unwrap_used, reason = "tests: what is broken must stop them")]

mod stage;

mod again;
mod answers;
mod bad_input;
mod events;
mod forgotten;
mod form;
mod invented;
mod kept;
mod left_behind;
mod limits;
mod once;
mod paused;
mod prompt;
mod registered;
mod round_trips;
mod strangers;
mod streamed;
mod tenants;
mod widget;
