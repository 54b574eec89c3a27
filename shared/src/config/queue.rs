//! `QUEUE_URL`, `DEAD_LETTER_QUEUE_URL`.

use super::{AwsConfig, Reader};

/// The queue of lead events, as those see it who send.
#[derive(Debug, Clone)]
pub struct QueueConfig {
    /// The URL of an SQS queue.
    pub url: String,
    /// As whom to call it.
    pub aws: AwsConfig,
}

impl QueueConfig {
    /// Reads `QUEUE_URL`. A function has no other queue than SQS: the local one lives in the one process of `cargo dev`.
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            url: reader.required("QUEUE_URL", "expected the URL of the SQS queue of lead events"),
            aws: AwsConfig::read(reader),
        }
    }
}

/// The same queue, as the one sees it who receives.
#[derive(Debug, Clone)]
pub struct ConsumerConfig {
    /// Where messages come from.
    pub queue: QueueConfig,
    /// Where messages go that were given up.
    pub dead_letter_url: String,
}

impl ConsumerConfig {
    /// Reads `QUEUE_URL` and `DEAD_LETTER_QUEUE_URL`.
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            queue: QueueConfig::read(reader),
            dead_letter_url: reader.required("DEAD_LETTER_QUEUE_URL", "expected the URL of the queue's dead-letter queue"),
        }
    }
}
