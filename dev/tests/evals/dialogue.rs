//! Dialogues as they lie in `evals/dialogues`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};

/// What a visitor types, line by line, and what the owner must hold at the end.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dialogue {
    pub(crate) name: String,
    /// Where a number without a country's code is dialled.
    pub(crate) region: String,
    /// What the business does.
    pub(crate) about: String,
    pub(crate) lines: Vec<String>,
    /// None where the visitor gives no contact.
    pub(crate) lead: Option<Expected>,
    /// The first line with a contact.
    #[serde(default)]
    pub(crate) at: usize,
}

/// The fields of a lead; None for what was never said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    #[serde(default)]
    pub(crate) telegram: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) need: Option<String>,
}

/// Every dialogue, in the order of the files' names.
pub(crate) fn all() -> Vec<Dialogue> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join("dialogues")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|file| read::<Vec<Dialogue>>(file)).collect()
}

/// `evals/` of the checkout.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("evals")
}

pub(crate) fn read<T: DeserializeOwned>(file: &Path) -> T {
    let text = fs::read_to_string(file).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
