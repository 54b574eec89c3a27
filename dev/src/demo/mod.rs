//! What `cargo dev` puts in the place of a neighbour that has no key or token yet: an assistant that follows a script, and a
//! Telegram that prints to the terminal.
pub(crate) mod assistant;
mod dialogue;
pub(crate) mod telegram;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

/// An answer in a neighbour's own shape.
fn json(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
