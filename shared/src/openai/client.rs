//! Asking a model, within a deadline and with few attempts.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_openai::{
    Client,
    config::OpenAIConfig as Credentials,
    types::{
        InputSource,
        audio::{AudioInput, CreateTranscriptionRequest},
        stream::StreamResponse,
    },
};
use futures::StreamExt;
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{
    Instrument, Span,
    field::{Empty, display},
};

use super::{
    Completion, ModelError, Prompt, call,
    circuit::Circuit,
    response::{Response, Transcription},
    stream::{Chunk, Gathered},
};
use crate::{
    config::{Flavour, OpenAiConfig},
    conversation::AudioClip,
    https::{Https, Timeouts},
    telemetry::{Counted, SPANS, count},
};

/// The first attempt and two more, as OpenAI's own libraries do.
const ATTEMPTS: u32 = 3;
/// No turn lasts longer in all; each call has a deadline of its own, which mostly comes sooner.
const TIMEOUTS: Timeouts = Timeouts { connect: Duration::from_secs(3), total: Duration::from_mins(2) };
/// How long a model that has begun to speak may be silent.
const SILENCE: Duration = Duration::from_secs(15);
/// Doubles with every attempt; the jitter takes up to a quarter off.
const FIRST_DELAY: Duration = Duration::from_millis(500);

/// Is told each piece of an answer as it comes.
pub type Hear<'a> = dyn Fn(&str) + Send + Sync + 'a;

/// A model's server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct OpenAi {
    client: Client<Credentials>,
    http: reqwest::Client,
    config: OpenAiConfig,
    /// One for each model, since each fails by itself.
    chat: Arc<Circuit>,
    transcription: Arc<Circuit>,
}

impl OpenAi {
    /// A client for that server. Connects at the first call.
    ///
    /// # Errors
    /// The TLS library could not be set up.
    pub fn new(config: OpenAiConfig, https: &Https) -> reqwest::Result<Self> {
        let http = https.client(TIMEOUTS)?;
        let credentials = Credentials::new().with_api_base(&config.base_url).with_api_key(config.api_key.expose_secret());
        // In place of the crate's own retries, which know no deadline and wait as long as a server asks.
        let service = tower::service_fn({
            let http = http.clone();
            move |request| call::send(http.clone(), request)
        });
        let client = Client::build(http.clone(), credentials).with_http_service(service);
        Ok(Self { client, http, config, chat: Arc::default(), transcription: Arc::default() })
    }

    /// Who answers.
    #[must_use]
    pub fn chat_model(&self) -> &str {
        &self.config.chat_model
    }

    /// Who listens.
    #[must_use]
    pub fn transcribe_model(&self) -> &str {
        &self.config.transcribe_model
    }

