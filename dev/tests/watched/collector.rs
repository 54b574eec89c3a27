//! Who is told things by HTTP: keeps what it gets.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// What was posted.
#[derive(Debug, Clone)]
pub(crate) struct Posted {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Listens until it is dropped.
pub(crate) struct Collector {
    pub(crate) address: String,
    posted: Arc<Mutex<Vec<Posted>>>,
    accepting: JoinHandle<()>,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        let posted = Arc::<Mutex<Vec<Posted>>>::default();
        let routes = Router::new().fallback(keep).with_state(Arc::clone(&posted));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let accepting = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { address, posted, accepting }
    }

    /// One that takes connections and never answers.
    pub(crate) async fn stalled() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let accepting = tokio::spawn(async move {
            let mut open = Vec::new();
            while let Ok((connection, _)) = listener.accept().await {
                open.push(connection);
            }
        });
        Self { address, posted: Arc::default(), accepting }
    }

    /// All so far.
    pub(crate) fn posted(&self) -> Vec<Posted> {
        self.posted.lock().unwrap().clone()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn keep(State(posted): State<Arc<Mutex<Vec<Posted>>>>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    // As one far away.
    tokio::time::sleep(Duration::from_millis(20)).await;
    posted.lock().unwrap().push(Posted { path: uri.path().to_owned(), headers, body });
    StatusCode::OK
}
