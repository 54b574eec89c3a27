//! Programs as files: as they are, and as Lambda fetches them.

use std::{
    fs,
    io::{self, Read},
};

use flate2::{Compression, read::DeflateEncoder};

use super::{
    cases,
    figures::{Figure, Unit},
    instance::program,
    plan::Plan,
};
use crate::terminal::Failure;

pub(super) fn measure(plan: &Plan) -> Result<Vec<Figure>, Failure> {
    let mut functions = Vec::new();
    for case in cases::ALL.iter().filter(|case| case.is_yardstick() || plan.names(case.name)) {
        if !functions.iter().any(|(function, _)| *function == case.function) {
            // The yardsticks keep their names, by which the others are held against them.
            functions.push((case.function, if case.is_yardstick() { case.name } else { case.function }));
        }
    }
    let (mut unpacked, mut zipped) = (Vec::new(), Vec::new());
    for (function, name) in functions {
        let bytes = fs::read(program(function)?)?;
        unpacked.push(Figure::new("program", name, Unit::Mebibytes, mebibytes(bytes.len())?));
        zipped.push(Figure::new("zipped", name, Unit::Mebibytes, mebibytes(deflated(&bytes)?)?));
    }
    unpacked.append(&mut zipped);
    Ok(unpacked)
}

/// How many bytes are left at level 9; what a zip adds to them is below a kilobyte.
fn deflated(bytes: &[u8]) -> io::Result<usize> {
    let mut left = Vec::new();
    DeflateEncoder::new(bytes, Compression::best()).read_to_end(&mut left)
}

fn mebibytes(bytes: usize) -> Result<f64, Failure> {
    Ok(f64::from(u32::try_from(bytes)?) / (1024.0 * 1024.0))
}
