//! Masks the contacts and names that a visitor deleted, wherever a conversation shows them. Pure.
//!
//! `halves` finds a phone that was split over two messages, `names` a name in its grammatical cases. The database part is
//! `erased/conversation.rs`.

mod halves;
mod names;

use std::ops::Range;

use super::{
    Field,
    mark::{digits, is_between, is_same_phone, words},
};
use crate::{
    contact::{self, Contact, Region},
    conversation::{Role, Said},
};

/// Replaces each deleted value. Its length does not depend on the value's.
const MASK: &str = "███";

/// The shortest end of a number that identifies it ("the number that ends with 4567").
const SHORTEST_TAIL: usize = 4;

/// Everything that one visitor deleted.
#[derive(Debug)]
pub(super) struct Mask {
    region: Region,
    phones: Vec<String>,
    /// E-mail addresses and Telegram names.
    addresses: Vec<String>,
    names: Vec<String>,
}

impl Mask {
    /// Masks the values that leads held of the visitor, and every contact that the parser finds in the visitor's own messages.
    pub(super) fn new(region: Region, values: &[(Field, String)], conversation: &[Said]) -> Self {
        let mut mask = Self { region, phones: Vec::new(), addresses: Vec::new(), names: Vec::new() };
        for (field, value) in values {
            match field {
                Field::Phone => mask.phones.push(value.clone()),
                Field::Email | Field::Telegram => mask.addresses.push(value.clone()),
                Field::Name => mask.names.push(value.clone()),
                Field::Need | Field::Answer => mask.add_contacts(value),
            }
        }
        for said in conversation.iter().filter(|said| said.role == Role::Visitor) {
            mask.add_contacts(&said.text);
        }
        mask
    }

    fn add_contacts(&mut self, text: &str) {
        for found in contact::find(text, self.region) {
            match found.contact {
                Contact::Phone(phone) => self.phones.push(phone.as_str().to_owned()),
                Contact::Email(email) => self.addresses.push(email.as_str().to_owned()),
                Contact::Telegram(name) => self.addresses.push(name.as_str().to_owned()),
            }
        }
    }

    /// The messages that change, with their new texts; oldest first, as they were given.
    pub(super) fn conversation<'a>(&self, conversation: &'a [Said]) -> Vec<(&'a Said, String)> {
        let mut places: Vec<Vec<Range<usize>>> = conversation.iter().map(|said| self.places(&said.text)).collect();
        for (at, range) in halves::places(&self.phones, conversation) {
            places.get_mut(at).into_iter().for_each(|places| places.push(range.clone()));
        }
        let changed = |(said, places): (&'a Said, _)| Some((said, replaced(&said.text, places)?));
        conversation.iter().zip(places).filter_map(changed).collect()
    }

    /// One text without the deleted values; None where it holds none of them.
    pub(super) fn text(&self, text: &str) -> Option<String> {
        replaced(text, self.places(text))
    }

    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let tails = |phone| digits(phone, text, is_tail).into_iter().filter(|tail| begins_number(text, tail.start)).collect();
        let phones = self.phones.iter().flat_map(|phone| [digits(phone, text, is_same_phone), tails(phone)]);
        let addresses = self.addresses.iter().map(|address| words(address, text));
        let names = self.names.iter().map(|name| names::places(name, text));
        let mut places: Vec<Range<usize>> = phones.chain(addresses).chain(names).flatten().collect();
        let located = contact::locate(text, self.region).into_iter();
        places.extend(located.filter(|(_, contact)| self.holds(contact)).map(|(range, _)| range));
        places
    }

    fn holds(&self, contact: &Contact) -> bool {
        match contact {
            Contact::Phone(phone) => self.phones.iter().any(|known| known == phone.as_str()),
            Contact::Email(email) => self.addresses.iter().any(|known| known == email.as_str()),
            Contact::Telegram(name) => self.addresses.iter().any(|known| known == name.as_str()),
        }
    }
}

fn is_tail(number: &str, found: &str) -> bool {
    found.len() >= SHORTEST_TAIL && number.ends_with(found)
}

/// Whether the digits at that place continue no other number, such as one of the company's with the same end.
fn begins_number(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let number = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    !number.ends_with(|c: char| c.is_ascii_digit()) || !is_between(before.get(number.len()..).unwrap_or_default())
}

/// The text with a mask in place of each range; ranges that touch share one.
fn replaced(text: &str, mut places: Vec<Range<usize>>) -> Option<String> {
    places.sort_by_key(|range| range.start);
    let mut masked = String::new();
    let mut at = 0;
    for range in &places {
        if range.start > at || masked.is_empty() {
            masked.push_str(text.get(at..range.start)?);
            masked.push_str(MASK);
        }
        at = at.max(range.end);
    }
    masked.push_str(text.get(at..)?);
    (!places.is_empty()).then_some(masked)
}

#[cfg(test)]
mod tests;
