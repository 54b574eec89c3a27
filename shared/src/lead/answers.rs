//! What a model takes for answers to the owner's questions, checked against what the visitor said. Pure.

use serde::Deserialize;

use super::{
    Field, Value,
    choice::chosen,
    figures::{Number, date, dates, numbers},
    proposal::in_words,
};
use crate::{
    assistant::{AnswerKind, Question, Questions},
    conversation::{Role, Said},
    ids::MessageId,
};

/// One of `answers` in the arguments of `register_lead`. Hostile until reviewed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposedAnswer {
    /// The number of the question; the first one is 1.
    pub question: i64,
    /// What the visitor answered.
    pub answer: String,
}

/// Proposed answers after their review.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewedAnswers {
    /// What the visitor really said, with the question and the message it stands in; one to a question.
    pub values: Vec<Value>,
    /// How many were no answers of the visitor's, or to no question of the owner's.
    pub dropped: usize,
}

/// The longest answer that is kept, in characters.
const LONGEST: usize = 300;

/// Takes those answers that stand in the visitor's own words. An answer that is refused is not worth another call of the model.
///
/// A text is kept as it was said. Of a choice the owner's spelling is kept, once the visitor has said all of its words in whatever form. One
/// number is kept as plain digits; a range or "50 тыс." as it was said. A full date is kept as ISO 8601 writes it, any other as it was said.
#[must_use]
pub fn review_answers(proposed: &[ProposedAnswer], questions: &Questions, said: &[Said]) -> ReviewedAnswers {
    let said: Vec<&Said> = said.iter().filter(|said| said.role == Role::Visitor).collect();
    let mut reviewed = ReviewedAnswers::default();
    for ProposedAnswer { question, answer } in proposed.iter().filter(|proposed| !proposed.answer.trim().is_empty()) {
        let index = usize::try_from(*question).ok().and_then(|number| number.checked_sub(1));
        let question = index.and_then(|index| questions.as_slice().get(index));
        let Some((question, (value, message))) = question.and_then(|it| Some((it, in_kind(it, answer.trim(), &said)?))) else {
            reviewed.dropped += 1;
            continue;
        };
        let question = Some(question.text.as_str().to_owned());
        if reviewed.values.iter().all(|value| value.question != question) {
            reviewed.values.push(Value { question, ..Value::new(Field::Answer, value, message) });
        }
    }
    reviewed
}

/// The answer in its stored form, and the message it stands in.
fn in_kind(question: &Question, answer: &str, said: &[&Said]) -> Option<(String, MessageId)> {
    if answer.chars().count() > LONGEST {
        return None;
    }
    match question.kind {
        AnswerKind::Text => in_words(answer, LONGEST, said),
        AnswerKind::Choice => chosen(answer, &question.choices, said),
        AnswerKind::Number => number(answer, said),
        AnswerKind::Date => day(answer, said),
    }
}

fn number(answer: &str, said: &[&Said]) -> Option<(String, MessageId)> {
    match numbers(answer).as_slice() {
        [] => None,
        [number @ Number { plain, scaled: false }] => {
            let source = said.iter().rev().find(|said| numbers(&said.text).contains(number))?;
            Some((plain.clone(), source.id))
        }
        _ => in_words(answer, LONGEST, said),
    }
}

