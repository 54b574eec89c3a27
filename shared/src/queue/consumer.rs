//! The receiving side of the queue of lead events: what becomes of a message that cannot be deleted yet.

use std::time::Duration;

use aws_lambda_events::sqs::SqsMessage;
use aws_sdk_sqs::{Client, error::DisplayErrorContext};

use crate::{
    aws,
    config::ConsumerConfig,
    https::Https,
    telemetry::{Counted, count},
};

/// SQS hides a message for at most twelve hours, counted from its receipt, of which some seconds are over.
const LONGEST: Duration = Duration::from_mins(12 * 60 - 5);
/// What failed together is spread by a tenth of its wait when it comes again, and at least by that: a chat takes a message a second.
const LEAST_SPREAD: Duration = Duration::from_secs(2);

/// Where messages come from. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Consumer {
    /// SQS hands over batches, and deletes what was not reported as failed.
    Sqs {
        /// With region and credentials.
        client: Client,
        /// Of the queue.
        url: String,
        /// Of its dead-letter queue.
        dead_letter_url: String,
    },
    /// One machine: what was reported stays in the outbox, and is tried again by the task that reads it.
    Local,
}

impl Consumer {
    /// A queue of SQS. Connects at the first call.
    ///
    /// # Errors
    /// The TLS library could not be set up.
    pub fn sqs(config: &ConsumerConfig, https: &Https) -> reqwest::Result<Self> {
        let (url, dead_letter_url) = (config.queue.url.clone(), config.dead_letter_url.clone());
        Ok(Self::Sqs { client: Client::new(&aws::sdk(&config.queue.aws, https)?), url, dead_letter_url })
    }

    /// Has a message come again after that time (at most about twelve hours) and not before; it must be reported as failed all the same.
    /// Where the queue cannot be told, its own visibility timeout holds.
    pub async fn come_again(&self, message: &SqsMessage, wait: Duration) {
        let Self::Sqs { client, url, .. } = self else { return };
        let change = client
            .change_message_visibility()
            .queue_url(url)
            .set_receipt_handle(message.receipt_handle.clone())
            .visibility_timeout(seconds(wait, rand::random()));
        if let Err(error) = change.send().await {
            tracing::warn!(message_id = message.message_id, error = %DisplayErrorContext(error), "a message comes again at the queue's time");
        }
    }

    /// Puts a message that was given up into the dead-letter queue. Whether it lies there: only then it may be deleted from its own.
    pub async fn set_aside(&self, message: &SqsMessage) -> bool {
        let Self::Sqs { client, dead_letter_url, .. } = self else { return false };
        let set_aside = client
            .send_message()
            .queue_url(dead_letter_url)
            .set_message_body(message.body.clone())
            .set_message_attributes(super::trace::kept(message))
            // So that the queue is fair between owners when it is sent back.
            .set_message_group_id(message.attributes.get("MessageGroupId").cloned());
        match set_aside.send().await {
            Ok(_) => true,
            Err(error) => {
                count(Counted::QueueFailures, 1);
                let error = DisplayErrorContext(error);
                tracing::error!(message_id = message.message_id, %error, "the dead-letter queue is away");
                false
            }
        }
    }
}

/// Whole seconds, as SQS counts, spread by `chance` between 0 and 1; never less than the wait.
fn seconds(wait: Duration, chance: f64) -> i32 {
    let spread = LEAST_SPREAD.max(wait / 10).mul_f64(chance);
    let whole = wait.saturating_add(spread).min(LONGEST).as_secs_f64().ceil();
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below twelve hours")]
    let whole = whole as i32;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_never_before_its_time_and_somewhat_after() {
        for (millis, chance, expected) in [
            (0, 0.0, 0),
            (0, 1.0, 2),
            (1, 0.0, 1),
            (3_000, 0.0, 3),
            (3_001, 0.0, 4),
            (3_000, 0.5, 4),
            (300_000, 0.0, 300),
            (300_000, 0.999, 330),
            (86_400_000, 0.0, 42_900),
            (u64::MAX, 1.0, 42_900),
        ] {
            assert_eq!(seconds(Duration::from_millis(millis), chance), expected, "{millis} ms, {chance}");
        }
    }
}
