//! The one tool that a model has.

use serde_json::{Value, json};

/// The name of the tool.
pub const REGISTER_LEAD: &str = "register_lead";

/// `register_lead` as a strict function: every property required, optional means null (OpenAI's structured outputs).
///
/// An owner with questions of their own has `answers` in it too, by the numbers of the questions: what the owner wrote is no part of it.
///
/// It takes the sentence for the visitor too, so that a turn that registers costs one completion and not two. Whose lead it is stands
/// in no argument: a model cannot choose the owner.
pub(super) fn definitions(questions: u32) -> Value {
    let optional = |description: &str| json!({ "type": ["string", "null"], "description": description });
    let mut properties = json!({
        "name": optional("The visitor's name as the visitor wrote it, or null."),
        "phone": optional("The visitor's phone number as the visitor wrote it, or null."),
        "email": optional("The visitor's e-mail address as the visitor wrote it, or null."),
        "need": optional("What the visitor wants, in the visitor's own words copied from the messages, or null."),
        "say": { "type": "string", "description": "What you say to the visitor now, in the visitor's language." },
    });
    let mut required = vec!["name", "phone", "email", "need", "say"];
    if questions > 0 {
        properties["answers"] = answers(questions);
        required.push("answers");
    }
    json!([{
        "type": "function",
        "function": {
            "name": REGISTER_LEAD,
            "description": "Registers the visitor as a lead, or adds to the lead of this conversation. Call it when the visitor has \
                given a phone number or an e-mail address, or has said more or something else since.",
            "strict": true,
            "parameters": { "type": "object", "properties": properties, "required": required, "additionalProperties": false },
        },
    }])
}

fn answers(questions: u32) -> Value {
    json!({
        "type": "array",
        "description": "What the visitor has answered to the company's questions; empty where nothing was answered.",
        "items": {
            "type": "object",
            "properties": {
                "question": { "type": "integer", "enum": (1..=questions).collect::<Vec<_>>(), "description": "The question's number." },
                "answer": {
                    "type": "string",
                    "description": "The answer in the visitor's own words copied from the messages, or the choice that the visitor named.",
                },
            },
            "required": ["question", "answer"],
            "additionalProperties": false,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_answers_where_there_are_questions_and_is_the_same_for_all_other_owners() {
        let parameters = |questions| definitions(questions)[0]["function"]["parameters"].clone();
        let (without, with) = (parameters(0), parameters(3));
        assert_eq!(without["required"], json!(["name", "phone", "email", "need", "say"]));
        assert_eq!(without["properties"].as_object().unwrap().len(), 5);
        assert_eq!(with["required"], json!(["name", "phone", "email", "need", "say", "answers"]));
        let answer = &with["properties"]["answers"]["items"];
        assert_eq!(answer["properties"]["question"]["enum"], json!([1, 2, 3]));
        assert_eq!((&answer["required"], &answer["additionalProperties"]), (&json!(["question", "answer"]), &json!(false)));
    }
}
