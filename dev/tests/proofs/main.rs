//! What must hold of the programs whatever happens: killed at every step, everybody at once, and answers that are streamed.
//!
//! `cargo dev test --test proofs -- --nocapture` prints what was tried and what came of it.
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests, which print tables")]

mod at_once;
mod burst;
mod killed;
mod program;
mod streamed;
mod world;

/// What `cargo dev test` tells the tests.
fn told(name: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "set for tests by the program that starts them")]
    let value = std::env::var(name);
    value.unwrap_or_else(|_| panic!("{name} is not set: run the tests with `cargo dev test`"))
}
