//! Leads as a table: `column` has the columns, `csv` and `xlsx` write them. Pure.
//!
//! A reader is a program (names of the API, UTC, codes), or a person with a spreadsheet in one language (words, the company's clock).

mod column;
pub(crate) mod csv;
pub(crate) mod xlsx;

use shared::account::Language;
use time::{OffsetDateTime, PrimitiveDateTime};

/// The reader of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Program,
    Person(Language),
}

/// The content of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Instant(OffsetDateTime),
    /// By the company's clock.
    LocalTime(PrimitiveDateTime),
    Number(i64),
    /// May hold anything that a visitor wrote.
    Text(String),
    /// Digits with a plus and what separates them, made by the program; or empty.
    Phone(String),
}
