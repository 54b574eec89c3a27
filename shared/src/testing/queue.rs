//! A queue of its own for every test, on a server that speaks the protocol of SQS.

use std::time::Duration;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use aws_sdk_sqs::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    types::MessageSystemAttributeName,
};

use crate::queue::Queue;

/// Set by `cargo dev test`: the endpoint of a server of SQS.
const SERVER: &str = "LEADLINE_TEST_SQS";

/// A queue for one test.
#[derive(Debug)]
pub struct TestQueue {
    client: Client,
    url: String,
}

impl TestQueue {
    /// Makes the queue. What was received and not deleted comes again after two seconds.
    pub async fn new() -> Self {
        #[expect(clippy::disallowed_methods, reason = "set for tests by the program that starts them")]
        let endpoint = std::env::var(SERVER);
        let endpoint = endpoint.unwrap_or_else(|_| panic!("{SERVER} is not set: run the tests with `cargo dev test`"));
        let client = client(&endpoint);
        let name = format!("leads-{}", uuid::Uuid::new_v4());
        let attribute = aws_sdk_sqs::types::QueueAttributeName::VisibilityTimeout;
        let made = client.create_queue().queue_name(name).attributes(attribute, "2").send().await.expect("a queue");
        Self { client, url: made.queue_url.expect("a URL") }
    }

    /// `QUEUE_URL` for a program of its own.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// As the code under test sees it.
    #[must_use]
    pub fn app(&self) -> Queue {
        Queue::Sqs { client: self.client.clone(), url: self.url.clone() }
    }

    /// A queue that nobody listens to.
    #[must_use]
    pub fn unreachable() -> Queue {
        Queue::Sqs { client: client("http://127.0.0.1:9"), url: "http://127.0.0.1:9/000000000000/leads".to_owned() }
    }

    /// What SQS would hand to a function now: up to ten messages, waiting for the first at most a second.
    pub async fn receive(&self) -> SqsEvent {
        let received = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(10)
            .wait_time_seconds(1)
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .send()
            .await
            .expect("an answer of SQS");
        let mut event = SqsEvent::default();
        for message in received.messages.unwrap_or_default() {
            let mut record = SqsMessage::default();
            record.message_id = message.message_id;
            record.receipt_handle = message.receipt_handle;
            record.body = message.body;
            let attributes = message.attributes.unwrap_or_default();
            record.attributes = attributes.into_iter().map(|(name, value)| (name.as_str().to_owned(), value)).collect();
            event.records.push(record);
        }
        event
    }

    /// Deletes a message, as Lambda does with those that a function did not report.
    pub async fn delete(&self, message: &SqsMessage) {
        let handle = message.receipt_handle.clone().unwrap_or_default();
        self.client.delete_message().queue_url(&self.url).receipt_handle(handle).send().await.expect("an answer of SQS");
    }
}

fn client(endpoint: &str) -> Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .endpoint_url(endpoint)
        .timeout_config(aws_config::timeout::TimeoutConfig::builder().operation_timeout(Duration::from_secs(5)).build())
        .build();
    Client::from_conf(config)
}
