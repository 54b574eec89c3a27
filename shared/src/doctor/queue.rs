//! The queue of lead events and its dead-letter queue: their attributes.

use std::collections::HashMap;

use aws_sdk_sqs::{Client, error::DisplayErrorContext, types::QueueAttributeName};

use super::Check;
use crate::queue::{Consumer, Queue};

const QUEUE: &str = "Queue";
const DEAD_LETTERS: &str = "Dead-letter queue";
const WAITING: QueueAttributeName = QueueAttributeName::ApproximateNumberOfMessages;

/// None on one machine, where the outbox is the queue.
pub(super) async fn check(queue: &Queue) -> Option<Check> {
    let Queue::Sqs { client, url } = queue else { return None };
    Some(match attributes(client, url).await {
        Ok(found) if !found.contains_key(&QueueAttributeName::RedrivePolicy) => Check::warning(
            QUEUE,
            format!("waiting messages: {}; it has no dead-letter queue", waiting(&found)),
            "Give the queue a RedrivePolicy, or a message that cannot be handled is received for ever.",
        ),
        Ok(found) => Check::works(QUEUE, format!("waiting messages: {}", waiting(&found))),
        Err(why) => Check::failed(QUEUE, why, remedy("QUEUE_URL")),
    })
}

/// None on one machine.
pub(super) async fn check_consumer(consumer: &Consumer) -> Option<Check> {
    let Consumer::Sqs { client, dead_letter_url, .. } = consumer else { return None };
    Some(match attributes(client, dead_letter_url).await {
        Ok(found) if waiting(&found) != "0" => Check::warning(
            DEAD_LETTERS,
            format!("undelivered messages: {}", waiting(&found)),
            "Mend the cause, then send them back: aws sqs start-message-move-task (README, \"Leads that could not be announced\").",
        ),
        Ok(_) => Check::works(DEAD_LETTERS, "it is empty"),
        Err(why) => Check::failed(DEAD_LETTERS, why, remedy("DEAD_LETTER_QUEUE_URL")),
    })
}

async fn attributes(client: &Client, url: &str) -> Result<HashMap<QueueAttributeName, String>, String> {
    let ask = client.get_queue_attributes().queue_url(url).attribute_names(WAITING);
    let found = ask.attribute_names(QueueAttributeName::RedrivePolicy).send().await;
    found.map(|found| found.attributes.unwrap_or_default()).map_err(|error| DisplayErrorContext(error).to_string())
}

fn waiting(found: &HashMap<QueueAttributeName, String>) -> &str {
    found.get(&WAITING).map_or("0", String::as_str)
}

fn remedy(variable: &str) -> String {
    format!("Check {variable}, AWS_REGION and the function's right to sqs:GetQueueAttributes.")
}
