//! What a visitor says: JSON with text or with audio in base64, or a form with an audio file.

use axum::extract::{FromRequest, Multipart, Request, multipart::Field};
use axum::http::{HeaderMap, StatusCode, header};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde::Deserialize;
use shared::{
    conversation::{Attempt, AudioClip, ExternalId, IdempotencyKey, MessageText, Source},
    http::{ApiError, Json, MAX_BODY_BYTES},
    ids::OwnerId,
    rule::Rule,
    usage::ClientAddress,
};
use utoipa::ToSchema;

use crate::answer::Message;

/// One message of one visitor.
#[derive(Debug)]
pub(crate) struct ChatRequest {
    /// Whom the site calls so, if it named anybody.
    pub(crate) visitor: Option<ExternalId>,
    /// What was said.
    pub(crate) content: Content,
    /// Where on the site.
    pub(crate) source: Source,
    /// Whether the company tries its own assistant.
    pub(crate) test: bool,
    /// The client's own key for it.
    key: Option<IdempotencyKey>,
}

/// How it was said.
#[derive(Debug)]
pub(crate) enum Content {
    /// Typed; or spoken, understood before, and sent as the visitor wants it.
    Text { text: MessageText, spoken: bool },
    /// Spoken.
    Audio(AudioClip),
}

/// A message in JSON: either `message` or `audio`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChatJson {
    /// The site's own name for the visitor; leave it out for a new one.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200, example = "visitor-1")]
    visitor_id: Option<ExternalId>,
    /// What the visitor typed.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 4000, example = "Нужен букет, мой телефон 8 (916) 123-45-67")]
    message: Option<MessageText>,
    /// What the visitor said: webm, ogg, mp4, mp3, wav or flac in base64.
    #[schema(value_type = Option<String>, content_encoding = "base64")]
    audio: Option<Base64Audio>,
    /// Whether the message is what was heard in a recording (`POST /api/chat/transcript`).
    #[serde(default)]
    spoken: bool,
    /// Where on the site the visitor is.
    #[serde(default)]
    page: Source,
    /// Whether the company tries its own assistant: a conversation that begins so is a test. Only with the company's token.
    #[serde(default)]
    test: bool,
}

/// A message as a form: either `message` or the file `audio`.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form in the OpenAPI document; its fields are read one by one")]
pub(crate) struct ChatForm {
    /// The site's own name for the visitor; leave it out for a new one.
    #[schema(min_length = 1, max_length = 200)]
    visitor_id: Option<String>,
    /// What the visitor typed.
    #[schema(min_length = 1, max_length = 4000)]
    message: Option<String>,
    /// What the visitor said: webm, ogg, mp4, mp3, wav or flac.
    #[schema(value_type = Option<String>, format = Binary)]
    audio: Option<Vec<u8>>,
    /// Where on the site the visitor is.
    page: Option<Source>,
}

/// A recording as a form, to be turned into text.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form in the OpenAPI document; its fields are read one by one")]
pub(crate) struct RecordingForm {
    /// What the visitor said: webm, ogg, mp4, mp3, wav or flac.
    #[schema(value_type = String, format = Binary)]
    audio: Vec<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Base64Audio(AudioClip);

impl TryFrom<String> for Base64Audio {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = BASE64_STANDARD.decode(text.trim()).map_err(|_| Rule::new("invalid", "expected base64"))?;
        AudioClip::try_from(Bytes::from(bytes)).map(Self)
    }
}

impl<S: Send + Sync> FromRequest<S> for ChatRequest {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let key = idempotency_key(request.headers())?;
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if content_type.is_some_and(|value| value.to_ascii_lowercase().starts_with("multipart/form-data")) {
            return of_form(request, state, key).await;
        }
        let Json(ChatJson { visitor_id, message, audio, spoken, page, test }) = Json::from_request(request, state).await?;
        Self::new(Fields { visitor_id, message, audio: audio.map(|Base64Audio(clip)| clip), spoken, page, test }, key)
    }
}

/// What a request may hold, however it is written.
#[derive(Debug, Default)]
struct Fields {
    visitor_id: Option<ExternalId>,
    message: Option<MessageText>,
    audio: Option<AudioClip>,
    spoken: bool,
    page: Source,
    test: bool,
}

