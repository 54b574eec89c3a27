//! The model: OpenAI's Chat Completions and transcriptions, or any server that speaks the same protocol.

mod call;
mod circuit;
mod client;
mod error;
mod probe;
mod request;
mod response;
mod stream;
mod tool;

pub use client::{Hear, OpenAi};
pub use error::ModelError;
pub use probe::ListedModel;
pub use request::Prompt;
pub use response::{Completion, ToolCall, Usage};
pub use tool::REGISTER_LEAD;
