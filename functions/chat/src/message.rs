//! What a visitor says: JSON with text or with audio in base64, or a form with an audio file.

use axum::extract::{FromRequest, Multipart, Request, multipart::Field};
use axum::http::{HeaderMap, StatusCode, header};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde::Deserialize;
use shared::{
    conversation::{Attempt, AudioClip, ExternalId, IdempotencyKey, MessageText},
    http::{ApiError, Json, MAX_BODY_BYTES},
    rule::Rule,
};
use utoipa::ToSchema;

/// One message of one visitor.
#[derive(Debug)]
pub(crate) struct ChatRequest {
    /// Whom the site calls so; a new name where it named nobody.
    pub(crate) visitor: ExternalId,
    /// What was said.
    pub(crate) content: Content,
    /// The key with which it may come again.
    pub(crate) attempt: Option<Attempt>,
}

/// How it was said.
#[derive(Debug)]
pub(crate) enum Content {
    /// Typed.
    Text(MessageText),
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
        let Json(ChatJson { visitor_id, message, audio }) = Json::from_request(request, state).await?;
        Self::new(visitor_id, message, audio.map(|Base64Audio(clip)| clip), key)
    }
}

impl ChatRequest {
    fn new(
        visitor: Option<ExternalId>,
        message: Option<MessageText>,
        audio: Option<AudioClip>,
        key: Option<IdempotencyKey>,
    ) -> Result<Self, ApiError> {
        let content = match (message, audio) {
            (Some(text), None) => Content::Text(text),
            (None, Some(clip)) => Content::Audio(clip),
            (None, None) => return Err(ApiError::field("message", &Rule::new("missing", "expected message or audio"))),
            (Some(_), Some(_)) => {
                return Err(ApiError::field("audio", &Rule::new("invalid", "expected either message or audio, not both")));
            }
        };
        let parts: [&[u8]; 2] = match &content {
            Content::Text(text) => [b"message", text.as_str().as_bytes()],
            Content::Audio(clip) => [b"audio", &clip.bytes],
        };
        let attempt = key.map(|key| Attempt::new(visitor.as_ref().map(ExternalId::as_str), key, &parts));
        Ok(Self { visitor: visitor.unwrap_or_else(ExternalId::random), content, attempt })
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
    let (mut visitor, mut message, mut audio) = (None, None, None);
    while let Some(field) = form.next_field().await.map_err(|error| of_multipart(&error))? {
        match field.name().unwrap_or_default() {
            "visitor_id" => visitor = Some(parsed("visitor_id", text(field).await?)?),
            "message" => message = Some(parsed("message", text(field).await?)?),
            "audio" => {
                let bytes = field.bytes().await.map_err(|error| of_multipart(&error))?;
                audio = Some(AudioClip::try_from(bytes).map_err(|rule| ApiError::field("audio", &rule))?);
            }
            name => {
                return Err(ApiError::field(&printable(name), &Rule::new("unknown_field", "this route does not know the field")));
            }
        }
    }
    ChatRequest::new(visitor, message, audio, key)
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
