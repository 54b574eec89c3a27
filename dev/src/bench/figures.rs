//! What was measured.

use serde_json::{Value, json};

use super::spread::Spread;

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Milliseconds,
    Mebibytes,
    RoundTrips,
    PerSecond,
}

/// One line of the table.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub(super) part: &'static str,
    pub(super) name: String,
    pub(super) unit: Unit,
    /// What is held against the bar: of several the median.
    pub(super) value: f64,
    /// Of the processors' time, or of whatever the value is one of.
    pub(super) spread: Option<Spread>,
    /// Of the time by the clock, in milliseconds.
    pub(super) wall: Option<Spread>,
    /// As much as it may be.
    pub(super) bar: Option<f64>,
    /// How many times as much as the function that only answers, and as the one with a SELECT.
    pub(super) ratios: [Option<f64>; 2],
}

impl Unit {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Mebibytes => "MiB",
            Self::RoundTrips => "round trips",
            Self::PerSecond => "/s",
        }
    }
}

impl Figure {
    pub(super) fn new(part: &'static str, name: impl Into<String>, unit: Unit, value: f64) -> Self {
        Self { part, name: name.into(), unit, value, spread: None, wall: None, bar: None, ratios: [None; 2] }
    }

    /// Processor time of several, with the time by the clock beside it.
    pub(super) fn times(part: &'static str, name: impl Into<String>, cpu: Spread, wall: Spread) -> Self {
        Self { spread: Some(cpu), wall: Some(wall), ..Self::new(part, name, Unit::Milliseconds, cpu.p50) }
    }

    /// Whether the bar holds, where there is one.
    pub(super) fn holds(&self) -> Option<bool> {
        self.bar.map(|bar| self.value <= bar)
    }
}

/// Everything, for programs.
pub(super) fn json(figures: &[Figure]) -> Value {
    let spread = |spread: Option<Spread>| {
        spread.map(|Spread { p50, p95, p99, mean }| json!({ "p50": p50, "p95": p95, "p99": p99, "mean": mean }))
    };
    let figures = figures.iter().map(|figure| {
        json!({
            "part": figure.part, "name": figure.name, "unit": figure.unit.name(), "value": figure.value,
            "cpu": spread(figure.spread), "wall": spread(figure.wall),
            "bar": figure.bar, "holds": figure.holds(), "of_hello": figure.ratios[0], "of_select": figure.ratios[1],
        })
    });
    figures.collect()
}
