//! JSON bodies: read into a type, or refused with the name of the field.

use axum::{
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{StatusCode, header};
use serde::{
    Serialize,
    de::{DeserializeOwned, IgnoredAny},
};

use super::{ApiError, FieldProblem, MAX_BODY_BYTES};
use crate::rule::Rule;

/// A body in JSON: as an argument it is parsed, as an answer it is written.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let is_json =
            |value: &str| value.split(';').next().is_some_and(|mime| mime.trim().eq_ignore_ascii_case("application/json"));
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !content_type.is_some_and(is_json) {
            return Err(ApiError::UnsupportedMediaType("application/json"));
        }
        parse_json(&read_body(request, state).await?).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Reads a body to its end.
pub(super) async fn read_body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge { limit: MAX_BODY_BYTES },
        _ => ApiError::MalformedBody("the body could not be read to its end".to_owned()),
    })
}

/// Reads JSON into a type.
///
/// # Errors
/// 400 where it is not JSON; 422 with the field where it is, and not what the type accepts.
pub fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    // Serde would take a list for an object whose fields come in that order.
    if body.trim_ascii_start().first().is_some_and(|first| *first != b'{') && serde_json::from_slice::<IgnoredAny>(body).is_ok() {
        return Err(ApiError::field("body", &Rule::new("wrong_type", "expected an object")));
    }
    let deserializer = &mut serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut *deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        // Serde calls a number where an enum's name belongs a fault of the syntax.
        let is_json = inner.is_data() || serde_json::from_slice::<serde_json::Value>(body).is_ok();
        if is_json { ApiError::Invalid(vec![refused(&path, &inner.to_string())]) } else { malformed(&inner) }
    })?;
    deserializer.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> ApiError {
    // The position only: the message itself may quote what was sent, which may be a password.
    ApiError::MalformedBody(format!("the body is not JSON (line {}, column {})", error.line(), error.column()))
}

/// Turns serde's sentence into a field, a code and a sentence that quotes nothing of what was sent.
fn refused(path: &str, message: &str) -> FieldProblem {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    let path = if path == "." { "" } else { path };
    let within = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    if let Some(rule) = Rule::parse(message) {
        return FieldProblem::new(path, &rule);
    }
    if let Some(name) = quoted(message, "missing field ") {
        return FieldProblem::new(within(name), &Rule::new("missing", "this field is needed"));
    }
    if let Some(name) = quoted(message, "unknown field ") {
        // serde_path_to_error already counts an unknown field into the path.
        let field = if path.ends_with(name) { path.to_owned() } else { within(name) };
        return FieldProblem::new(field, &Rule::new("unknown_field", "this route does not know the field"));
    }
    if let Some(name) = quoted(message, "duplicate field ") {
        let field = if path.ends_with(name) { path.to_owned() } else { within(name) };
        return FieldProblem::new(field, &Rule::new("invalid", "this field stands there twice"));
    }
    if message.starts_with("unknown variant") {
        let expected = message.split_once(", expected ").map_or("a value of the list", |(_, expected)| expected);
        return FieldProblem::new(path, &Rule::new("invalid", format!("expected {expected}")));
    }
    let expected = message.rsplit_once("expected ").map_or("another type", |(_, expected)| expected);
    FieldProblem::new(path, &Rule::new("wrong_type", format!("expected {expected}")))
}

fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.split('`').nth(1)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::contact::Email;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tested")]
    struct Body {
        email: Email,
        count: u8,
        colour: Option<Colour>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        Red,
    }

    fn problem(body: &str) -> String {
        match parse_json::<Body>(body.as_bytes()).unwrap_err() {
            ApiError::Invalid(errors) => {
                errors.iter().map(|e| format!("{} {} {}", e.field, e.code, e.detail)).collect::<Vec<_>>().join("; ")
            }
            other => other.to_string(),
        }
    }

    #[test]
    fn names_the_field_and_quotes_nothing_that_was_sent() {
        let cases = [
            (r#"{"count":1}"#, "email missing this field is needed"),
            (r#"{"email":"a@b.co","count":1,"role":"admin"}"#, "role unknown_field this route does not know the field"),
            (r#"{"email":"a@b.co","count":1,"count":2}"#, "count invalid this field stands there twice"),
            (r#"{"email":7,"count":1}"#, "email wrong_type expected a string"),
            (r#"{"email":"secret","count":1}"#, "email invalid expected an e-mail address such as name@example.com"),
            (r#"{"email":"a@b.co","count":-1}"#, "count wrong_type expected u8"),
            (r#"{"email":"a@b.co","count":1,"colour":"secret"}"#, "colour invalid expected `red`"),
            (r#"{"email":"a@b.co","count":1,"colour":7}"#, "colour wrong_type expected value"),
            (r#"{"email":"a@b.co","#, "the body is not JSON (line 1, column 18)"),
            (r#"{"email":"\ud800@b.co","count":1}"#, "the body is not JSON (line 1, column 17)"),
            (r#"["a@b.co",1,null]"#, "body wrong_type expected an object"),
            (r#"{"email":"a@b.co","count":1}{"#, "the body is not JSON (line 1, column 29)"),
            ("", "the body is not JSON (line 1, column 0)"),
        ];
        for (body, expected) in cases {
            assert_eq!(problem(body), expected, "{body}");
        }
    }
}
