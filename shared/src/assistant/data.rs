//! What an owner wrote, as a model is given it.

use serde::Serialize;

use super::{AnswerKind, Assistant, Choice, Question, WorkingTime};

/// One line of JSON, in which whatever the owner wrote stays a string. What is empty is left out.
pub(super) fn data(assistant: &Assistant) -> String {
    let json = serde_json::to_string(&Data::of(assistant)).unwrap_or_default();
    // Unicode's own breaks of lines, which JSON may hold as they are.
    json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[derive(Serialize)]
struct Data<'a> {
    company: &'a str,
    about: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    assistant: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    greeting: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    languages: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    questions: Vec<Numbered<'a>>,
    #[serde(skip_serializing_if = "<[WorkingTime]>::is_empty")]
    working_hours: &'a [WorkingTime],
    #[serde(skip_serializing_if = "str::is_empty")]
    hand_off: &'a str,
}

#[derive(Serialize)]
struct Numbered<'a> {
    number: usize,
    question: &'a str,
    kind: AnswerKind,
    #[serde(skip_serializing_if = "<[Choice]>::is_empty")]
    choices: &'a [Choice],
    required: bool,
}

impl<'a> Data<'a> {
    fn of(assistant: &'a Assistant) -> Self {
        let numbered = |(index, question): (usize, &'a Question)| Numbered {
            number: index + 1,
            question: question.text.as_str(),
            kind: question.kind,
            choices: &question.choices,
            required: question.required,
        };
        Self {
            company: &assistant.company_name,
            about: match assistant.about.trim() {
                "" => "(the company has not described itself yet)",
                about => about,
            },
            assistant: &assistant.name,
            greeting: &assistant.greeting,
            languages: &assistant.languages,
            questions: assistant.questions.as_slice().iter().enumerate().map(numbered).collect(),
            working_hours: assistant.working_hours.as_slice(),
            hand_off: &assistant.hand_off,
        }
    }
}
