//! Answers that come in pieces: server-sent events (WHATWG HTML, 9.2).

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures::stream;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::Serialize;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::ApiError;

/// So often something is sent while there is nothing to say, so that nobody on the way takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Where the pieces go. Whoever has left hears nothing, and the work goes on.
#[derive(Debug, Clone)]
pub struct Events(UnboundedSender<Event>);

impl Events {
    /// Sends one event.
    pub fn send(&self, name: &str, data: &impl Serialize) {
        match Event::default().event(name).json_data(data) {
            // Nobody listens any more.
            Ok(event) => drop(self.0.send(event)),
            Err(error) => tracing::error!(%error, name, "an event could not be written"),
        }
    }
}

/// Whether a request asks for events.
#[must_use]
pub fn asks_for_events(headers: &HeaderMap) -> bool {
    let is_events = |value: &HeaderValue| value.to_str().is_ok_and(|value| value.contains("text/event-stream"));
    headers.get_all(header::ACCEPT).iter().any(is_events)
}

/// Answers 200 at once, and with events while the work goes on. Where it fails the last event is `error`, with the problem.
pub fn streamed<F>(work: impl FnOnce(Events) -> F) -> Response
where
    F: Future<Output = Result<(), ApiError>> + Send + 'static,
{
    let (sender, mut receiver) = unbounded_channel();
    let events = Events(sender);
    let body = stream::poll_fn(move |context| receiver.poll_recv(context).map(|event| event.map(Ok::<_, Infallible>)));
    let mut response = Sse::new(body).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat")).into_response();
    // nginx would gather the pieces.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    let work = Box::pin(work(events.clone()));
    response.extensions_mut().insert(Rest(Arc::new(Mutex::new(Some((work, events))))));
    response
}

type Work = Pin<Box<dyn Future<Output = Result<(), ApiError>> + Send>>;

/// The work that is left when the head of an answer goes out. Of an extension's kind, which must be one that can be cloned.
#[derive(Clone)]
pub(super) struct Rest(Arc<Mutex<Option<(Work, Events)>>>);

impl Rest {
    /// Does it. The answer ends when what this gives is dropped: an instance may be frozen from then on.
    pub(super) async fn done(self, request_id: &str) -> Option<Events> {
        let (work, events) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        if let Err(error) = work.await {
            events.send("error", &error.into_problem(request_id));
        }
        Some(events)
    }
}

impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rest")
    }
}
