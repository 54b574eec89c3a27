//! What the tests of all functions stand on: a database for each test, event files as requests, and stand-ins of the neighbours that
//! also fail, stall and cut off.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "test support: what is broken must stop the test"
)]

mod contract;
mod database;
mod event;
mod logs;
mod openai;
mod owner;
mod queue;
#[cfg(test)]
mod raw;
mod stand_in;
mod telegram;
mod tls;

pub use ::loopback::RoundTrips;
pub use database::TestDatabase;
pub use event::{Answer, begin, event, read, request, send};
pub use logs::Logs;
pub use openai::{Completion, OpenAi, Transcription, TranscriptionRequest};
pub use owner::{TestOwner, development_tokens};
pub use queue::TestQueue;
pub use telegram::{ShownMessage, Telegram, TelegramAnswer, TelegramCall};
pub use tls::{Offer, TestAuthority, TestCertificate, TlsFront};
