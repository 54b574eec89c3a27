//! Speech to text at the stand-in.
use std::{collections::BTreeMap, time::Duration};

use axum::{extract::Multipart, http::StatusCode, response::Response};
use serde_json::json;

use super::{
    super::stand_in::json,
    completion::{Completion, broken_json, plain},
    refusal::Refusal,
};

/// The formats that OpenAI reads, by the ending of the file's name.
const FORMATS: [&str; 9] = ["flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm"];
/// The form fields of OpenAI's `CreateTranscriptionRequest` beside `file`; a list is sent as `name[]`.
const FIELDS: [&str; 12] = [
    "model",
    "language",
    "languages",
    "keywords",
    "prompt",
    "response_format",
    "temperature",
    "include",
    "timestamp_granularities",
    "stream",
    "chunking_strategy",
    "known_speaker_names",
];
/// OpenAI's limit of a file, 25 MB.
const LARGEST_FILE: usize = 25 * 1024 * 1024;

/// One answer to `POST /v1/audio/transcriptions`.
#[derive(Clone, Debug)]
pub enum Transcription {
    /// The clip says this.
    Text(String),
    /// An HTTP status with a body and more headers.
    Status {
        /// The HTTP status.
        status: u16,
        /// The body, sent as `application/json`.
        body: String,
        /// More headers.
        headers: Vec<(&'static str, String)>,
    },
    /// 200 with a page of HTML, as a proxy on the way answers.
    Garbage,
    /// "hello", after this time.
    Stall(Duration),
    /// The connection breaks within the answer.
    Cut,
}

impl Transcription {
    /// The clip says `text`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// 429 `rate_limit_exceeded`, as [`Completion::rate_limited`].
    #[must_use]
    pub fn rate_limited() -> Self {
        Self::like(Completion::rate_limited())
    }

    /// 429 `insufficient_quota`, as [`Completion::no_quota`].
    #[must_use]
    pub fn no_quota() -> Self {
        Self::like(Completion::no_quota())
    }

    /// 500, as [`Completion::failing`].
    #[must_use]
    pub fn failing() -> Self {
        Self::like(Completion::failing())
    }

    fn like(completion: Completion) -> Self {
        match completion {
            Completion::Status { status, body, headers } => Self::Status { status, body, headers },
            _ => Self::Garbage,
        }
    }

    pub(super) async fn answer(self) -> Response {
        match self {
            Self::Text(text) => heard(&text),
            Self::Status { status, body, headers } => plain(status, "application/json", headers, body),
            Self::Garbage => {
                plain(200, "text/html", Vec::new(), "<html><body>Please sign in to the network</body></html>".into())
            }
            Self::Stall(time) => {
                tokio::time::sleep(time).await;
                heard("hello")
            }
            Self::Cut => broken_json(r#"{"text":"hel"#),
        }
    }
}

fn heard(text: &str) -> Response {
    let usage = json!({ "type": "tokens", "input_tokens": 14, "output_tokens": 6, "total_tokens": 20 });
    json(StatusCode::OK, &json!({ "text": text, "usage": usage }))
}

/// A transcription that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptionRequest {
    /// The file's name; OpenAI tells the format from its ending.
    pub file_name: String,
    /// The file's size in bytes.
    pub size: usize,
    /// The model.
    pub model: String,
    /// The key.
    pub bearer: String,
    /// The other fields, such as `languages[]`, by name; of a repeated one the values in order.
    pub fields: BTreeMap<String, Vec<String>>,
}

impl TranscriptionRequest {
    /// Reads the form as OpenAI does: a file of a known format and a model, and no field that OpenAI does not know.
    pub(super) async fn read(bearer: String, mut form: Multipart) -> Result<Self, Refusal> {
        let mut file = None;
        let mut fields = BTreeMap::<String, Vec<String>>::new();
        while let Some(field) = form.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                let file_name = field.file_name().unwrap_or_default().to_owned();
                file = Some((file_name, field.bytes().await.map_err(unreadable)?.len()));
            } else {
                fields.entry(name).or_default().push(field.text().await.map_err(unreadable)?);
            }
        }
        let (file_name, size) = file.ok_or_else(|| missing("file"))?;
        let model = fields.remove("model").and_then(|mut values| values.pop()).ok_or_else(|| missing("model"))?;
        check_file(&file_name, size)?;
        check_fields(&fields)?;
        Ok(Self { file_name, size, model, bearer, fields })
    }
}

fn check_file(name: &str, size: usize) -> Result<(), Refusal> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if size == 0 || !FORMATS.contains(&ending.as_str()) {
        let message = format!("Invalid file format. Supported formats: {FORMATS:?}. The file `{name}` has {size} bytes.");
        return Err(Refusal::invalid(message).about("file", "invalid_value"));
    }
    if size > LARGEST_FILE {
        return Err(Refusal::invalid(format!("Maximum content size limit ({LARGEST_FILE}) exceeded ({size} bytes read)")));
    }
    Ok(())
}

fn check_fields(fields: &BTreeMap<String, Vec<String>>) -> Result<(), Refusal> {
    if let Some(name) = fields.keys().find(|name| !FIELDS.contains(&name.trim_end_matches("[]"))) {
        return Err(Refusal::invalid(format!("Unknown parameter: '{name}'.")).about(name, "unknown_parameter"));
    }
    if fields.get("response_format").is_some_and(|values| values != &["json"]) {
        return Err(Refusal::invalid("response_format must be 'json'").about("response_format", "unsupported_value"));
    }
    Ok(())
}

fn missing(name: &str) -> Refusal {
    Refusal::invalid(format!("you must provide a {name} parameter")).about(name, "missing_required_parameter")
}

fn unreadable(error: impl std::fmt::Display) -> Refusal {
    Refusal::invalid(format!("Could not parse multipart form: {error}"))
}
