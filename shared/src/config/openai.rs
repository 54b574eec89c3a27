//! `OPENAI_*`.

use secrecy::SecretString;

use super::Reader;

const OPENAI: &str = "https://api.openai.com/v1";

/// The model and how to reach it.
#[derive(Debug, Clone)]
pub struct OpenAiConfig {
    /// Where `/chat/completions` is below.
    pub base_url: String,
    /// Which dialect of the protocol is spoken there.
    pub flavour: Flavour,
    /// The key.
    pub api_key: SecretString,
    /// Who answers.
    pub chat_model: String,
    /// Who listens.
    pub transcribe_model: String,
}

/// OpenAI's own servers know fields that other servers of its protocol refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// OpenAI itself: every field that makes a turn cheaper or safer is sent.
    OpenAi,
    /// A compatible server: only what all of them know.
    Compatible,
}

impl OpenAiConfig {
    /// Reads `OPENAI_API_KEY`, `OPENAI_BASE_URL` (OpenAI's), `OPENAI_CHAT_MODEL` (gpt-6-luna) and `OPENAI_TRANSCRIBE_MODEL`
    /// (gpt-transcribe).
    pub fn read(reader: &mut Reader) -> Self {
        let base_url = reader.optional("OPENAI_BASE_URL").unwrap_or_else(|| OPENAI.to_owned());
        let base_url = reader.upstream_url("OPENAI_BASE_URL", &base_url).unwrap_or_default();
        if !reader.dev_mode() && is_loopback(&base_url) {
            reader.refuse("OPENAI_BASE_URL", "expected a server that is not on this machine, because DEV_MODE is not TRUE");
        }
        Self::new(
            &base_url,
            reader.secret("OPENAI_API_KEY", "expected the key of the model's server"),
            reader.optional("OPENAI_CHAT_MODEL"),
            reader.optional("OPENAI_TRANSCRIBE_MODEL"),
        )
    }

    /// A server and a key; models where they are not the defaults.
    #[must_use]
    pub fn new(base_url: &str, api_key: SecretString, chat_model: Option<String>, transcribe_model: Option<String>) -> Self {
        let base_url = base_url.trim_end_matches('/').to_owned();
        Self {
            flavour: if base_url == OPENAI { Flavour::OpenAi } else { Flavour::Compatible },
            base_url,
            api_key,
            chat_model: chat_model.unwrap_or_else(|| "gpt-6-luna".to_owned()),
            transcribe_model: transcribe_model.unwrap_or_else(|| "gpt-transcribe".to_owned()),
        }
    }
}

fn is_loopback(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    ["localhost", "127.", "[::1]", "0.0.0.0"].iter().any(|local| host.starts_with(local))
}
