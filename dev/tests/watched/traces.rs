//! One trace over two programs, as a collector of OpenTelemetry's protocol reads it.

use std::time::Instant;

use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::any_value::Value as Attribute,
    trace::v1::{Span, span::SpanKind},
};
use serde_json::Value;
use shared::testing::Completion;

use crate::{
    collector::{Collector, Posted},
    lines::{TEXT, event},
    world::World,
};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// The spans of all bodies so far, and the service each is of.
fn spans(posted: &[Posted]) -> Vec<(String, Span)> {
    let mut spans = Vec::new();
    for Posted { body, .. } in posted {
        let export: ExportTraceServiceRequest = serde_json::from_slice(body).unwrap();
        for resource in export.resource_spans {
            let attributes = resource.resource.unwrap().attributes;
            let service = attributes.iter().find(|attribute| attribute.key == "service.name").unwrap();
            let Some(Attribute::StringValue(service)) = service.value.clone().unwrap().value else { panic!("{service:?}") };
            spans.extend(resource.scope_spans.into_iter().flat_map(|scope| scope.spans).map(|span| (service.clone(), span)));
        }
    }
    spans
}

fn hex(id: &[u8]) -> String {
    id.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// The text message, from a caller who has begun a trace.
fn traced(header: &str, value: &str) -> Value {
    let mut event = event(TEXT);
    event["headers"][header] = value.into();
    event
}

#[tokio::test]
async fn a_message_is_one_trace_from_the_gateway_to_telegram() {
    let (world, collector) = (World::new().await, Collector::start().await);
    let endpoint = format!("http://{}/", collector.address);
    let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b")];
    let (mut chat, mut notifier) = (world.start("chat", &variables).await, world.start("notifier", &variables).await);
    world.openai.then(Completion::text("Спасибо"));
    chat.invoke(traced("traceparent", &format!("00-{TRACE}-{CALLER}-01"))).await;
    let batch = world.queue.receive().await;
    let attribute = batch.records[0].message_attributes["traceparent"].string_value.clone().unwrap();
    notifier.invoke(serde_json::to_value(batch).unwrap()).await;

    let posted = collector.posted();
    assert_eq!(posted.len(), 2, "one for each invocation, before its answer");
    for Posted { path, headers, .. } in &posted {
        assert_eq!(
            (path.as_str(), &headers["api-key"], &headers["content-type"]),
            ("/v1/traces", &"a b".parse().unwrap(), &"application/json".parse().unwrap())
        );
    }
    let spans = spans(&posted);
    let told = spans.iter().map(|(service, span)| {
        assert_eq!(hex(&span.trace_id), TRACE, "{span:?}");
        assert!(span.end_time_unix_nano > span.start_time_unix_nano, "{span:?}");
        let parent = hex(&span.parent_span_id);
        let parent = spans.iter().find(|(_, of)| hex(&of.span_id) == parent).map_or(parent, |(_, of)| of.name.clone());
        let kind = SpanKind::try_from(span.kind).unwrap().as_str_name().trim_start_matches("SPAN_KIND_").to_lowercase();
        format!("{service}: {} ({kind}) of {parent}", span.name)
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    insta::assert_snapshot!(told.join("\n"), @"
    chat: POST /api/chat (server) of 00f067aa0ba902b7
    chat: chat gpt-6-luna (client) of POST /api/chat
    chat: send lead events (producer) of POST /api/chat
    chat: transaction (client) of POST /api/chat
    chat: transaction (client) of POST /api/chat
    notifier: announce (consumer) of send lead events
    notifier: sendMessage (client) of announce
    notifier: transaction (client) of announce
    notifier: transaction (client) of announce
    ");
    let id = |name: &str| hex(&spans.iter().find(|(_, span)| span.name == name).unwrap().1.span_id);
    assert_eq!(attribute, format!("00-{TRACE}-{}-01", id("send lead events")));
    assert_eq!(world.openai.traceparents(), [format!("00-{TRACE}-{}-01", id("chat gpt-6-luna"))]);

    let request = &spans.iter().find(|(_, span)| span.name == "POST /api/chat").unwrap().1;
    let mut names: Vec<&str> =
        spans.iter().flat_map(|(_, span)| &span.attributes).map(|attribute| attribute.key.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    insta::assert_snapshot!(names.join(" "), @"db.system.name gen_ai.operation.name gen_ai.request.model gen_ai.usage.input_tokens gen_ai.usage.output_tokens http.request.method http.response.status_code http.route lead_id messaging.batch.message_count messaging.system owner_id");
    assert!(request.attributes.iter().any(|attribute| attribute.key == "http.response.status_code"));
    for Posted { body, .. } in &posted {
        let body = String::from_utf8_lossy(body);
        assert!(
            !body.contains("123-45-67")
                && !body.contains("79161234567")
                && !body.contains("1:token")
                && !body.contains("Спасибо"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_trace_of_xray_goes_on_and_without_one_a_new_one_begins() {
    let (world, collector) = (World::new().await, Collector::start().await);
    let endpoint = format!("http://{}", collector.address);
    let mut chat = world.start("chat", &[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]).await;
    chat.invoke(traced("x-amzn-trace-id", &format!("Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent={CALLER};Sampled=0"))).await;
    let spans_of = |posted: &[Posted]| spans(posted).into_iter().map(|(_, span)| span).collect::<Vec<_>>();
    let spans = spans_of(&collector.posted());
    assert!(spans.len() > 3 && spans.iter().all(|span| hex(&span.trace_id) == TRACE), "{spans:#?}");
    assert_eq!(spans.iter().filter(|span| hex(&span.parent_span_id) == CALLER).count(), 1);
    chat.invoke(traced("x-amzn-trace-id", "nonsense")).await;
    let spans = spans_of(&collector.posted()[1..]);
    assert!(spans.len() > 3 && spans.iter().all(|span| span.trace_id == spans[0].trace_id && hex(&span.trace_id) != TRACE));
}

#[tokio::test]
async fn without_a_collector_nothing_is_told_to_anybody() {
    let world = World::new().await;
    let mut chat = world.start("chat", &[]).await;
    chat.invoke(traced("traceparent", &format!("00-{TRACE}-{CALLER}-01"))).await;
    let lines = chat.lines().await;
    assert!(!lines.is_empty() && lines.iter().all(|line| !line.to_string().contains("leadline::spans")), "{lines:#?}");
    assert!(world.queue.receive().await.records[0].message_attributes.is_empty());
    assert_eq!(world.openai.traceparents(), [String::new()]);
}

#[tokio::test]
async fn a_collector_that_never_answers_costs_one_answer_little_and_the_next_nothing() {
    let (world, collector) = (World::new().await, Collector::stalled().await);
    let endpoint = format!("http://{}", collector.address);
    let mut chat = world.start("chat", &[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]).await;
    let answer = chat.invoke(event(TEXT)).await;
    assert_eq!(answer["statusCode"], 200);
    let warned = |lines: &[Value]| lines.iter().filter(|line| line["what"] == "spans").count();
    let waited =
        |lines: &[Value]| lines.iter().find(|line| line["message"] == "answered").unwrap()["latency_ms"].as_u64().unwrap();
    let lines = chat.lines().await;
    assert_eq!((warned(&lines), waited(&lines) >= 300), (1, true), "{lines:#?}");
    let started = Instant::now();
    assert_eq!(chat.invoke(event(TEXT)).await["statusCode"], 200);
    assert!(started.elapsed().as_secs() < 5);
    assert_eq!(warned(&chat.lines().await), 0);
}
