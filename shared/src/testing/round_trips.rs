//! Counts how often a program waits for the database.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinHandle,
};

/// A relay before PostgreSQL. A round trip is whatever the program sends before it waits for an answer.
#[derive(Debug)]
pub struct RoundTrips {
    port: u16,
    trips: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl RoundTrips {
    /// Listens on a free port and hands everything to the server.
    pub async fn before(host: &str, port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let (server, trips) = (format!("{host}:{port}"), Arc::new(AtomicUsize::new(0)));
        let port = listener.local_addr().expect("an address").port();
        let counter = Arc::clone(&trips);
        let task = tokio::spawn(async move {
            while let Ok((program, _)) = listener.accept().await {
                let Ok(database) = TcpStream::connect(&server).await else { return };
                let (from_program, to_program) = program.into_split();
                let (from_database, to_database) = database.into_split();
                tokio::spawn(relay(from_program, to_database, Some(Arc::clone(&counter))));
                tokio::spawn(relay(from_database, to_program, None));
            }
        });
        Self { port, trips, task }
    }

    /// Where to connect.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many since the last call of this.
    #[must_use]
    pub fn take(&self) -> usize {
        self.trips.swap(0, Ordering::SeqCst)
    }
}

impl Drop for RoundTrips {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// sqlx flushes once before each wait, so that one read here is one round trip; requests of this size come in one piece on loopback.
async fn relay(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counter: Option<Arc<AtomicUsize>>) {
    let mut buffer = vec![0; 256 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if let Some(counter) = &counter {
            counter.fetch_add(1, Ordering::SeqCst);
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}
