//! Logs: JSON on Lambda, plain text on a terminal.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Silenced for good: on an unreadable answer it logs the whole body, and a body is what a visitor said.
const SILENCED: [&str; 1] = ["async_openai=off"];

/// Starts logging at that level, unless `AWS_LAMBDA_LOG_LEVEL` or `RUST_LOG` says another. `AWS_LAMBDA_LOG_FORMAT=JSON` chooses the form.
pub fn start(level: &str) {
    #[expect(clippy::disallowed_methods, reason = "logs begin before the configuration is read, to tell what is wrong with it")]
    let variable = |name| std::env::var(name).ok();
    let level = variable("AWS_LAMBDA_LOG_LEVEL").or_else(|| variable("RUST_LOG")).unwrap_or_else(|| level.to_owned());
    let filter =
        SILENCED.iter().filter_map(|directive| directive.parse().ok()).fold(EnvFilter::new(level), EnvFilter::add_directive);
    let json = variable("AWS_LAMBDA_LOG_FORMAT").is_some_and(|format| format.eq_ignore_ascii_case("json"));
    let registry = tracing_subscriber::registry().with(filter);
    // A second start is a second test in one process: the first one's subscriber stays.
    let _ = if json {
        registry.with(fmt::layer().json().flatten_event(true).with_current_span(false)).try_init()
    } else {
        registry.with(fmt::layer().with_target(false).with_ansi(std::io::stdout().is_terminal())).try_init()
    };
}
