//! The functions' own programs, configured as in production, with every upstream behind TLS.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod database;
mod deployment;
mod doctor;
mod function;
mod turn;

/// A variable that `cargo dev test` sets.
fn set_for_tests(name: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "set for tests by the program that starts them")]
    let value = std::env::var(name);
    value.unwrap_or_else(|_| panic!("{name} is not set: run the tests with `cargo dev test`"))
}
