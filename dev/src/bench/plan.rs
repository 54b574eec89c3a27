//! What is to be measured.

use std::{ffi::OsString, path::PathBuf};

use crate::terminal::Failure;

/// A kind of measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// From exec to the first answer.
    Cold,
    /// One invocation after another, and the memory that took.
    Warm,
    /// Several instances at once.
    Parallel,
    /// How often a route waits for the database.
    Trips,
    /// Programs as files.
    Size,
    /// Queries beside ever more rows.
    Growth,
}

/// What the options name.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) parts: Vec<Part>,
    /// Only cases with one of these words in their names, and the yardsticks; empty: all.
    words: Vec<String>,
    /// How many times less than a whole run.
    pub(super) divisor: usize,
    pub(super) json: Option<PathBuf>,
    /// Whether debug programs are measured: their figures mean nothing, but they are built in a minute, to try the measuring itself.
    pub(super) debug: bool,
    /// How many leads the largest owner has, where growth is measured.
    pub(super) leads: u32,
}

impl Part {
    const ALL: [Self; 6] = [Self::Cold, Self::Warm, Self::Parallel, Self::Trips, Self::Size, Self::Growth];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::Warm => "warm",
            Self::Parallel => "parallel",
            Self::Trips => "trips",
            Self::Size => "size",
            Self::Growth => "growth",
        }
    }
}

impl Plan {
    pub(super) fn read(options: &[OsString]) -> Result<Self, Failure> {
        let mut given = pico_args::Arguments::from_vec(options.to_vec());
        let json = given.opt_value_from_str("--json")?;
        let divisor = if given.contains("--short") { 10 } else { 1 };
        let debug = given.contains("--debug");
        let leads = given.opt_value_from_str("--leads")?.unwrap_or(1_000_000);
        let (mut parts, mut words) = (Vec::new(), Vec::new());
        for word in given.finish() {
            let word = word.to_string_lossy().into_owned();
            match Part::ALL.into_iter().find(|part| part.name() == word) {
                Some(part) => parts.push(part),
                None if word.starts_with('-') => return Err(format!("cargo dev bench does not know `{word}`").into()),
                None => words.push(word),
            }
        }
        if parts.is_empty() {
            // Growth fills a database for minutes, and a debug program is deflated for as long.
            let long = |part: &Part| *part == Part::Growth || (debug && *part == Part::Size);
            parts = Part::ALL.into_iter().filter(|part| !long(part)).collect();
        }
        Ok(Self { parts, words, divisor, json, debug, leads })
    }

    /// Whether a case of that name is to be measured.
    pub(super) fn names(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }

    /// How often, where a whole run does it so often.
    pub(super) fn times(&self, whole: usize) -> usize {
        (whole / self.divisor).max(5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(options: &[&str]) -> Plan {
        Plan::read(&options.iter().map(Into::into).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn parts_and_words_may_be_named_and_all_is_measured_without() {
        let part = plan(&["cold", "auth", "--short"]);
        assert_eq!((part.parts.as_slice(), part.times(50)), ([Part::Cold].as_slice(), 5));
        assert!(part.names("auth: me") && !part.names("chat: plain"));
        let all = plan(&["--json", "figures.json"]);
        assert_eq!((all.parts.len(), all.json, all.divisor), (5, Some("figures.json".into()), 1));
        assert!(!all.parts.contains(&Part::Growth));
    }

    #[test]
    fn an_unknown_option_is_refused() {
        assert!(Plan::read(&["--fast".into()]).is_err());
    }
}
