//! Words for the person at the terminal.

use std::io::{self, Write};

/// Why a command ended early, in words for the person who gave it.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Prints a line to the terminal, beside what a program prints as its result.
pub(crate) fn say(line: &str) {
    // Nobody reads a closed terminal.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
