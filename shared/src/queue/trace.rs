//! How a trace goes through the queue: as an attribute of the message, beside ids that are the same for every sending.

use std::collections::HashMap;

use aws_lambda_events::sqs::SqsMessage;
use aws_sdk_sqs::types::MessageAttributeValue;

use crate::telemetry::{Parent, traceparent};

/// The attribute's name: that of W3C's header.
const ATTRIBUTE: &str = "traceparent";

/// The current span, for whoever receives a message; None where traces are off.
pub(super) fn attribute() -> Option<HashMap<String, MessageAttributeValue>> {
    of(traceparent()?)
}

/// The same attribute as a message that was received has.
pub(super) fn kept(message: &SqsMessage) -> Option<HashMap<String, MessageAttributeValue>> {
    of(parent(message).traceparent?.to_owned())
}

fn of(traceparent: String) -> Option<HashMap<String, MessageAttributeValue>> {
    let value = MessageAttributeValue::builder().data_type("String").string_value(traceparent).build().ok()?;
    Some(HashMap::from([(ATTRIBUTE.to_owned(), value)]))
}

/// Who sent a message.
#[must_use]
pub fn parent(message: &SqsMessage) -> Parent<'_> {
    let traceparent = message.message_attributes.get(ATTRIBUTE).and_then(|attribute| attribute.string_value.as_deref());
    Parent { traceparent, xray: message.attributes.get("AWSTraceHeader").map(String::as_str) }
}
