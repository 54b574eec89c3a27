//! Whole dialogues of `evals/`: what the owner holds at their end, whatever the model did meanwhile.
//!
//! `cargo dev test --test evals` plays them with a scripted model that fails at random; with `OPENAI_API_KEY` set,
//! `cargo dev test --test evals -- --ignored --nocapture` plays them with a real one.
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests, one of which prints a table")]

mod attacks;
mod desk;
mod dialogue;
mod faults;
mod judge;
mod scenarios;