    /// Where `/chat/completions` is below.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.config.base_url
    }

    /// Whether that is OpenAI itself.
    pub(crate) fn is_openai(&self) -> bool {
        self.config.flavour == Flavour::OpenAi
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub(super) fn config(&self) -> &OpenAiConfig {
        &self.config
    }

    /// The model's next sentence, or its wish to use the tool.
    ///
    /// # Errors
    /// See [`ModelError`].
    pub async fn complete(&self, prompt: &Prompt, deadline: Instant) -> Result<Completion, ModelError> {
        let body = prompt.body(&self.config);
        let chat = self.client.chat();
        let span = span("chat", &self.config.chat_model);
        guarded(&self.chat, async {
            let response: Response = attempts(deadline, || chat.create_byot(&body)).await?;
            let completion = response.into_completion().ok_or(ModelError::Unreadable)?;
            Span::current().record("gen_ai.usage.input_tokens", completion.usage.prompt_tokens);
            Span::current().record("gen_ai.usage.output_tokens", completion.usage.completion_tokens);
            Ok(completion)
        })
        .instrument(span)
        .await
    }

    /// As [`complete`](Self::complete), and tells every piece of the text as it comes. Once a piece has come nothing is asked again by
    /// itself: whoever hears it would hear it twice.
    ///
    /// # Errors
    /// See [`ModelError`].
    pub async fn stream(&self, prompt: &Prompt, deadline: Instant, hear: &Hear<'_>) -> Result<Completion, ModelError> {
        let body = &prompt.streamed_body(&self.config);
        let span = span("chat", &self.config.chat_model);
        guarded(&self.chat, async {
            let heard = AtomicBool::new(false);
            let hear = |piece: &str| {
                heard.store(true, Ordering::Relaxed);
                hear(piece);
            };
            let (hear, heard) = (&hear, &heard);
            let completion = attempts(deadline, || async move {
                let outcome = self.listen(body, deadline, hear).await;
                outcome.map_err(|error| if heard.load(Ordering::Relaxed) { ModelError::BrokenOff } else { error })
            })
            .await?;
            Span::current().record("gen_ai.usage.input_tokens", completion.usage.prompt_tokens);
            Span::current().record("gen_ai.usage.output_tokens", completion.usage.completion_tokens);
            Ok(completion)
        })
        .instrument(span)
        .await
    }

    async fn listen(&self, body: &Value, deadline: Instant, hear: &Hear<'_>) -> Result<Completion, ModelError> {
        let chat = self.client.chat();
        let mut events: StreamResponse<Chunk> = chat.create_stream_byot(body).await?;
        let mut gathered = Gathered::default();
        loop {
            let patience = deadline.min(Instant::now() + SILENCE);
            let Some(event) = timeout_at(patience, events.next()).await.map_err(|_| ModelError::TimedOut)? else { break };
            let chunk = event?;
            if chunk.is_error() {
                return Err(ModelError::Busy { status: 200, retry_after: None });
            }
            if let Some(piece) = gathered.add(chunk) {
                hear(&piece);
            }
        }
        if gathered.is_cut() {
            return Err(ModelError::Unreachable);
        }
        gathered.into_completion(body.to_string().len()).ok_or(ModelError::Unreadable)
    }

    /// What was said in a recording; empty where nobody spoke.
    ///
    /// # Errors
    /// See [`ModelError`].
    pub async fn transcribe(&self, clip: &AudioClip, deadline: Instant) -> Result<String, ModelError> {
        let audio = self.client.audio();
        let transcriptions = audio.transcription();
        let ask = attempts(deadline, || {
            let file = InputSource::Bytes { filename: format!("voice.{}", clip.extension), bytes: clip.bytes.clone() };
            transcriptions.create_byot(CreateTranscriptionRequest {
                file: AudioInput { source: file },
                model: self.config.transcribe_model.clone(),
                ..CreateTranscriptionRequest::default()
            })
        });
        let span = span("transcribe", &self.config.transcribe_model);
        let response: Transcription = guarded(&self.transcription, ask).instrument(span).await?;
        Ok(response.text)
    }
}

/// Named as the semantic conventions for generative AI have it; no text.
fn span(operation: &str, model: &str) -> Span {
    tracing::info_span!(
        target: SPANS, "model", otel.name = format!("{operation} {model}"), otel.kind = "client", otel.status_code = Empty,
        gen_ai.operation.name = operation, gen_ai.request.model = model,
        gen_ai.usage.input_tokens = Empty, gen_ai.usage.output_tokens = Empty, error.type = Empty,
    )
}

/// Asks, unless the neighbour has failed several times just now; and remembers the outcome.
async fn guarded<T>(circuit: &Circuit, ask: impl Future<Output = Result<T, ModelError>>) -> Result<T, ModelError> {
    let outcome = if circuit.allows(Instant::now()) {
        let outcome = ask.await;
        circuit.learn(&outcome, Instant::now());
        outcome
    } else {
        Err(ModelError::Paused)
    };
    if let Err(error) = &outcome {
        Span::current().record("otel.status_code", "ERROR").record("error.type", display(error));
        count(Counted::ModelFailures, 1);
        if *error == ModelError::QuotaUsedUp {
            count(Counted::ModelQuotaUsedUp, 1);
        }
    }
    outcome
}

/// Asks again where that may help and the deadline leaves time for it.
async fn attempts<T, E, F>(deadline: Instant, ask: impl Fn() -> F) -> Result<T, ModelError>
where
    E: Into<ModelError>,
    F: Future<Output = Result<T, E>>,
{
    let mut attempt = 1;
    loop {
        let error = match timeout_at(deadline, ask()).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => error.into(),
            Err(_) => ModelError::TimedOut,
        };
        let delay = delay(attempt, &error);
        // A server may ask for more time than a clock can hold.
        let in_time = Instant::now().checked_add(delay).is_some_and(|next| next < deadline);
        if !error.is_passing() || attempt == ATTEMPTS || !in_time {
            return Err(error);
        }
        tracing::warn!(%error, attempt, "asking the model again");
        sleep(delay).await;
        attempt += 1;
    }
}

fn delay(attempt: u32, error: &ModelError) -> Duration {
    if let ModelError::Busy { retry_after: Some(asked), .. } = error {
        return *asked;
    }
    let full = FIRST_DELAY * 2_u32.pow(attempt - 1);
    full.mul_f64(rand::random_range(0.75..1.0))
}
