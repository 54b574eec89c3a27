//! The HTTP edge: what comes in is parsed here, what goes wrong goes out here.

mod admit;
mod deadline;
mod etag;
mod form;
mod json;
mod owner;
mod problem;
mod query;
mod request;
mod stream;
mod visit;

pub use admit::{admit, refuse};
pub use deadline::Deadline;
pub use etag::tagged;
pub use form::Form;
pub use json::{Json, parse_json};
pub use owner::Owner;
pub use problem::{ApiError, FieldProblem, Problem};
pub use query::{Path, Query};
pub use request::{MAX_BODY_BYTES, serve};
pub use stream::{Events, asks_for_events, streamed};
pub use visit::{Visit, origin};
