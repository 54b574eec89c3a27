//! What an operator sees of a running function: log lines, metrics, traces and errors.

mod errors;
mod invocation;
mod metrics;
mod outbound;
mod traces;

use std::{io::IsTerminal, str::FromStr};

use errors::ToSentry;
use tracing::Subscriber;
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    registry::LookupSpan,
    util::SubscriberInitExt,
};

use crate::{config::Reader, https::Https};

pub use invocation::{Seen, invocation};
pub(crate) use invocation::{owner_known, round_trips};
pub(crate) use metrics::answered_in;
pub use metrics::{Counted, count};

pub(crate) use traces::traceparent;
pub use traces::{Parent, SPANS, authorize, continued};

/// Silenced for good: on an unreadable answer it logs the whole body, and a body is what a visitor said.
const SILENCED: &str = "async_openai";

/// Starts what the environment asks for: logs always, at that level unless `AWS_LAMBDA_LOG_LEVEL` or `RUST_LOG` says another, and as JSON
/// where `AWS_LAMBDA_LOG_FORMAT` says so; metrics with `METRICS_NAMESPACE`; traces with `OTEL_EXPORTER_OTLP_ENDPOINT`; errors
/// told to Sentry with `SENTRY_DSN`.
pub fn start(level: &str) {
    // Begins before the configuration is read, so that it can log what is wrong with it. What is wrong here turns a part of telemetry off.
    let mut reader = Reader::from_env();
    let https = Https::read(&mut reader);
    let level =
        reader.optional("AWS_LAMBDA_LOG_LEVEL").or_else(|| reader.optional("RUST_LOG")).unwrap_or_else(|| level.to_owned());
    let json = reader.optional("AWS_LAMBDA_LOG_FORMAT").is_some_and(|format| format.eq_ignore_ascii_case("json"));
    let traces = traces_to_collector(&mut reader, &https);
    let sentry = errors_to_sentry(&mut reader, &https);
    let namespace = reader.optional("METRICS_NAMESPACE");
    let stack = reader.optional("STACK_NAME").unwrap_or_else(|| "leadline".to_owned());

    let spans = if traces.is_some() { LevelFilter::INFO } else { LevelFilter::OFF };
    let registry = tracing_subscriber::registry().with(filter(&level).with_target(SPANS, spans)).with(traces).with(sentry);
    // A second start is a second test in one process: the first one's subscriber stays.
    let _ = if json {
        registry.with(fmt::layer().json().flatten_event(true).with_current_span(false)).try_init()
    } else {
        registry.with(fmt::layer().with_target(false).with_ansi(std::io::stdout().is_terminal())).try_init()
    };
    if let Err(error) = reader.finish(()) {
        tracing::warn!(%error, "telemetry is incomplete");
    }
    if let Some(namespace) = namespace {
        metrics::start(namespace, stack);
    }
}

/// The layer of `OTEL_EXPORTER_OTLP_ENDPOINT`; None where it is not set or wrong.
fn traces_to_collector<S>(reader: &mut Reader, https: &Https) -> Option<impl Layer<S> + use<S>>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
    let endpoint = reader.optional(ENDPOINT)?;
    let endpoint = reader.upstream_url(ENDPOINT, &endpoint)?;
    let service = reader.optional("OTEL_SERVICE_NAME").or_else(|| reader.optional("AWS_LAMBDA_FUNCTION_NAME"));
    let headers = reader.optional("OTEL_EXPORTER_OTLP_HEADERS");
    traces::start(&endpoint, headers.as_deref(), service.unwrap_or_else(|| "leadline".to_owned()), https)
}

/// The layer of `SENTRY_DSN`; None where it is not set or wrong.
fn errors_to_sentry(reader: &mut Reader, https: &Https) -> Option<ToSentry> {
    const DSN: &str = "SENTRY_DSN";
    let dsn = reader.optional(DSN)?;
    reader.upstream_url(DSN, &dsn)?;
    let environment = reader.optional("SENTRY_ENVIRONMENT").unwrap_or_else(|| "production".to_owned());
    let layer = errors::start(&dsn, environment, https);
    if layer.is_none() {
        reader.refuse(DSN, "expected https://KEY@HOST/PROJECT");
    }
    layer
}

/// `info`, or `chat=debug,info`. What cannot be read is as if it said `info`.
fn filter(level: &str) -> Targets {
    // Lambda's highest level; Rust's is called `error`.
    let level = if level.eq_ignore_ascii_case("fatal") { "error" } else { level };
    let targets = Targets::from_str(level).unwrap_or_else(|_| Targets::new().with_default(LevelFilter::INFO));
    targets.with_target(SILENCED, LevelFilter::OFF)
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn levels_of_lambda_and_directives_of_rust_choose_what_is_logged_and_bodies_never_are() {
        for (asked, target, level, logged) in [
            ("info", "chat", Level::INFO, true),
            ("info", "chat", Level::DEBUG, false),
            ("WARN", "chat", Level::INFO, false),
            ("FATAL", "chat", Level::ERROR, true),
            ("FATAL", "chat", Level::WARN, false),
            ("chat=debug,info", "chat::turn", Level::DEBUG, true),
            ("chat=debug,info", "shared", Level::DEBUG, false),
            ("chat=loud", "chat", Level::INFO, true),
            ("trace", "async_openai::client", Level::ERROR, false),
        ] {
            assert_eq!(filter(asked).would_enable(target, &level), logged, "{asked} {target} {level}");
        }
    }
}
