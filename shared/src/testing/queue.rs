//! A queue of its own for every test, on a server that speaks the protocol of SQS.

use std::time::Duration;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage, SqsMessageAttribute};
use aws_sdk_sqs::{
    Client,
    types::{MessageSystemAttributeName, QueueAttributeName},
};
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use serde_json::json;

use crate::{
    aws,
    config::AwsConfig,
    https::Https,
    queue::{Consumer, Queue},
};

/// Set by `cargo dev test`: the endpoint of a server of SQS.
const SERVER: &str = "LEADLINE_TEST_SQS";

/// A queue for one test, and its dead-letter queue.
#[derive(Debug)]
pub struct TestQueue {
    /// The test's own. It has more patience than an app: a machine that does much at once is no fault.
    client: Client,
    app: Client,
    url: String,
    dead_letter_url: String,
}

impl TestQueue {
    /// Makes the queues. What was received and not deleted comes again after two seconds, a hundred times as in `template.yaml`.
    pub async fn new() -> Self {
        #[expect(clippy::disallowed_methods, reason = "set for tests by the program that starts them")]
        let endpoint = std::env::var(SERVER);
        let endpoint = endpoint.unwrap_or_else(|_| panic!("{SERVER} is not set: run the tests with `cargo dev test`"));
        let (client, app) = (patient(&endpoint), client(&endpoint));
        let name = format!("leads-{}", uuid::Uuid::new_v4());
        let dead_letter_url = make(&client, &format!("{name}-dead"), &[]).await;
        let arn = QueueAttributeName::QueueArn;
        let asked = client.get_queue_attributes().queue_url(&dead_letter_url).attribute_names(arn.clone()).send().await;
        let arn = asked.expect("an answer of SQS").attributes.expect("attributes").remove(&arn).expect("an ARN");
        let redrive = json!({ "deadLetterTargetArn": arn, "maxReceiveCount": 100 }).to_string();
        let attributes = [(QueueAttributeName::VisibilityTimeout, "2"), (QueueAttributeName::RedrivePolicy, redrive.as_str())];
        let url = make(&client, &name, &attributes).await;
        Self { client, app, url, dead_letter_url }
    }

    /// `QUEUE_URL` for a program of its own.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// `DEAD_LETTER_QUEUE_URL` for a program of its own.
    #[must_use]
    pub fn dead_letter_url(&self) -> &str {
        &self.dead_letter_url
    }

    /// As the code under test sees it that sends.
    #[must_use]
    pub fn app(&self) -> Queue {
        Queue::Sqs { client: self.app.clone(), url: self.url.clone() }
    }

    /// The same, over a wire that listens on that port of this machine.
    #[must_use]
    pub fn app_through(&self, port: u16) -> Queue {
        Queue::Sqs { client: client(&format!("http://127.0.0.1:{port}")), url: self.url.clone() }
    }

    /// As the code under test sees it that receives.
    #[must_use]
    pub fn consumer(&self) -> Consumer {
        let (url, dead_letter_url) = (self.url.clone(), self.dead_letter_url.clone());
        Consumer::Sqs { client: self.app.clone(), url, dead_letter_url }
    }

    /// Of a queue that nobody listens to.
    #[must_use]
    pub fn unreachable_consumer() -> Consumer {
        let url = "http://127.0.0.1:9/000000000000/leads".to_owned();
        Consumer::Sqs { client: client("http://127.0.0.1:9"), dead_letter_url: format!("{url}-dead"), url }
    }

    /// A queue that nobody listens to.
    #[must_use]
    pub fn unreachable() -> Queue {
        Queue::Sqs { client: client("http://127.0.0.1:9"), url: "http://127.0.0.1:9/000000000000/leads".to_owned() }
    }

    /// What SQS would hand to a function now: up to ten messages, waiting for the first at most a second.
    pub async fn receive(&self) -> SqsEvent {
        self.receive_from(&self.url).await
    }

    /// How many messages the queue has, with those that somebody has received and not deleted.
    pub async fn left(&self) -> usize {
        let names = [QueueAttributeName::ApproximateNumberOfMessages, QueueAttributeName::ApproximateNumberOfMessagesNotVisible];
        let asked = self.client.get_queue_attributes().queue_url(&self.url).set_attribute_names(Some(names.to_vec())).send();
        let counts = asked.await.expect("an answer of SQS").attributes.expect("attributes");
        names.iter().map(|name| counts[name].parse::<usize>().expect("a number")).sum()
    }

