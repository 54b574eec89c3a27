//! What a model wants to register, checked against what the visitor said. Pure.

use std::collections::HashSet;

use serde::Deserialize;

use super::{Field, ProposedAnswer, Value};
use crate::{
    contact::{self, Contact, Email, Phone, Region},
    conversation::{Role, Said},
    ids::MessageId,
    rule::is_plain,
};

/// The arguments of the tool `register_lead`. Hostile until reviewed: a visitor may have talked the model into them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// What the visitor is called.
    pub name: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// Where to write.
    pub email: Option<String>,
    /// What the visitor wants.
    pub need: Option<String>,
    /// What the visitor answered to the owner's questions; see [`super::review_answers`].
    #[serde(default)]
    pub answers: Vec<ProposedAnswer>,
    /// The sentence for the visitor.
    pub say: String,
}

/// A proposal after its review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// What the visitor really said, with the message it stands in.
    pub values: Vec<Value>,
    /// What the visitor never said.
    pub refused: Vec<Refusal>,
}

/// A field that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Which field.
    pub field: Field,
}

/// The longest name and need that are kept, in characters; longer ones are no name and no need.
const LONGEST_NAME: usize = 120;
const LONGEST_NEED: usize = 500;

/// Takes from a proposal what the visitor's own words hold, and nothing else.
#[must_use]
pub fn review(proposal: &Proposal, said: &[Said], region: Region) -> Reviewed {
    let words: Vec<&Said> = said.iter().filter(|said| said.role == Role::Visitor).collect();
    let mut reviewed = Reviewed { values: Vec::new(), refused: Vec::new() };
    let mut check = |field, proposed: &Option<String>, found: &dyn Fn(&str) -> Option<Value>| {
        let Some(proposed) = proposed.as_deref().map(str::trim).filter(|text| !text.is_empty()) else { return };
        match found(proposed) {
            Some(value) => reviewed.values.push(value),
            None => reviewed.refused.push(Refusal { field }),
        }
    };
    let in_words = |field, text: &str, longest| in_words(text, longest, &words).map(|(text, id)| Value::new(field, text, id));
    check(Field::Name, &proposal.name, &|name| in_words(Field::Name, name, LONGEST_NAME));
    check(Field::Phone, &proposal.phone, &|phone| said_phone(phone, &words, region));
    check(Field::Email, &proposal.email, &|email| {
        let email = Email::try_from(email.to_owned()).ok()?;
        let (message, _) = in_contacts(&Contact::Email(email.clone()), &words, region)?;
        Some(Value::new(Field::Email, email.as_str(), message))
    });
    check(Field::Need, &proposal.need, &|need| in_words(Field::Need, need, LONGEST_NEED));
    reviewed
}

/// The phone, if the visitor wrote it. A number outside the numbering plan counts only where the parser finds it stated as a phone, and
/// is unconfirmed.
fn said_phone(phone: &str, said: &[&Said], region: Region) -> Option<Value> {
    let value = |phone: &Phone, message, doubtful| Value { doubtful, ..Value::new(Field::Phone, phone.as_str(), message) };
    if let Some(phone) = Phone::parse(phone, region) {
        let found = in_contacts(&Contact::Phone(phone.clone()), said, region);
        return found.map(|(message, doubtful)| value(&phone, message, doubtful)).or_else(|| {
            let holds_digits = said.iter().rev().find(|said| has_digits_of(&said.text, &phone))?;
            Some(value(&phone, holds_digits.id, true))
        });
    }
    let phone = Phone::parse_possible(phone, region)?;
    let (message, _) = in_contacts(&Contact::Phone(phone.clone()), said, region)?;
    Some(value(&phone, message, true))
}

/// The newest message of the visitor in which the parser finds the contact, and whether it is unconfirmed there.
fn in_contacts(contact: &Contact, said: &[&Said], region: Region) -> Option<(MessageId, bool)> {
    said.iter().enumerate().rev().find_map(|(at, message)| {
        let before = at.checked_sub(1).and_then(|at| said.get(at)).map(|said| said.text.as_str());
        let found = contact::find_after(before, &message.text, region).into_iter().find(|found| found.contact == *contact)?;
        Some((message.id, found.doubtful))
    })
}

/// Whether the text has the phone's very digits as one run, where the parser took them for another kind of number.
fn has_digits_of(text: &str, phone: &Phone) -> bool {
    let wanted = phone.as_str().trim_start_matches('+');
    // Without the country's code, which people leave out or write as 8.
    let national = wanted.get(wanted.len().saturating_sub(10)..).unwrap_or(wanted);
    let between = |c: char| matches!(c, ' ' | '\u{a0}' | '(' | ')' | '+' | '-' | '.' | '–' | '\u{2011}');
    text.split(|c: char| !c.is_ascii_digit() && !between(c)).any(|run| {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        digits.len() <= wanted.len() && digits.ends_with(national)
    })
}

/// A text all of whose words the visitor said, in whatever order and form of letters; and the message that holds most of them, the
/// newest of several.
pub(super) fn in_words(text: &str, longest: usize, said: &[&Said]) -> Option<(String, MessageId)> {
    let wanted = words(text);
    let fits = !wanted.is_empty() && text.chars().count() <= longest && is_plain(text);
    let spoken: Vec<(HashSet<String>, MessageId)> = said.iter().map(|said| (words(&said.text), said.id)).collect();
    let all = fits && wanted.iter().all(|word| spoken.iter().any(|(words, _)| words.contains(word)));
    let (_, message) = spoken.iter().max_by_key(|(words, _)| words.intersection(&wanted).count())?;
    all.then(|| (text.to_owned(), *message))
}

