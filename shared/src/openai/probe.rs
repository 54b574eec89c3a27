//! Two small requests that show whether the model can be used: its list of models, and a short answer with the tool.

use serde::{Deserialize, Deserializer};
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use super::{ModelError, OpenAi, Prompt, call, response::Response};
use secrecy::ExposeSecret;

/// A model that the server offers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ListedModel {
    /// As requests name it.
    pub id: String,
    /// The day on which it stops answering, where OpenAI has announced one.
    #[serde(default, deserialize_with = "text")]
    pub shutdown_date: Option<String>,
}

/// OpenAI says a date; another server may say anything or nothing.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(serde_json::Value::deserialize(deserializer)?.as_str().map(str::to_owned))
}

impl OpenAi {
    /// The models that the server lists.
    ///
    /// # Errors
    /// See [`ModelError`]; some compatible servers have no list.
    pub async fn models(&self, deadline: Instant) -> Result<Vec<ListedModel>, ModelError> {
        #[derive(Deserialize)]
        struct List {
            data: Vec<ListedModel>,
        }
        let ask = self.http().get(format!("{}/models", self.base_url())).bearer_auth(self.config().api_key.expose_secret());
        let answer = timeout_at(deadline, call::asked(ask)).await.map_err(|_| ModelError::TimedOut)??;
        serde_json::from_slice::<List>(&answer).map(|list| list.data).map_err(|_| ModelError::Unreadable)
    }

    /// Asks for a few words, with the same tool and the same fields as a visitor's turn, and once only.
    ///
    /// # Errors
    /// See [`ModelError`].
    pub async fn answer_once(&self, deadline: Instant) -> Result<(), ModelError> {
        let body = Prompt::probe().body(self.config());
        let ask = self.http().post(format!("{}/chat/completions", self.base_url()));
        let ask = ask.bearer_auth(self.config().api_key.expose_secret()).json(&body);
        let answer = timeout_at(deadline, call::asked(ask)).await.map_err(|_| ModelError::TimedOut)??;
        // So few tokens may end before a word; that it is an answer of the protocol is enough.
        serde_json::from_slice::<Response>(&answer).map(drop).map_err(|_| ModelError::Unreadable)
    }
}

impl Prompt {
    /// A greeting, answered in as few tokens as every model accepts: reasoning models refuse less than 16.
    fn probe() -> Self {
        Self {
            messages: vec![json!({ "role": "user", "content": "Say hello." })],
            questions: 0,
            max_tokens: Some(16),
            safety_identifier: "0".repeat(64),
            cache_key: "doctor".to_owned(),
        }
    }
}
