//! What an owner wants to know of a visitor.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Line;
use crate::rule::{Rule, repeated};

/// A question as it is asked: 1 to 200 characters on one line.
pub type QuestionText = Line<1, 200>;
/// One of the answers to choose from: 1 to 80 characters on one line.
pub type Choice = Line<1, 80>;

/// One question of an owner to the visitors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Draft")]
pub struct Question {
    /// As it is asked; a lead's answer stands under it.
    #[schema(value_type = String, min_length = 1, max_length = 200, example = "К какой дате нужен букет?")]
    pub text: QuestionText,
    /// What kind of answer is expected.
    pub kind: AnswerKind,
    /// The answers to choose from, 2 to 20: with `choice`, and with no other kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, required = false, max_items = 20)]
    pub choices: Vec<Choice>,
    /// Whether the assistant asks by itself. What is not required is taken down where the visitor says it.
    pub required: bool,
}

/// What kind of answer a question expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// Words.
    Text,
    /// One of the owner's choices.
    Choice,
    /// A number.
    Number,
    /// A day.
    Date,
}

/// A question before it is known whether its parts fit each other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    text: QuestionText,
    kind: AnswerKind,
    #[serde(default)]
    choices: Vec<Choice>,
    required: bool,
}

impl TryFrom<Draft> for Question {
    type Error = Rule;

    fn try_from(draft: Draft) -> Result<Self, Self::Error> {
        let Draft { text, kind, choices, required } = draft;
        match (kind, choices.len()) {
            (AnswerKind::Choice, 0 | 1) => Err(Rule::new("too_short", "expected 2 to 20 choices").at("choices")),
            (AnswerKind::Choice, 2..=20) if first_repeated(choices.iter().map(Line::as_str)).is_some() => {
                Err(Rule::new("invalid", "expected choices that differ from each other").at("choices"))
            }
            (AnswerKind::Choice, 2..=20) | (_, 0) => Ok(Self { text, kind, choices, required }),
            (AnswerKind::Choice, _) => Err(Rule::new("too_long", "expected 2 to 20 choices").at("choices")),
            _ => Err(Rule::new("invalid", "expected choices with the kind choice only").at("choices")),
        }
    }
}

/// An owner's questions in their order: at most 10, no two with the same text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Question>")]
pub struct Questions(Vec<Question>);

impl Questions {
    /// The questions; the first one has the number 1.
    #[must_use]
    pub fn as_slice(&self) -> &[Question] {
        &self.0
    }

    /// The texts of the questions that the assistant asks by itself.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|question| question.required).map(|question| question.text.as_str())
    }
}

impl TryFrom<Vec<Question>> for Questions {
    type Error = Rule;

    fn try_from(questions: Vec<Question>) -> Result<Self, Self::Error> {
        if questions.len() > 10 {
            return Err(Rule::new("too_long", "expected at most 10 questions"));
        }
        // Answers are kept by the text of their question.
        match first_repeated(questions.iter().map(|question| question.text.as_str())) {
            Some(index) => {
                Err(Rule::new("invalid", "expected questions that differ from each other").at(format!("[{index}].text")))
            }
            None => Ok(Self(questions)),
        }
    }
}

/// The index of the first text that repeats an earlier one, in whatever case.
fn first_repeated<'a>(texts: impl Iterator<Item = &'a str>) -> Option<usize> {
    repeated(texts.map(str::to_lowercase))
}
