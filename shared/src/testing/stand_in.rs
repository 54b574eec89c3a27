//! What the stand-ins share: a server on a free port, connections that are cut, and faults that no test can overlook.

use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{StreamExt, stream};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

/// More than any neighbour accepts (OpenAI: 25 MB of audio), so that the rules refuse a body and not the server.
const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// An HTTP server on 127.0.0.1 that ends with its owner; a connection kept alive by a client is cut from then on.
pub(super) struct Server {
    address: SocketAddr,
    accepting: JoinHandle<()>,
    gone: Arc<AtomicBool>,
}

impl Server {
    pub(super) async fn start(routes: Router) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port on 127.0.0.1");
        let address = listener.local_addr().expect("the address of a bound socket");
        let gone = Arc::new(AtomicBool::new(false));
        let routes = routes
            .layer(DefaultBodyLimit::max(LARGEST_BODY))
            .layer(middleware::from_fn_with_state(Arc::clone(&gone), answer_while_alive));
        let accepting = tokio::spawn(async move {
            axum::serve(listener, routes).await.expect("a server that runs");
        });
        Self { address, accepting, gone }
    }

    /// `http://127.0.0.1:PORT`
    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.gone.store(true, Ordering::Release);
        self.accepting.abort();
    }
}

async fn answer_while_alive(State(gone): State<Arc<AtomicBool>>, request: Request, next: Next) -> Response {
    if gone.load(Ordering::Acquire) { cut() } else { next.run(request).await }
}

pub(super) fn json(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// Closes the connection without a byte of an answer.
pub(super) fn cut() -> Response {
    Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(io::Error::other("cut"))])))
}

/// Adds to a response the first `pieces` of its body, then closes the connection.
pub(super) fn cut_after(mut response: Response, pieces: Vec<String>) -> Response {
    let pieces = in_pieces(pieces).chain(stream::once(async { Err(io::Error::other("cut")) }));
    *response.body_mut() = Body::from_stream(pieces);
    response
}

/// The pieces as a body stream: each reaches the network before the next is made.
pub(super) fn in_pieces(pieces: Vec<String>) -> impl futures::Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::iter(pieces).chain(stream::once(async { String::new() })).then(async |piece| {
        tokio::task::yield_now().await;
        Ok(Bytes::from(piece))
    })
}

/// A list that the server's tasks and the test share.
pub(super) struct Shared<T>(Mutex<VecDeque<T>>);

impl<T> Shared<T> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, VecDeque<T>> {
        self.0.lock().expect("no task of the stand-in panicked")
    }

    pub(super) fn push(&self, item: T) {
        self.lock().push_back(item);
    }

    pub(super) fn pop(&self) -> Option<T> {
        self.lock().pop_front()
    }

    pub(super) fn take(&self) -> Vec<T> {
        self.lock().drain(..).collect()
    }
}

impl<T: Clone> Shared<T> {
    pub(super) fn all(&self) -> Vec<T> {
        self.lock().iter().cloned().collect()
    }
}

/// Stops the test that sent a neighbour what the neighbour would refuse.
pub(super) fn settle(neighbour: &str, violations: &Shared<String>) {
    let violations = violations.take();
    if violations.is_empty() || std::thread::panicking() {
        return;
    }
    panic!("{neighbour} would have refused:\n  {}", violations.join("\n  "));
}