impl ChatRequest {
    fn new(fields: Fields, key: Option<IdempotencyKey>) -> Result<Self, ApiError> {
        let Fields { visitor_id: visitor, message, audio, spoken, page: source, test } = fields;
        let content = match (message, audio) {
            (Some(text), None) => Content::Text { text, spoken },
            (None, Some(clip)) => Content::Audio(clip),
            (None, None) => return Err(ApiError::field("message", &Rule::new("missing", "expected message or audio"))),
            (Some(_), Some(_)) => {
                return Err(ApiError::field("audio", &Rule::new("invalid", "expected either message or audio, not both")));
            }
        };
        Ok(Self { visitor, content, source, test, key })
    }

    /// The message of that visitor, or of one whom nobody has named yet.
    pub(crate) fn of(self, owner: OwnerId, visitor: Option<ExternalId>, address: ClientAddress) -> Message {
        let Self { content, source, test, key, .. } = self;
        let parts: [&[u8]; 2] = match &content {
            Content::Text { text, .. } => [b"message", text.as_str().as_bytes()],
            Content::Audio(clip) => [b"audio", &clip.bytes],
        };
        let attempt = key.map(|key| Attempt::new(visitor.as_ref().map(ExternalId::as_str), key, &parts));
        Message { owner, visitor: visitor.unwrap_or_else(ExternalId::random), address, content, attempt, source, test }
    }
}

/// A recording and nothing else.
#[derive(Debug)]
pub(crate) struct Recording(pub(crate) AudioClip);

impl<S: Send + Sync> FromRequest<S> for Recording {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match ChatRequest::from_request(request, state).await?.content {
            Content::Audio(clip) => Ok(Self(clip)),
            Content::Text { .. } => Err(ApiError::field("audio", &Rule::new("missing", "expected a recording"))),
        }
    }
}

/// What a client that may have to ask again sends along.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, ApiError> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key =
        value.to_str().map_err(|_| Rule::new("invalid", "expected printable characters")).and_then(IdempotencyKey::try_from);
    key.map(Some).map_err(|rule| ApiError::field("Idempotency-Key", &rule))
}

async fn of_form<S: Send + Sync>(request: Request, state: &S, key: Option<IdempotencyKey>) -> Result<ChatRequest, ApiError> {
    let mut form = Multipart::from_request(request, state).await.map_err(|_| malformed())?;
    let mut fields = Fields::default();
    while let Some(field) = form.next_field().await.map_err(|error| of_multipart(&error))? {
        match field.name().unwrap_or_default() {
            "visitor_id" => fields.visitor_id = Some(parsed("visitor_id", text(field).await?)?),
            "message" => fields.message = Some(parsed("message", text(field).await?)?),
            // As lenient as in JSON: a message must not be lost for its page's address.
            "page" => fields.page = serde_json::from_str(&text(field).await?).unwrap_or_default(),
            "audio" => {
                let bytes = field.bytes().await.map_err(|error| of_multipart(&error))?;
                fields.audio = Some(AudioClip::try_from(bytes).map_err(|rule| ApiError::field("audio", &rule))?);
            }
            name => {
                return Err(ApiError::field(&printable(name), &Rule::new("unknown_field", "this route does not know the field")));
            }
        }
    }
    ChatRequest::new(fields, key)
}

async fn text(field: Field<'_>) -> Result<String, ApiError> {
    let name = field.name().unwrap_or_default().to_owned();
    let bytes = field.bytes().await.map_err(|error| of_multipart(&error))?;
    String::from_utf8(bytes.into()).map_err(|_| ApiError::field(&name, &Rule::new("wrong_type", "expected text in UTF-8")))
}

fn parsed<T: TryFrom<String, Error = Rule>>(field: &str, text: String) -> Result<T, ApiError> {
    T::try_from(text).map_err(|rule| ApiError::field(field, &rule))
}

fn of_multipart(error: &axum::extract::multipart::MultipartError) -> ApiError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge { limit: MAX_BODY_BYTES },
        _ => malformed(),
    }
}

fn malformed() -> ApiError {
    ApiError::MalformedBody("the form cannot be read".to_owned())
}

/// A field's name as it may stand in an answer.
fn printable(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}
