//! What stands on the loopback around a function's own program: Lambda's runtime API, and a relay that counts round trips.
//!
//! A crate of its own that knows nothing of Leadline: the benchmarks use it in a release build, and the tests in theirs.

mod round_trips;
mod runtime_api;

pub use round_trips::RoundTrips;
pub use runtime_api::{Outcome, RuntimeApi};
