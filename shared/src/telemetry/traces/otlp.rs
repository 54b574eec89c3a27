//! OTLP in its JSON form (the OpenTelemetry protocol, "JSON Protobuf Encoding"): ids as hexadecimal digits, 64-bit numbers as text.

use std::time::{SystemTime, UNIX_EPOCH};

use opentelemetry::{
    KeyValue, Value as Attribute,
    trace::{SpanId, SpanKind, Status},
};
use opentelemetry_sdk::trace::SpanData;
use serde_json::{Value, json};

/// The body of a request to `/v1/traces`.
pub(super) fn encode(service: &str, spans: &[SpanData]) -> Value {
    let resource =
        [KeyValue::new("service.name", service.to_owned()), KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))];
    json!({
        "resourceSpans": [{
            "resource": { "attributes": attributes(&resource) },
            "scopeSpans": [{
                "scope": { "name": "leadline" },
                "spans": spans.iter().map(span).collect::<Vec<_>>(),
            }],
        }],
    })
}

fn span(span: &SpanData) -> Value {
    let context = &span.span_context;
    let mut encoded = json!({
        "traceId": context.trace_id().to_string(),
        "spanId": context.span_id().to_string(),
        "name": span.name,
        "kind": kind(&span.span_kind),
        "startTimeUnixNano": nanoseconds(span.start_time),
        "endTimeUnixNano": nanoseconds(span.end_time),
        "attributes": attributes(&span.attributes),
        "status": status(&span.status),
    });
    if span.parent_span_id != SpanId::INVALID {
        encoded["parentSpanId"] = span.parent_span_id.to_string().into();
    }
    encoded
}

fn kind(kind: &SpanKind) -> u8 {
    match kind {
        SpanKind::Internal => 1,
        SpanKind::Server => 2,
        SpanKind::Client => 3,
        SpanKind::Producer => 4,
        SpanKind::Consumer => 5,
    }
}

fn status(status: &Status) -> Value {
    match status {
        Status::Unset => json!({}),
        Status::Ok => json!({ "code": 1 }),
        Status::Error { description } => json!({ "code": 2, "message": description }),
    }
}

fn nanoseconds(time: SystemTime) -> String {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string()
}

fn attributes(attributes: &[KeyValue]) -> Vec<Value> {
    let value = |value: &Attribute| match value {
        Attribute::Bool(value) => json!({ "boolValue": value }),
        Attribute::I64(value) => json!({ "intValue": value.to_string() }),
        Attribute::F64(value) => json!({ "doubleValue": value }),
        other => json!({ "stringValue": other.as_str() }),
    };
    attributes.iter().map(|attribute| json!({ "key": attribute.key.as_str(), "value": value(&attribute.value) })).collect()
}
