//! Finding contacts in free text. Pure: the same text and region always give the same contacts, in time linear in the text.
//!
//! The searches take turns on one plain text, the surest first, and each hides what it took: links, e-mail addresses, phones,
//! Telegram names. So the digits of an address are no phone, and its domain is no name.

mod digits;
mod emails;
mod halves;
mod links;
mod names;
mod other_numbers;
mod phones;
mod plan;
mod spelled;
mod stated;
mod text;
mod verdict;
mod words;

use std::ops::Range;

use self::text::Text;
use super::{Email, Phone, Region, TelegramName};

/// Something in a text by which a person can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// A phone number.
    Phone(Phone),
    /// An e-mail address.
    Email(Email),
    /// A name in Telegram.
    Telegram(TelegramName),
}

/// A contact, and whether the text leaves room for doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What was found.
    pub contact: Contact,
    /// Better asked back than dialled: spelled out ("ivan at mail dot ru"), or a number in an odd shape, without its country's `+`, or
    /// outside the numbering plan.
    pub doubtful: bool,
}

/// The contacts in a text, in the order of kind (phones, then e-mails, then Telegram names) and place, each once.
#[must_use]
pub fn find(text: &str, region: Region) -> Vec<Found> {
    find_after(None, text, region)
}

/// As [`find`], with a phone besides whose digits began at the end of the message before ("мой номер 8 916", then "123 45 67").
#[must_use]
pub fn find_after(before: Option<&str>, text: &str, region: Region) -> Vec<Found> {
    let scan = Scan::new(text, region);
    let completed = before.and_then(|before| halves::completed(before, &scan, region));
    // The digits of a completed phone are in this message too: they are not searched again.
    let stated = if completed.is_none() { stated::in_text(&scan.text, region) } else { Vec::new() };
    in_order(completed.into_iter().chain(scan.spots).chain(stated).collect())
}

/// The contacts in a text, each with the bytes that spell it, in no order.
#[must_use]
pub fn locate(text: &str, region: Region) -> Vec<(Range<usize>, Contact)> {
    let located = |spot: Spot| Some((Text::raw_range(text, &spot.range)?, spot.contact));
    Scan::new(text, region).spots.into_iter().filter_map(located).collect()
}

/// A contact and where it stands.
#[derive(Debug)]
struct Spot {
    range: Range<usize>,
    contact: Contact,
    doubtful: bool,
}

/// A text after all searches: what they left, and what they took.
#[derive(Debug)]
struct Scan {
    text: Text,
    spots: Vec<Spot>,
}

impl Scan {
    fn new(raw: &str, region: Region) -> Self {
        let mut text = Text::new(raw);
        let mut plan = plan::Plan::new(region);
        let mut spots = links::take(&mut text, &mut plan);
        spots.extend(emails::take(&mut text));
        spots.extend(spelled::take(&mut text));
        spots.extend(phones::take(&mut text, &mut plan));
        spots.extend(names::take(&mut text));
        Self { text, spots }
    }
}

fn in_order(mut spots: Vec<Spot>) -> Vec<Found> {
    let kind = |contact: &Contact| match contact {
        Contact::Phone(_) => 0,
        Contact::Email(_) => 1,
        Contact::Telegram(_) => 2,
    };
    spots.sort_by_key(|spot| (kind(&spot.contact), spot.range.start));
    let mut found: Vec<Found> = Vec::new();
    for Spot { contact, doubtful, .. } in spots {
        match found.iter_mut().find(|known| known.contact == contact) {
            // Said twice, once clearly: no doubt is left.
            Some(known) => known.doubtful &= doubtful,
            None => found.push(Found { contact, doubtful }),
        }
    }
    found
}

#[cfg(test)]
mod tests;
