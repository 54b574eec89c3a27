//! What a request may fail with, and how that is told: RFC 9457, `application/problem+json`.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    conversation::ContactForm,
    rule::Rule,
    usage::{Exceeded, Measure, Scope},
};

/// What a handler may fail with. Every case is decided here: its status, its type and what the caller is told.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// 422: fields that are not what the route accepts.
    #[error("some fields are not what this route accepts")]
    Invalid(Vec<FieldProblem>),
    /// 400: the body is not of the form it says it is.
    #[error("{0}")]
    MalformedBody(String),
    /// 401: no such e-mail, or another password. Which of the two is not told.
    #[error("the e-mail or the password is wrong")]
    WrongCredentials,
    /// 401: no bearer token, or one that is not valid any more.
    #[error("a valid access token is needed: sign in again")]
    InvalidToken,
    /// 409: somebody registered with the e-mail before.
    #[error("there is an account with this e-mail already")]
    EmailTaken,
    /// 403: a page of a site that the owner has not named.
    #[error("this assistant may not be shown on that site: add it to the sites in its settings")]
    OriginNotAllowed,
    /// 404: nothing of that kind among what the caller may see.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// 413: longer than the route takes.
    #[error("the body may have at most {limit} bytes")]
    TooLarge {
        /// In bytes.
        limit: usize,
    },
    /// 415: a content type that the route does not read.
    #[error("expected a body of type {0}")]
    UnsupportedMediaType(&'static str),
    /// 409: the same request is being worked on, for that long at most.
    #[error("this very request is being worked on: ask again in a moment")]
    AlreadyRunning(Duration),
    /// 422: the key came with another request before.
    #[error("this Idempotency-Key was used for another request: take a new one for each message")]
    KeyReused,
    /// 429: a limit is used up. With the form that is left to a visitor.
    #[error("{}", too_many(.exceeded))]
    TooMany {
        /// Which limit.
        exceeded: Exceeded,
        /// For a visitor who has left no contact yet.
        form: Option<Box<ContactForm>>,
    },
    /// 503: nobody could turn the speech into text; nothing was stored.
    #[error("the voice message could not be understood: please type it")]
    SpeechNotUnderstood,
    /// 409: no Telegram chat is linked.
    #[error("no Telegram chat is linked: link one first")]
    NotLinked,
    /// 409: the chat shows the lead as it is.
    #[error("the message in Telegram shows the lead as it is")]
    AlreadySent,
    /// 503: Telegram takes no message just now; for how long, if it says so.
    #[error("Telegram cannot be reached for the moment: please try again")]
    TelegramUnavailable(Option<Duration>),
    /// 503: the database cannot be reached just now.
    #[error("this service is not available for the moment: please try again")]
    Unavailable(#[source] sqlx::Error),
    /// 500: our fault. The cause goes to the log, never to the caller.
    #[error("something went wrong on our side")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The body of every answer that is an error.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:leadline:problem:` and a name that stays.
    #[schema(example = "urn:leadline:problem:validation")]
    pub r#type: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, for people, in English.
    pub detail: String,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// What a visitor can still do where no more messages are taken: to be sent to `POST /api/chat/form`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<ContactForm>,
    /// To be named when asking for help; it stands in the log.
    pub request_id: String,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Its path: a dot before a field of an object, an index in brackets for an item of a list (`questions[0].choices`).
    #[schema(example = "password")]
    pub field: String,
    /// Stable: `missing`, `unknown_field`, `wrong_type`, `invalid`, `too_short`, `too_long`, `too_common`, `empty`,
    /// `not_audio`, `chat_not_found` or `blocked`.
    #[schema(example = "too_short")]
    pub code: String,
    /// What would be accepted, for people, in English.
    pub detail: String,
}

impl FieldProblem {
    /// A field that broke a rule.
    #[must_use]
    pub fn new(field: impl AsRef<str>, rule: &Rule) -> Self {
        Self { field: rule.path(field.as_ref()), code: rule.code.to_owned(), detail: rule.detail.clone() }
    }
}

impl ApiError {
    /// One field that broke a rule.
    #[must_use]
    pub fn field(field: &str, rule: &Rule) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, rule)])
    }

    /// Our fault, for a cause that is no database's.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "validation"),
            Self::MalformedBody(_) => (StatusCode::BAD_REQUEST, "malformed-body"),
            Self::WrongCredentials => (StatusCode::UNAUTHORIZED, "wrong-credentials"),
            Self::InvalidToken => (StatusCode::UNAUTHORIZED, "invalid-token"),
            Self::EmailTaken => (StatusCode::CONFLICT, "email-taken"),
            Self::OriginNotAllowed => (StatusCode::FORBIDDEN, "origin-not-allowed"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not-found"),
            Self::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            Self::UnsupportedMediaType(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"),
            Self::AlreadyRunning(_) => (StatusCode::CONFLICT, "already-running"),
            Self::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "idempotency-key-reused"),
            Self::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "too-many-requests"),
            Self::SpeechNotUnderstood => (StatusCode::SERVICE_UNAVAILABLE, "speech-not-understood"),
            Self::NotLinked => (StatusCode::CONFLICT, "not-linked"),
            Self::AlreadySent => (StatusCode::CONFLICT, "already-sent"),
            Self::TelegramUnavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "telegram-unavailable"),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        if may_pass(&error) { Self::Unavailable(error) } else { Self::Internal(error.into()) }
    }
}