pub(super) fn words(text: &str) -> HashSet<String> {
    let folded = text.to_lowercase().replace('ё', "е");
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(lines: &[(Role, &str)]) -> Vec<Said> {
        lines.iter().map(|(role, text)| Said { id: MessageId::new(), role: *role, text: (*text).to_owned() }).collect()
    }

    fn proposal(name: Option<&str>, phone: Option<&str>, need: Option<&str>) -> Proposal {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Proposal {
            name: owned(name),
            phone: owned(phone),
            email: None,
            need: owned(need),
            answers: Vec::new(),
            say: "Спасибо".to_owned(),
        }
    }

    #[test]
    fn takes_what_the_visitor_said_with_the_message_it_stands_in() {
        let said = said(&[
            (Role::Visitor, "Нужен букет на свадьбу, большой"),
            (Role::Assistant, "Как вас зовут?"),
            (Role::Visitor, "Анна, 8 916 123-45-67"),
        ]);
        let reviewed = review(&proposal(Some("анна"), Some("+79161234567"), Some("большой букет на свадьбу")), &said, Region::RU);
        let (first, last) = (said[0].id, said[2].id);
        assert_eq!(
            reviewed.values,
            [
                Value::new(Field::Name, "анна", last),
                Value::new(Field::Phone, "+79161234567", last),
                Value::new(Field::Need, "большой букет на свадьбу", first),
            ]
        );
        assert_eq!(reviewed.refused, []);
    }

    #[test]
    fn refuses_what_the_visitor_never_said() {
        let said = said(&[
            (Role::Visitor, "Нужен букет, мой номер 8 916 123-45-67"),
            (Role::Assistant, "Анна, верно? Наш телефон +7 495 123-45-67"),
        ]);
        let reviewed = review(&proposal(Some("Анна"), Some("+74951234567"), Some("букет за 5000")), &said, Region::RU);
        assert_eq!(reviewed.values, []);
        let refused: Vec<Field> = reviewed.refused.iter().map(|refusal| refusal.field).collect();
        assert_eq!(refused, [Field::Name, Field::Phone, Field::Need]);
    }

    #[test]
    fn a_number_that_the_parser_took_for_another_is_a_phone_if_the_model_says_so_and_its_digits_stand_there() {
        let review_phone =
            |text: &str, phone: &str| review(&proposal(None, Some(phone), None), &said(&[(Role::Visitor, text)]), Region::RU);
        for text in ["заказ 8 916 123-45-67", "заказ 9161234567"] {
            assert_eq!(review_phone(text, "+79161234567").values.len(), 1, "{text}");
        }
        for text in ["заказ 89161, код 234567", "заказ 55589161234567", "заказ 8 916 123-45-6"] {
            assert_eq!(review_phone(text, "+79161234567").refused, [Refusal { field: Field::Phone }], "{text}");
        }
    }

    #[test]
    fn a_number_outside_the_plan_is_unconfirmed_if_it_was_stated() {
        let review_phone =
            |text: &str, phone: &str| review(&proposal(None, Some(phone), None), &said(&[(Role::Visitor, text)]), Region::RU);
        for (text, proposed) in [
            ("мой телефон +972 50 123 4567", "+972 50 123 4567"),
            ("+972 50 123 4567", "+972501234567"),
            ("тел. 8 000 123-45-67", "8 000 123-45-67"),
        ] {
            let values = review_phone(text, proposed).values;
            assert!(matches!(values.as_slice(), [Value { field: Field::Phone, doubtful: true, .. }]), "{text}: {values:?}");
        }
        for (text, proposed) in [
            ("заказ +972 50 123 4567", "+972 50 123 4567"),
            ("мой телефон 8 916 123 45 6", "8 916 123 45 6"),
            ("0001234567", "0001234567"),
            ("мой телефон +972 50 123 4567", "+972 50 123 4568"),
        ] {
            assert_eq!(review_phone(text, proposed).refused, [Refusal { field: Field::Phone }], "{text}");
        }
    }

    #[test]
    fn a_phone_that_was_said_in_two_messages_names_the_second() {
        let said = said(&[(Role::Visitor, "мой номер 8 916"), (Role::Assistant, "Слушаю"), (Role::Visitor, "123 45 67")]);
        let reviewed = review(&proposal(None, Some("+79161234567"), None), &said, Region::RU);
        assert_eq!(reviewed.values, [Value::new(Field::Phone, "+79161234567", said[2].id)]);
    }

    #[test]
    fn an_empty_string_is_as_good_as_null() {
        let reviewed = review(&proposal(Some(" "), Some(""), None), &said(&[(Role::Visitor, "привет")]), Region::RU);
        assert_eq!(reviewed, Reviewed { values: vec![], refused: vec![] });
    }

    proptest! {
        #[test]
        fn nothing_comes_from_a_visitor_who_said_nothing(name in "\\PC{1,20}", phone in "[+0-9 ()-]{1,20}", need in "\\PC{1,40}") {
            let reviewed = review(&proposal(Some(&name), Some(&phone), Some(&need)), &[], Region::RU);
            prop_assert_eq!(reviewed.values, vec![]);
        }
    }
}
