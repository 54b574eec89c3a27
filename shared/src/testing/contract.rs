//! A neighbour's own contract (see `contracts/NOTICE.md`), as a JSON Schema validator.

use jsonschema::Validator;
use serde_json::{Value, json};

/// A schema of JSON Schema 2020-12, compiled once.
pub(super) struct Contract(Validator);

impl Contract {
    /// The schema that a document is.
    pub(super) fn of(document: &str) -> Self {
        Self::compile(&parse(document))
    }

    /// One of the schemas under a document's `$defs`; nothing where it has none of that name.
    pub(super) fn definition(document: &str, name: &str) -> Option<Self> {
        let mut document = parse(document);
        document["$defs"].get(name)?;
        document["$ref"] = json!(format!("#/$defs/{name}"));
        Some(Self::compile(&document))
    }

    /// What is wrong with the value, each fault with its place; an empty list when nothing is.
    pub(super) fn faults(&self, value: &Value) -> Vec<String> {
        self.0.iter_errors(value).map(|error| format!("`{}`: {error}", error.instance_path())).collect()
    }

    fn compile(schema: &Value) -> Self {
        Self(jsonschema::draft202012::new(schema).expect("a valid JSON Schema"))
    }
}

fn parse(document: &str) -> Value {
    serde_json::from_str(document).expect("a contract in JSON")
}
