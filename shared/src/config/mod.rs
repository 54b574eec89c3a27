//! Configuration: the environment, read once, one struct for each concern, all errors at once.

mod aws;
mod database;
mod limits;
mod openai;
mod queue;
mod reader;
mod secrets;
mod start;
mod telegram;
mod token;

pub use aws::AwsConfig;
pub use database::DatabaseConfig;
pub use openai::{Flavour, OpenAiConfig};
pub use queue::{ConsumerConfig, QueueConfig};
pub use reader::{ConfigError, Reader};
pub use start::StartError;
pub use telegram::TelegramConfig;
pub use token::{DEVELOPMENT_SECRET, TokenConfig};
