//! Phones outside the numbering plan that the visitor states as phones: with a `+`, or beside a word such as "call me".
//!
//! They are searched last, in what the other searches left, and are always unconfirmed.

use super::{
    super::{Contact, Phone, Region},
    Spot,
    phones::Rows,
    plan::Plan,
    text::Text,
    verdict::{Verdict, around, counts_something, is_yours},
};

/// The stated phones of a text.
pub(super) fn in_text(text: &Text, region: Region) -> Vec<Spot> {
    let (rows, mut plan) = (Rows::new(text), Plan::new(region));
    let mut spots = Vec::new();
    let mut from = 0;
    while from < rows.groups.len() {
        let found = rows.ends(from).into_iter().rev().find_map(|to| Some((to, stated(&rows, from, to, &mut plan)?)));
        if let Some((to, Stated::Phone(phone))) = &found {
            spots.push(Spot { range: rows.span(from, *to), contact: Contact::Phone(phone.clone()), doubtful: true });
        }
        from = found.map_or(from, |(to, _)| to) + 1;
    }
    spots
}

enum Stated {
    Phone(Phone),
    /// An amount, an order, or a number of the company's own.
    Other,
}

/// What these groups are; None where nothing states that they are a phone, or their length is not that of one.
fn stated(rows: &Rows, from: usize, to: usize, plan: &mut Plan) -> Option<Stated> {
    let digits = rows.digits(from, to)?;
    let span = rows.span(from, to);
    let verdict = around(rows.text, &span);
    let phone = plan.possible(&digits).filter(|_| digits.plus || verdict != Verdict::Open)?;
    let other = verdict == Verdict::Other || counts_something(rows.text, span.clone()) || is_yours(rows.text, span);
    Some(if other { Stated::Other } else { Stated::Phone(phone) })
}