    /// What lies in the dead-letter queue, and stays there.
    pub async fn dead_letters(&self) -> Vec<SqsMessage> {
        let event = self.receive_from(&self.dead_letter_url).await;
        for message in &event.records {
            self.show(&self.dead_letter_url, message).await;
        }
        event.records
    }

    /// Sends what lies in the dead-letter queue back, as a message move task does.
    pub async fn redrive(&self) {
        for message in self.receive_from(&self.dead_letter_url).await.records {
            let group = message.attributes.get("MessageGroupId").cloned();
            let send = self.client.send_message().queue_url(&self.url).set_message_body(message.body.clone());
            send.set_message_group_id(group).send().await.expect("an answer of SQS");
            let delete = self.client.delete_message().queue_url(&self.dead_letter_url);
            delete.set_receipt_handle(message.receipt_handle).send().await.expect("an answer of SQS");
        }
    }

    /// Puts a message into the queue that no function of ours would send.
    pub async fn put(&self, body: &str) {
        self.client.send_message().queue_url(&self.url).message_body(body).send().await.expect("an answer of SQS");
    }

    /// Has a message that was received come again at once, as if its time were over.
    pub async fn hurry(&self, message: &SqsMessage) {
        self.show(&self.url, message).await;
    }

    /// Deletes a message, as Lambda does with those that a function did not report. One whose time was over has been handed out again,
    /// and is deleted by whoever has it now.
    pub async fn delete(&self, message: &SqsMessage) {
        let handle = message.receipt_handle.clone().unwrap_or_default();
        let deleted = self.client.delete_message().queue_url(&self.url).receipt_handle(handle).send().await;
        if let Err(error) = deleted {
            let error = error.into_service_error();
            assert!(error.is_receipt_handle_is_invalid(), "an answer of SQS: {error}");
        }
    }

    async fn show(&self, url: &str, message: &SqsMessage) {
        let change = self.client.change_message_visibility().queue_url(url).visibility_timeout(0);
        change.set_receipt_handle(message.receipt_handle.clone()).send().await.expect("an answer of SQS");
    }

    async fn receive_from(&self, url: &str) -> SqsEvent {
        let receive = self.client.receive_message().queue_url(url).max_number_of_messages(10).wait_time_seconds(1);
        let received = receive.message_system_attribute_names(MessageSystemAttributeName::All);
        let received = received.message_attribute_names("All").send().await;
        let mut event = SqsEvent::default();
        for message in received.expect("an answer of SQS").messages.unwrap_or_default() {
            let mut record = SqsMessage::default();
            record.message_id = message.message_id;
            record.receipt_handle = message.receipt_handle;
            record.body = message.body;
            for (name, value) in message.message_attributes.unwrap_or_default() {
                let attribute: &mut SqsMessageAttribute = record.message_attributes.entry(name).or_default();
                (attribute.string_value, attribute.data_type) = (value.string_value, Some(value.data_type));
            }
            let attributes = message.attributes.unwrap_or_default();
            record.attributes = attributes.into_iter().map(|(name, value)| (name.as_str().to_owned(), value)).collect();
            event.records.push(record);
        }
        event
    }
}

/// Makes a queue; its URL.
async fn make(client: &Client, name: &str, attributes: &[(QueueAttributeName, &str)]) -> String {
    let attributes = attributes.iter().map(|(name, value)| (name.clone(), (*value).to_owned())).collect();
    let made = client.create_queue().queue_name(name).set_attributes(Some(attributes)).send().await.expect("a queue");
    made.queue_url.expect("a URL")
}

fn client(endpoint: &str) -> Client {
    Client::new(&sdk(endpoint))
}

fn patient(endpoint: &str) -> Client {
    let patience = TimeoutConfig::builder().operation_timeout(Duration::from_mins(1)).build();
    Client::from_conf(aws_sdk_sqs::config::Builder::from(&sdk(endpoint)).timeout_config(patience).build())
}

fn sdk(endpoint: &str) -> SdkConfig {
    let config = AwsConfig {
        region: "us-east-1".to_owned(),
        access_key_id: "test".to_owned(),
        secret_access_key: "test".into(),
        session_token: None,
        endpoint: Some(endpoint.to_owned()),
    };
    aws::sdk(&config, &Https::for_development()).expect("an HTTP client")
}
