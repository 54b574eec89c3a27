//! Who began a trace, and how it goes on in another program.

use std::collections::HashMap;

use http::HeaderMap;
use opentelemetry::{
    Context,
    propagation::TextMapPropagator,
    trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::TRACES;

/// W3C Trace Context's header, and the name of the attribute of a message.
const TRACEPARENT: &str = "traceparent";

/// What a program was told of the trace it belongs to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parent<'a> {
    /// W3C Trace Context's `traceparent`. Goes before the other.
    pub traceparent: Option<&'a str>,
    /// AWS X-Ray's `X-Amzn-Trace-Id`: `Root=1-…;Parent=…;Sampled=…`.
    pub xray: Option<&'a str>,
}

impl<'a> Parent<'a> {
    /// What a request's headers say, and where they say nothing of X-Ray, what Lambda does.
    pub(crate) fn of_request(headers: &'a HeaderMap, lambda: Option<&'a str>) -> Self {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        Self { traceparent: header(TRACEPARENT), xray: header("x-amzn-trace-id").or(lambda) }
    }
}

/// The span, as a part of the trace that its parent began. Costs nothing where traces are off.
#[must_use]
pub fn continued(span: Span, parent: Parent<'_>) -> Span {
    if !span.is_disabled() && TRACES.get().is_some() {
        let told = parent.traceparent.and_then(of_w3c).or_else(|| parent.xray.and_then(of_xray));
        if let Some(told) = told {
            // Refused only where the span has begun to be used, and it was made just now.
            let _ = span.set_parent(Context::new().with_remote_span_context(told));
        }
    }
    span
}

/// The current span, for a program that is asked next; None where traces are off.
pub(crate) fn traceparent() -> Option<String> {
    TRACES.get()?;
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut carrier);
    carrier.remove(TRACEPARENT)
}

fn of_w3c(traceparent: &str) -> Option<SpanContext> {
    let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &carrier);
    let told = context.span().span_context().clone();
    told.is_valid().then_some(told)
}

/// X-Ray's ids have the lengths of W3C's. Where no parent is named, the root's last half stands for it. Whether X-Ray itself keeps the
/// trace is of no interest here: who set a collector wants to see it.
fn of_xray(header: &str) -> Option<SpanContext> {
    let part = |name: &str| header.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
    let trace = part("Root")?.strip_prefix("1-")?.replace('-', "");
    let parent = part("Parent").unwrap_or(trace.get(16..)?);
    let (trace, parent) = (TraceId::from_hex(&trace).ok()?, SpanId::from_hex(parent).ok()?);
    let told = SpanContext::new(trace, parent, TraceFlags::SAMPLED, true, TraceState::default());
    told.is_valid().then_some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_goes_on_from_what_is_told_of_it() {
        let w3c =
            |told: &str| of_w3c(told).map(|told| (told.trace_id().to_string(), told.span_id().to_string(), told.is_sampled()));
        let xray =
            |told: &str| of_xray(told).map(|told| (told.trace_id().to_string(), told.span_id().to_string(), told.is_sampled()));
        let (trace, span) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        let expected = |sampled| Some((trace.to_owned(), span.to_owned(), sampled));
        assert_eq!(w3c(&format!("00-{trace}-{span}-01")), expected(true));
        assert_eq!(w3c(&format!("00-{trace}-{span}-00")), expected(false));
        assert_eq!(xray(&format!("Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent={span};Sampled=0")), expected(true));
        let (_, without_parent, _) = xray("Root=1-4bf92f35-77b34da6a3ce929d0e0e4736").unwrap();
        assert_eq!(without_parent, "a3ce929d0e0e4736");
        for nonsense in ["", "00-0-0-01", "Root=1-", "Root=1-4bf92f35-77b34da6a3ce929d0e0e473ö", "Root=2-x;Parent=y"] {
            assert_eq!((w3c(nonsense), xray(nonsense)), (None, None), "{nonsense}");
        }
        assert_eq!(w3c("00-00000000000000000000000000000000-00f067aa0ba902b7-01"), None);
    }
}
