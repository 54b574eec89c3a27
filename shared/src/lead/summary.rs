//! What a lead's answers are, in order, and in one line. Pure.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::assistant::Questions;

/// What a visitor answered to one of the owner's questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Answer {
    /// As it was asked then.
    #[schema(example = "К какой дате нужен букет?")]
    pub question: String,
    /// In the visitor's words; of a choice the owner's spelling, of a number its digits, of a full date ISO 8601.
    #[schema(example = "2026-12-25")]
    pub answer: String,
}

/// Answers in the order of the owner's questions; those to questions that the owner asks no more come last.
#[must_use]
pub fn in_order(mut answers: BTreeMap<String, String>, questions: &Questions) -> Vec<Answer> {
    let asked = questions.as_slice().iter().map(|question| question.text.as_str());
    let mut ordered: Vec<Answer> = asked
        .filter_map(|question| answers.remove_entry(question))
        .map(|(question, answer)| Answer { question, answer })
        .collect();
    ordered.extend(answers.into_iter().map(|(question, answer)| Answer { question, answer }));
    ordered
}

/// The longest summary, in characters.
const LONGEST: usize = 300;

/// One line of what the visitor wants: the need, then the answers; None where neither is known.
///
/// It holds the visitor's own words and no sentence about them. A model could write a better one, but nothing of a lead may be invented.
#[must_use]
pub fn summary(need: Option<&str>, answers: &[Answer]) -> Option<String> {
    let said = need.into_iter().chain(answers.iter().map(|answer| answer.answer.as_str()));
    let mut line = String::new();
    for text in said {
        for (at, word) in text.split_whitespace().enumerate() {
            line += match at {
                0 if line.is_empty() => "",
                0 => " · ",
                _ => " ",
            };
            line += word;
        }
    }
    if line.chars().count() <= LONGEST {
        return (!line.is_empty()).then_some(line);
    }
    Some(line.chars().take(LONGEST - 1).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(question: &str, answer: &str) -> Answer {
        Answer { question: question.to_owned(), answer: answer.to_owned() }
    }

    #[test]
    fn answers_stand_in_the_order_of_the_questions_and_older_ones_after_them() {
        let questions: Questions = serde_json::from_value(json!([
            { "text": "Я?", "kind": "text", "required": true },
            { "text": "Б?", "kind": "text", "required": true },
            { "text": "А?", "kind": "text", "required": false },
        ]))
        .unwrap();
        let answers = [("А?", "а"), ("В?", "в"), ("Я?", "я")].map(|(question, answer)| (question.to_owned(), answer.to_owned()));
        assert_eq!(in_order(answers.into(), &questions), [answer("Я?", "я"), answer("А?", "а"), answer("В?", "в")]);
    }

    #[test]
    fn a_summary_is_one_line_of_the_visitors_own_words() {
        let answers = [answer("Когда?", "25 декабря"), answer("Бюджет?", " 5000\n ")];
        assert_eq!(summary(Some("букет\nна  свадьбу"), &answers).as_deref(), Some("букет на свадьбу · 25 декабря · 5000"));
        assert_eq!(summary(None, &answers).as_deref(), Some("25 декабря · 5000"));
        assert_eq!(summary(Some("букет"), &[]).as_deref(), Some("букет"));
        assert_eq!(summary(Some(" \n"), &answers).as_deref(), Some("25 декабря · 5000"), "nothing stands before the first words");
        assert_eq!(summary(None, &[]), None);
        assert_eq!(summary(Some(" "), &[answer("Когда?", "")]), None);
        let long = summary(Some(&"ё".repeat(299)), &answers).unwrap();
        assert_eq!((long.chars().count(), long.ends_with("ё…")), (300, true));
    }
}
