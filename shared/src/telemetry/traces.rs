//! Traces: one for a visitor's message, from the gateway to Telegram. Handed to a collector by OTLP, in its JSON form, over the HTTP
//! client that is there anyway.

mod otlp;
mod parent;

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use opentelemetry::{Context, trace::TracerProvider};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{SdkTracerProvider, Span, SpanData, SpanProcessor},
};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{Layer, filter::Targets, registry::LookupSpan};

pub(crate) use parent::traceparent;
pub use parent::{Parent, continued};

use super::outbound::Outbound;
use crate::https::Https;

/// The target of spans that are handed on. Silenced where there is no collector, so that such a span is never made.
pub const SPANS: &str = "leadline::spans";

/// So many spans are kept until they are handed on: an invocation makes about twenty.
const MOST: usize = 2_000;

static TRACES: OnceLock<Traces> = OnceLock::new();

#[derive(Debug)]
struct Traces {
    ended: Ended,
    outbound: Outbound,
    service: String,
    /// Keeps the processor alive.
    _provider: SdkTracerProvider,
}

/// Spans that are over.
#[derive(Debug, Clone, Default)]
struct Ended(Arc<Mutex<Vec<SpanData>>>);

impl SpanProcessor for Ended {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}

    fn on_end(&self, span: SpanData) {
        let mut ended = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.len() < MOST {
            ended.push(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// Starts tracing to the collector at that address, with headers as `OTEL_EXPORTER_OTLP_HEADERS` has them, or those of
/// [`authorize`] when they are known. The layer takes the spans of
/// [`SPANS`] and nothing else: no log line, and so nothing that a log line may hold.
pub(super) fn start<S>(endpoint: &str, headers: Option<&str>, service: String, https: &Https) -> Option<impl Layer<S> + use<S>>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let ended = Ended::default();
    let provider = SdkTracerProvider::builder().with_span_processor(ended.clone()).build();
    let tracer = provider.tracer("leadline");
    let outbound = Outbound::to(format!("{}/v1/traces", endpoint.trim_end_matches('/')), https)?;
    if let Some(headers) = headers {
        outbound.headers.get_or_init(|| read(headers));
    }
    TRACES.set(Traces { ended, outbound, service, _provider: provider }).ok()?;
    let layer = tracing_opentelemetry::layer().with_tracer(tracer);
    let layer = layer.with_location(false).with_threads(false).with_tracked_inactivity(false).with_target(false);
    Some(layer.with_filter(Targets::new().with_target(SPANS, LevelFilter::INFO)))
}

/// `name=value,name=value`, percent-encoded (the OTLP exporter's specification). What cannot be a header is left out.
fn read(headers: &str) -> HeaderMap {
    let header = |pair: &str| {
        pair.split_once('=')?;
        let (name, value) = serde_urlencoded::from_str::<Vec<(String, String)>>(&pair.trim().replace('+', "%2B")).ok()?.pop()?;
        let mut value = HeaderValue::from_str(value.trim()).ok()?;
        value.set_sensitive(true);
        Some((HeaderName::try_from(name.trim()).ok()?, value))
    };
    headers.split(',').filter_map(header).chain([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]).collect()
}

/// Headers that lay in a secret, and so are known only after the configuration was read.
pub fn authorize(headers: &str) {
    if let Some(traces) = TRACES.get() {
        traces.outbound.headers.get_or_init(|| read(headers));
    }
}

/// Hands over the spans that are over. A collector that is away costs an answer little time and never fails it.
pub(super) async fn flush() {
    let Some(traces) = TRACES.get() else { return };
    let spans = std::mem::take(&mut *traces.ended.0.lock().unwrap_or_else(PoisonError::into_inner));
    if !spans.is_empty() {
        traces.outbound.post("spans", || otlp::encode(&traces.service, &spans).to_string()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_the_specification_says() {
        let headers = read("api-key=a%20b, x-team = 1,not a header=2,nothing,plus=a+b");
        let all: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        assert_eq!(all, [("api-key", "a b"), ("x-team", "1"), ("plus", "a+b"), ("content-type", "application/json")]);
        assert!(!format!("{headers:?}").contains("a b"));
    }
}
