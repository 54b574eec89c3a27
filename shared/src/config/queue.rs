//! `QUEUE_URL`.

use super::Reader;

/// The queue of lead events.
#[derive(Debug, Clone)]
pub struct QueueConfig {
    /// The URL of an SQS queue; its region and credentials come the way of the AWS SDK.
    pub url: String,
}

impl QueueConfig {
    /// Reads `QUEUE_URL`. A function has no other queue than SQS: the local one lives in the one process of `cargo dev`.
    pub fn read(reader: &mut Reader) -> Self {
        Self { url: reader.required("QUEUE_URL", "expected the URL of the SQS queue of lead events") }
    }
}
