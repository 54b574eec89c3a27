//! What development and the tests stand on: a real PostgreSQL, and programs of others.
//!
//! A crate of its own that knows nothing of Leadline, because `cargo prepare` must build while a changed query keeps `shared` from
//! building.

pub mod postgres;
pub mod process;
pub mod tools;
