//! Tests of the whole: a running `cargo dev`, a real browser, a real Lambda runtime API, and an OpenAI stand-in that is not ours.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod aimock;
mod in_a_browser;
mod lambda;
mod machine;
mod one_machine;
mod pooler;
mod round_trips;

/// What `cargo dev test` tells the tests.
fn told(name: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "set for tests by the program that starts them")]
    let value = std::env::var(name);
    value.unwrap_or_else(|_| panic!("{name} is not set: run the tests with `cargo dev test`"))
}
