//! The one tool that a model has.

use serde_json::{Value, json};

/// The name of the tool.
pub const REGISTER_LEAD: &str = "register_lead";

/// `register_lead` as a strict function: every property required, optional means null (OpenAI's structured outputs).
///
/// It takes the sentence for the visitor too, so that a turn that registers costs one completion and not two. Whose lead it is stands
/// in no argument: a model cannot choose the owner.
pub(super) fn definitions() -> Value {
    let optional = |description: &str| json!({ "type": ["string", "null"], "description": description });
    json!([{
        "type": "function",
        "function": {
            "name": REGISTER_LEAD,
            "description": "Registers the visitor as a lead, or adds to the lead of this conversation. Call it when the visitor has \
                given a phone number or an e-mail address, or has said more or something else since.",
            "strict": true,
            "parameters": {
                "type": "object",
                "properties": {
                    "name": optional("The visitor's name as the visitor wrote it, or null."),
                    "phone": optional("The visitor's phone number as the visitor wrote it, or null."),
                    "email": optional("The visitor's e-mail address as the visitor wrote it, or null."),
                    "need": optional("What the visitor wants, in the visitor's own words copied from the messages, or null."),
                    "say": { "type": "string", "description": "What you say to the visitor now, in the visitor's language." },
                },
                "required": ["name", "phone", "email", "need", "say"],
                "additionalProperties": false,
            },
        },
    }])
}