/// For people.
fn too_many(Exceeded { scope, measure, period, allowed, resets_in }: &Exceeded) -> String {
    let whose = match (scope, measure) {
        (Scope::Visitor, _) => "you",
        (Scope::Address, _) => "all who share your internet address",
        (Scope::Owner, Measure::TestMessages) => "one company",
        (Scope::Owner, _) => "all visitors of this company",
    };
    let what = match measure {
        Measure::Messages => "messages",
        Measure::Opens => "chats",
        Measure::Forms => "contact forms",
        Measure::TestMessages => "test messages",
        Measure::AudioSeconds => "seconds of speech",
        Measure::Tokens | Measure::Microdollars => "answers",
    };
    let seconds = resets_in.as_secs();
    let when = if seconds < 120 { format!("{seconds} seconds") } else { format!("{} minutes", seconds.div_ceil(60)) };
    format!("{allowed} {what} a {} is as much as is taken from {whose}: please go on in {when}", period.name())
}

/// `Retry-After`, and the fields of draft-ietf-httpapi-ratelimit-headers-10.
fn rate_limit(Exceeded { scope, measure, period, allowed, resets_in }: &Exceeded, headers: &mut HeaderMap) {
    let (seconds, window) = (resets_in.as_secs(), period.length().as_secs());
    let name = format!("{}-{}-{}", scope.name(), measure.name(), period.name()).replace('_', "-");
    headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    let fields = [
        ("ratelimit", format!("\"{name}\";r=0;t={seconds}")),
        ("ratelimit-policy", format!("\"{name}\";q={allowed};w={window}")),
    ];
    for (field, value) in fields {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(field, value);
        }
    }
}

/// Whether the same request may go through later, since the database is away rather than displeased: the classes 08, 53 and 57 of PostgreSQL's appendix A (57014 ends a
/// statement that had to wait for too long), 55000 (a database that takes no connections), and broken connections. Class 40 is one
/// of two transactions that stood in each other's way: it is rolled back, and goes through when it is sent again.
fn may_pass(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| ["08", "40", "53", "57", "55000"].iter().any(|class| code.starts_with(class)))
        }
        _ => false,
    }
}

/// An error on its way out. `serve` writes the body, because it knows the request's id.
#[derive(Debug, Clone)]
pub(super) struct Outgoing(pub(super) Problem);

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, _) = self.kind();
        self.log();
        let mut response = status.into_response();
        match &self {
            // RFC 9110, 15.5.2: a 401 says how to authenticate.
            Self::InvalidToken | Self::WrongCredentials => {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::Unavailable(_) => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            }
            Self::AlreadyRunning(left) => {
                // Most are done long before their time is up.
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(left.as_secs().clamp(1, 3)));
            }
            Self::TelegramUnavailable(wait) => {
                let seconds = wait.map_or(5, |wait| wait.as_secs().max(1));
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Self::TooMany { exceeded, .. } => rate_limit(exceeded, response.headers_mut()),
            _ => {}
        }
        response.extensions_mut().insert(Outgoing(self.problem()));
        response
    }
}

impl ApiError {
    /// What is told where the head of the answer is out already.
    pub(super) fn into_problem(self, request_id: &str) -> Problem {
        self.log();
        Problem { request_id: request_id.to_owned(), ..self.problem() }
    }

    fn problem(self) -> Problem {
        let (status, name) = self.kind();
        let problem = Problem::new(status, name, self.to_string());
        match self {
            Self::Invalid(errors) => Problem { errors, ..problem },
            Self::TooMany { form, .. } => Problem { form: form.map(|form| *form), ..problem },
            _ => problem,
        }
    }

    fn log(&self) {
        match self {
            Self::Internal(cause) => tracing::error!(error = %cause, "request failed"),
            Self::Unavailable(cause) => tracing::error!(error = %cause, "the database could not serve this now"),
            _ => {}
        }
    }
}

impl Problem {
    pub(super) fn new(status: StatusCode, name: &str, detail: String) -> Self {
        Self {
            r#type: format!("urn:leadline:problem:{name}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail,
            errors: Vec::new(),
            form: None,
            request_id: String::new(),
        }
    }
}
