//! The contact form that a visitor is offered where no model may or can answer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{MessageText, fallback::is_russian};
use crate::{
    account::Language,
    rule::{Rule, is_plain},
};

/// A form, described so that any page can show it: to be sent to `POST /api/chat/form`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactForm {
    /// What stands above it, in the visitor's language.
    pub title: String,
    /// What is asked, in this order.
    pub fields: Vec<FormField>,
    /// What stands on the button.
    pub submit: String,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormField {
    /// The name under which it is sent.
    #[schema(example = "phone")]
    pub name: String,
    /// What stands before it, in the visitor's language.
    pub label: String,
    /// What a browser calls it: `text`, `tel`, `email` or `textarea`.
    #[schema(example = "tel")]
    pub kind: String,
}

impl ContactForm {
    /// In the language of what the visitor wrote last.
    #[must_use]
    pub fn answering(visitors_text: &str) -> Self {
        Self::new(is_russian(visitors_text))
    }

    /// In that language, where nobody has written anything yet.
    #[must_use]
    pub fn speaking(language: Language) -> Self {
        Self::new(language == Language::Ru)
    }

    fn new(russian: bool) -> Self {
        let labels = if russian {
            ["Как вас зовут", "Телефон", "E-mail", "Что вас интересует"]
        } else {
            ["Your name", "Phone", "E-mail", "What you are looking for"]
        };
        let kinds = [("name", "text"), ("phone", "tel"), ("email", "email"), ("need", "textarea")];
        let field = |((name, kind), label): ((&str, &str), &str)| FormField {
            name: name.to_owned(),
            label: label.to_owned(),
            kind: kind.to_owned(),
        };
        let (title, submit) = if russian {
            ("Как с вами связаться?", "Отправить")
        } else {
            ("How can we reach you?", "Send")
        };
        Self { title: title.to_owned(), fields: kinds.into_iter().zip(labels).map(field).collect(), submit: submit.to_owned() }
    }
}

/// What a visitor wrote into a field of the form: up to 500 characters in one message together with the others; blank is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct FormMessage(String);

impl FormMessage {
    /// What was written; None where that is nothing.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        (!self.0.is_empty()).then_some(&self.0)
    }

    /// The fields as the message of the conversation in which the lead's values stand: a line for each.
    #[must_use]
    pub fn joined(fields: &[&Option<Self>]) -> Option<MessageText> {
        let lines: Vec<&str> = fields.iter().filter_map(|field| field.as_ref()?.as_str()).collect();
        MessageText::try_from(lines.join("\n")).ok()
    }
}

impl TryFrom<String> for FormMessage {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        if text.chars().count() > 500 {
            return Err(Rule::new("too_long", "expected at most 500 characters"));
        }
        if !is_plain(text) {
            return Err(Rule::new("invalid", "expected no control characters but line breaks and tabs"));
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speaks_the_visitors_language() {
        let labels = |text| ContactForm::answering(text).fields.into_iter().map(|field| field.label).collect::<Vec<_>>();
        assert_eq!(labels("Сколько стоит?")[1], "Телефон");
        assert_eq!(labels("How much?")[1], "Phone");
    }

    #[test]
    fn a_field_has_at_most_five_hundred_characters_and_blank_is_nothing() {
        let field = |text: &str| FormMessage::try_from(text.to_owned());
        assert_eq!(field(" \n").unwrap().as_str(), None);
        assert_eq!(field(&"я".repeat(501)).unwrap_err().code, "too_long");
        assert_eq!(field("a\0b").unwrap_err().code, "invalid");
        let (name, none, need) = (field("Анна").ok(), None, field("букет").ok());
        assert_eq!(FormMessage::joined(&[&name, &none, &need]).unwrap().as_str(), "Анна\nбукет");
        assert_eq!(FormMessage::joined(&[&none, &field(" ").ok()]), None);
    }
}
