//! How much is known of a lead, as a number. Pure.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::Field;
use crate::assistant::Questions;

/// How much is known of a lead: 0 where nothing is, 100 where everything is that makes it worth a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Score {
    /// The sum of the reasons, 0 to 100.
    #[schema(maximum = 100, example = 75)]
    pub value: u8,
    /// What it is made of; what brings nothing is left out.
    pub reasons: Vec<Reason>,
}

/// A part of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reason {
    /// What is known.
    pub code: ReasonCode,
    /// What that brings.
    #[schema(minimum = 1, maximum = 40)]
    pub points: u8,
}

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// A phone number: 30.
    Phone,
    /// An e-mail address: 15, or what is left of the 40 that contacts bring together.
    Email,
    /// A user name of Telegram: 10, or what is left of the 40.
    Telegram,
    /// A name: 10, or 25 where the owner requires no answers.
    Name,
    /// A need: 20, or 35 where the owner requires no answers.
    Need,
    /// Answers to the required questions: up to 30, by how many of them are answered.
    Answers,
}

/// What all contacts may bring together: two ways to reach a person are enough.
const CONTACTS: u8 = 40;
/// What all required answers bring together.
const ANSWERS: usize = 30;

/// The score of a lead with these values and answers, by the owner's questions. A contact that had to be guessed brings nothing.
#[must_use]
pub fn score(
    values: [(Field, &Option<String>); 5],
    doubtful: &[Field],
    answers: &BTreeMap<String, String>,
    questions: &Questions,
) -> Score {
    let certain = values.into_iter().filter(|(field, value)| value.is_some() && !doubtful.contains(field));
    let held: Vec<Field> = certain.map(|(field, _)| field).collect();
    let answered = questions.required().filter(|question| answers.contains_key(*question)).count();
    added_up(&held, answered, questions.required().count())
}

/// What is held for certain, and how many of the required answers.
fn added_up(held: &[Field], answered: usize, required: usize) -> Score {
    let (name, need) = if required == 0 { (25, 35) } else { (10, 20) };
    let holds = |field, points| if held.contains(&field) { points } else { 0 };
    let phone = holds(Field::Phone, 30);
    let email = holds(Field::Email, 15).min(CONTACTS - phone);
    let telegram = holds(Field::Telegram, 10).min(CONTACTS - phone - email);
    let answers = (ANSWERS * answered.min(required)).checked_div(required).unwrap_or_default();
    let parts = [
        (ReasonCode::Phone, phone),
        (ReasonCode::Email, email),
        (ReasonCode::Telegram, telegram),
        (ReasonCode::Name, holds(Field::Name, name)),
        (ReasonCode::Need, holds(Field::Need, need)),
        (ReasonCode::Answers, u8::try_from(answers).unwrap_or_default()),
    ];
    let reasons: Vec<Reason> =
        parts.into_iter().filter(|(_, points)| *points > 0).map(|(code, points)| Reason { code, points }).collect();
    Score { value: reasons.iter().map(|reason| reason.points).sum(), reasons }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn adds_up_what_is_known() {
        use Field::{Email, Name, Need, Phone, Telegram};
        let cases: [(&[Field], usize, usize, &str); 13] = [
            (&[], 0, 0, "0:"),
            (&[], 0, 3, "0:"),
            (&[Phone], 0, 0, "30: Phone 30"),
            (&[Email], 0, 0, "15: Email 15"),
            (&[Telegram], 0, 0, "10: Telegram 10"),
            (&[Email, Telegram], 0, 0, "25: Email 15, Telegram 10"),
            (&[Phone, Telegram], 0, 0, "40: Phone 30, Telegram 10"),
            (&[Phone, Email, Telegram], 0, 0, "40: Phone 30, Email 10"),
            (&[Phone, Name, Need], 0, 0, "90: Phone 30, Name 25, Need 35"),
            (&[Phone, Name, Need], 0, 3, "60: Phone 30, Name 10, Need 20"),
            (&[Phone, Name, Need], 2, 3, "80: Phone 30, Name 10, Need 20, Answers 20"),
            (&[Phone, Email, Name, Need], 0, 0, "100: Phone 30, Email 10, Name 25, Need 35"),
            (&[Phone, Telegram, Name, Need], 7, 7, "100: Phone 30, Telegram 10, Name 10, Need 20, Answers 30"),
        ];
        for (held, answered, required, expected) in cases {
            let Score { value, reasons } = added_up(held, answered, required);
            let reasons: Vec<String> = reasons.iter().map(|reason| format!("{:?} {}", reason.code, reason.points)).collect();
            assert_eq!(format!("{value}: {}", reasons.join(", ")).trim_end(), expected, "{held:?} {answered}/{required}");
        }
    }

    proptest! {
        #[test]
        fn grows_with_what_is_known_and_never_past_a_hundred(
            held in prop::sample::subsequence(vec![Field::Name, Field::Phone, Field::Email, Field::Telegram, Field::Need], 0..=5),
            more in prop::sample::select(vec![Field::Name, Field::Phone, Field::Email, Field::Telegram, Field::Need]),
            required in 0usize..=10,
            answered in 0usize..=10,
        ) {
            let before = added_up(&held, answered, required).value;
            prop_assert!(before <= 100);
            prop_assert!(added_up(&[held.clone(), vec![more]].concat(), answered, required).value >= before);
            prop_assert!(added_up(&held, answered + 1, required).value >= before);
        }
    }
}
