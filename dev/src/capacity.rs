//! `cargo dev capacity`: what a month costs and where the first limit lies, from what was measured and from list prices.
//!
//! `docs/capacity.md` says what the figures mean and where each price comes from.

mod load;
mod prices;

use std::{fmt::Write, fs, path::Path};

use load::{Load, Measured};
use prices::Bill;
use serde_json::Value;

use crate::terminal::{Failure, say};

/// How many companies share the deployment.
const TENANTS: [f64; 3] = [10.0, 1_000.0, 100_000.0];

/// Prints the tables: from the figures of `cargo dev bench --json FILE` where a file is given, else from the bars of the design.
pub(crate) fn print(figures: Option<&Path>) -> Result<(), Failure> {
    let measured = match figures {
        Some(file) => measured(&serde_json::from_slice(&fs::read(file)?)?)?,
        None => Measured::bars(),
    };
    say(&tables(&measured));
    Ok(())
}

fn measured(figures: &Value) -> Result<Measured, Failure> {
    let value = |part: &str, name: &str| {
        let figure = figures.as_array().into_iter().flatten().find(|figure| figure["part"] == part && figure["name"] == name);
        figure.and_then(|figure| figure["value"].as_f64()).ok_or_else(|| format!("the figures have no {part} {name}"))
    };
    Ok(Measured {
        turn_ms: value("warm", "chat: plain")?,
        inbox_ms: value("warm", "leads: 50 leads")?,
        batch_ms: value("warm", "notifier: a batch of 10")?,
        turn_trips: value("trips", "chat: plain")?,
        inbox_trips: value("trips", "leads: 50 leads")?,
    })
}

fn tables(measured: &Measured) -> String {
    let mut text =
        String::from("\nA thousand chats, without what a month costs whoever comes, in US dollars:\n\n| what | $ |\n|---|---|\n");
    let thousand = Load::of_chats(1_000.0, measured);
    // A string takes whatever is written.
    for (what, dollars) in Bill::of_use(&thousand).lines {
        let _ = writeln!(text, "| {what} | {dollars:.4} |");
    }
    let months = TENANTS.map(|tenants| Load::of_tenants(tenants, measured));
    let bills = months.each_ref().map(Bill::of_month);
    text.push_str("\nA month, in US dollars:\n\n| tenants |");
    for tenants in TENANTS {
        let _ = write!(text, " {tenants} |");
    }
    text.push_str("\n|---|---|---|---|\n");
    for (at, (what, _)) in bills[0].lines.iter().enumerate() {
        let dollars = bills.each_ref().map(|bill| format!("{:.2}", bill.lines[at].1));
        let _ = writeln!(text, "| {what} | {} |", dollars.join(" | "));
    }
    let totals = bills.each_ref().map(|bill| format!("{:.2}", bill.total()));
    let _ = writeln!(text, "| **together** | {} |", totals.join(" | "));
    let each: Vec<String> = bills.iter().zip(TENANTS).map(|(bill, tenants)| format!("{:.3}", bill.total() / tenants)).collect();
    let _ = writeln!(text, "| for each tenant | {} |", each.join(" | "));
    text.push_str("\nIn the busiest hour, beside what there is:\n\n| what | 10 | 1000 | 100000 | limit | moved by |\n|---|---|---|---|---|---|\n");
    for at in 0..months[0].limits().len() {
        let used = months.each_ref().map(|load| {
            let limit = &load.limits()[at];
            format!("{:.1}{}", limit.used, if limit.used > limit.most { " **above**" } else { "" })
        });
        let limit = &months[0].limits()[at];
        let _ = writeln!(text, "| {} | {} | {} | {} |", limit.what, used.join(" | "), limit.most, limit.moved_by);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn takes_what_was_measured_and_says_what_is_missing() {
        let figure = |part: &str, name: &str, value: f64| json!({ "part": part, "name": name, "value": value });
        let figures = [
            figure("warm", "chat: plain", 1.5),
            figure("warm", "leads: 50 leads", 0.3),
            figure("warm", "notifier: a batch of 10", 2.0),
            figure("trips", "chat: plain", 6.0),
            figure("trips", "leads: 50 leads", 3.0),
        ];
        assert!((measured(&json!(figures)).unwrap().turn_ms - 1.5).abs() < f64::EPSILON);
        let error = measured(&json!(figures[..4])).err().unwrap().to_string();
        assert!(error.contains("trips leads: 50 leads"), "{error}");
    }

    #[test]
    fn what_owners_look_at_is_throttled_first_and_nothing_is_for_a_thousand_tenants() {
        let load = Load::of_tenants(100_000.0, &Measured::bars());
        let above: Vec<_> = load.limits().into_iter().filter(|limit| limit.used > limit.most).map(|limit| limit.what).collect();
        assert_eq!(above.first(), Some(&"looks at the inbox a second"), "{above:?}");
        let load = Load::of_tenants(1_000.0, &Measured::bars());
        assert!(load.limits().iter().all(|limit| limit.used <= limit.most));
    }
}
