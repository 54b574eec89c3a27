//! What an operator sees of the functions' own programs, each frozen the moment it has answered, as Lambda does.
#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod collector;
mod errors;
mod instance;
mod lines;
mod traces;
mod world;

/// A variable that `cargo dev test` sets.
fn told(name: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "set for tests by the program that starts them")]
    let told = std::env::var(name);
    told.unwrap_or_else(|_| panic!("{name} is not set: run the tests with `cargo dev test`"))
}