fn day(answer: &str, said: &[&Said]) -> Option<(String, MessageId)> {
    if let Some(day) = date(answer) {
        let source = said.iter().rev().find(|said| dates(&said.text).contains(&day))?;
        return Some((day.to_string(), source.id));
    }
    // The same digits in another order are another day.
    let known = dates(answer).iter().all(|day| said.iter().any(|said| dates(&said.text).contains(day)));
    in_words(answer, LONGEST, said).filter(|_| known)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn questions() -> Questions {
        serde_json::from_value(json!([
            { "text": "Для кого?", "kind": "text", "required": true },
            { "text": "Как получить?", "kind": "choice", "choices": ["Доставка", "Без доставки", "Самовывоз из центра"], "required": true },
            { "text": "Бюджет?", "kind": "number", "required": true },
            { "text": "Когда?", "kind": "date", "required": true },
        ]))
        .unwrap()
    }

    fn said(lines: &[&str]) -> Vec<Said> {
        lines.iter().map(|text| Said { id: MessageId::new(), role: Role::Visitor, text: (*text).to_owned() }).collect()
    }

    fn review(question: i64, answer: &str, said: &[Said]) -> ReviewedAnswers {
        review_answers(&[ProposedAnswer { question, answer: answer.to_owned() }], &questions(), said)
    }

    /// What is stored of an answer to a question where the visitor said these lines; None where it is dropped.
    fn stored(question: i64, answer: &str, lines: &[&str]) -> Option<String> {
        let reviewed = review(question, answer, &said(lines));
        assert_eq!(reviewed.values.len() + reviewed.dropped, 1, "{answer}");
        reviewed.values.into_iter().next().map(|value| value.value)
    }

    #[test]
    fn takes_words_numbers_and_days_that_the_visitor_said() {
        let cases = [
            (1, "для мамы", "Ищу букет для мамы", Some("для мамы")),
            (1, "для сестры", "Ищу букет для мамы", None),
            (3, "5000", "до 5 000 рублей", Some("5000")),
            (3, "5 000 рублей", "до 5000 р.", Some("5000")),
            (3, "1.500.000", "1 500 000", Some("1500000")),
            (3, "5000", "до 50 000 рублей", None),
            (3, "5000", "пять тысяч", None),
            (3, "пять тысяч", "пять тысяч", None),
            (3, "50 тыс", "50 тыс. рублей", Some("50 тыс")),
            (3, "50", "50 тыс. рублей", None),
            (3, "50000", "50 тыс. рублей", None),
            (3, "от 3000 до 5000", "от 3000 до 5000", Some("от 3000 до 5000")),
            (3, "от 3000 до 6000", "от 3000 до 5000", None),
            (4, "25.12.2026", "к 25.12.2026", Some("2026-12-25")),
            (4, "2026-12-25", "к 25.12.2026!", Some("2026-12-25")),
            (4, "2026-05-06", "к 05.06.2026", None),
            (4, "вечером 2026-05-06", "вечером 05.06.2026", None),
            (4, "вечером 05.06.2026", "вечером 05.06.2026", Some("вечером 05.06.2026")),
            (4, "25 декабря", "к 25 декабря", Some("25 декабря")),
            (4, "25.12.2026", "к 25 декабря", None),
            (4, "в субботу", "в субботу утром", Some("в субботу")),
            (4, "завтра", "послезавтра", None),
        ];
        for (question, answer, line, expected) in cases {
            assert_eq!(stored(question, answer, &[line]).as_deref(), expected, "{question}: {answer} of {line}");
        }
    }

    #[test]
    fn names_the_question_and_the_message() {
        let said = said(&["Букет для мамы", "доставка", "с доставкой к 25.12.2026", "8 916 123-45-67"]);
        let proposed =
            [(2, "Доставка"), (1, "для мамы"), (4, "25.12.2026"), (1, "мамы"), (3, " "), (0, "мамы"), (5, "мамы"), (-1, "мамы")];
        let proposed = proposed.map(|(question, answer)| ProposedAnswer { question, answer: answer.to_owned() });
        let reviewed = review_answers(&proposed, &questions(), &said);
        let value = |question: &str, value: &str, message: usize| Value {
            question: Some(question.to_owned()),
            ..Value::new(Field::Answer, value, said[message].id)
        };
        assert_eq!(
            reviewed.values,
            [value("Как получить?", "Доставка", 2), value("Для кого?", "для мамы", 0), value("Когда?", "2026-12-25", 2)]
        );
        assert_eq!(reviewed.dropped, 3, "no question has the number 0, 5 or -1");
    }

    #[test]
    fn an_assistants_words_and_a_very_long_answer_are_no_answers() {
        let asked =
            [Said {
                id: MessageId::new(), role: Role::Assistant, text: "Доставка, 5000, для мамы, 25.12.2026?".to_owned()
            }];
        for (question, answer) in [(1, "для мамы"), (2, "Доставка"), (3, "5000"), (4, "25.12.2026")] {
            assert_eq!(review(question, answer, &asked).values, []);
        }
        let long = "да ".repeat(101);
        assert_eq!(stored(1, &long, &[&long]), None);
    }

    proptest! {
        #[test]
        fn a_choice_is_one_of_the_owners_and_nothing_comes_of_silence(question in -1i64..6, answer in "\\PC{0,30}|[Дд]оставк[аои]") {
            prop_assert_eq!(review(question, &answer, &[]).values, vec![]);
            let reviewed = review(2, &answer, &said(&[&answer]));
            let choices = ["Доставка", "Без доставки", "Самовывоз из центра"];
            prop_assert!(reviewed.values.iter().all(|value| choices.contains(&value.value.as_str())));
        }
    }
}
