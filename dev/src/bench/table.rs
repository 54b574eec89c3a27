//! What was measured, for people.

use std::fmt::Write;

use super::figures::{Figure, Unit};

/// One line a figure. Processor time, and the time by the clock behind it.
pub(super) fn of(figures: &[Figure]) -> String {
    let mut text = String::from("\n| part | what | measured | p95 | p99 | clock p50 | p95 | p99 | ×H | ×S | bar | |\n");
    text.push_str("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for figure in figures {
        let number = |value: Option<f64>| value.map(rounded).unwrap_or_default();
        let ratio = |ratio: Option<f64>| ratio.map(|ratio| format!("{ratio:.1}")).unwrap_or_default();
        let holds = figure.holds().map_or("", |holds| if holds { "holds" } else { "**does not hold**" });
        let measured = format!("{} {}", rounded(figure.value), figure.unit.name());
        let bar = figure
            .bar
            .map(|bar| format!("≤ {}", if figure.unit == Unit::Milliseconds { number(Some(bar)) } else { bar.to_string() }));
        let cells = [
            figure.part.to_owned(),
            figure.name.clone(),
            measured,
            number(figure.spread.map(|spread| spread.p95)),
            number(figure.spread.map(|spread| spread.p99)),
            number(figure.wall.map(|wall| wall.p50)),
            number(figure.wall.map(|wall| wall.p95)),
            number(figure.wall.map(|wall| wall.p99)),
            ratio(figure.ratios[0]),
            ratio(figure.ratios[1]),
            bar.unwrap_or_default(),
            holds.to_owned(),
        ];
        // A string takes whatever is written.
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

/// As many digits as were measured.
fn rounded(value: f64) -> String {
    match value {
        ..0.095 => format!("{value:.3}"),
        ..9.95 => format!("{value:.2}"),
        ..99.5 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
