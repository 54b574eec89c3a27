//! `GET /metrics`: what Prometheus reads.

use std::fmt::Write;

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use shared::{
    http::{ApiError, Problem},
    operator::{self, Figure},
    secrecy::ExposeSecret,
};
use subtle::ConstantTimeEq;

use crate::App;

/// Prometheus's text format.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A metric as Prometheus knows it, and the figures it is made of.
struct Metric {
    figure: &'static str,
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    label: &'static str,
    /// What one of the figure is in the metric's unit.
    unit: f64,
}

const fn counter(figure: &'static str, name: &'static str, label: &'static str, help: &'static str) -> Metric {
    Metric { figure, name, kind: "counter", help, label, unit: 1.0 }
}

const fn gauge(figure: &'static str, name: &'static str, label: &'static str, help: &'static str) -> Metric {
    Metric { figure, name, kind: "gauge", help, label, unit: 1.0 }
}

const METRICS: [Metric; 8] = [
    gauge("owners", "leadline_owners", "", "Companies that have registered."),
    counter("leads", "leadline_leads_total", "captured_by", "Leads, by how they were found."),
    counter("messages", "leadline_messages_total", "role", "Messages, by who said them."),
    counter("tokens", "leadline_tokens_total", "direction", "Tokens that the model has read and written."),
    Metric {
        unit: 1e-6,
        ..counter(
            "microdollars",
            "leadline_model_cost_dollars_total",
            "",
            "What the model has cost for its answers, in US dollars.",
        )
    },
    gauge("outbox_backlog", "leadline_outbox_backlog", "", "Lead events that no queue has taken yet."),
    gauge("outbox_oldest_seconds", "leadline_outbox_oldest_seconds", "", "How long the oldest of them has waited."),
    gauge("deliveries", "leadline_deliveries", "state", "Announcements of leads, by how far they have come."),
];

/// What the deployment has done, for Prometheus: of all companies together, by plan.
///
/// Needs `Authorization: Bearer` with the deployment's `METRICS_TOKEN`; where that is not set, there is no such route.
#[utoipa::path(
    get, path = "/metrics", tag = "web", operation_id = "metrics",
    responses(
        (status = 200, description = "Prometheus's text format.", body = String, content_type = "text/plain"),
        (status = 401, description = "Another token.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No token is set.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn metrics(State(app): State<App>, headers: HeaderMap) -> Result<Response, ApiError> {
    let Some(token) = &app.metrics_token else { return Err(ApiError::NotFound("route")) };
    let given = headers.get(header::AUTHORIZATION).map_or(&[][..], |value| value.as_bytes());
    let given = given.strip_prefix(b"Bearer ").unwrap_or_default();
    if !bool::from(given.ct_eq(token.expose_secret().as_bytes())) {
        return Err(ApiError::InvalidToken);
    }
    let mut figures = operator::figures(&app.db).await?;
    figures.sort_by(|one, other| (&one.plan, &one.label).cmp(&(&other.plan, &other.label)));
    Ok(([(header::CONTENT_TYPE, FORMAT)], text(&figures)).into_response())
}

fn text(figures: &[Figure]) -> String {
    let mut text = format!(
        "# HELP leadline_build_info What runs.\n# TYPE leadline_build_info gauge\nleadline_build_info{{version=\"{}\"}} 1\n",
        env!("CARGO_PKG_VERSION")
    );
    for Metric { figure, name, kind, help, label, unit } in &METRICS {
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for Figure { plan, label: value, value: number, .. } in figures.iter().filter(|of| of.metric == *figure) {
            // Plans and labels are lower case letters, digits, `_` and `-`: nothing to escape.
            let labels = [("plan", plan), (label, value)];
            let labels = labels.iter().filter_map(|(name, value)| Some(format!("{name}=\"{}\"", value.as_deref()?)));
            let labels = labels.collect::<Vec<_>>().join(",");
            let labels = if labels.is_empty() { labels } else { format!("{{{labels}}}") };
            let _ = writeln!(text, "{name}{labels} {}", number * unit);
        }
    }
    text
}
