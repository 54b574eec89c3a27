//! What was tried and what came of it, to be read.

use super::{
    outcome::Outcome,
    steps::{Point, Side},
};

/// A line for each point, and what is wrong.
#[derive(Default)]
pub(crate) struct Table {
    lines: Vec<String>,
    wrong: Vec<String>,
}

/// How wide the columns are, in characters.
const STEP: usize = 62;
const OUTCOME: usize = 48;

impl Table {
    /// One point, with an outcome and what was expected for each variant of it.
    pub(crate) fn add(&mut self, end: Option<Point>, step: &str, outcomes: &[(Outcome, Outcome)]) {
        let killed = match end {
            Some(Point { step, side: Side::Before }) => format!("{step:>4}  before"),
            Some(Point { step, side: Side::After }) => format!("{step:>4}  after "),
            None => "   -  never ".to_owned(),
        };
        let step: String = step.chars().take(STEP).collect();
        let mut cells = vec![format!("{killed}  {step:STEP$}")];
        for (found, expected) in outcomes {
            if found == expected {
                cells.push(format!("{:OUTCOME$}", found.words()));
            } else {
                cells.push(format!("{:OUTCOME$}", format!("WRONG: {}", found.words())));
                self.wrong.push(format!("{killed} {step}\n      found {found:?}\n   expected {expected:?}"));
            }
        }
        self.lines.push(cells.join("  ").trim_end().to_owned());
    }

    /// Prints it, and fails where something is wrong.
    pub(crate) fn close(self, scenario: &str, variants: &[&str]) {
        let Self { lines, wrong } = self;
        let variants: Vec<String> = variants.iter().map(|variant| format!("{variant:OUTCOME$}")).collect();
        let head = format!("step  killed  {:STEP$}  {}", "under way", variants.join("  "));
        println!("\n{scenario}\n{}\n{}", head.trim_end(), lines.join("\n"));
        assert!(wrong.is_empty(), "{scenario}: {} outcomes are wrong\n{}", wrong.len(), wrong.join("\n"));
    }
}
