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
    pings: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl RoundTrips {
    /// Listens on a free port and hands everything to the server.
    pub async fn before(host: &str, port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let (server, trips, pings) = (format!("{host}:{port}"), Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let port = listener.local_addr().expect("an address").port();
        let counters = (Arc::clone(&trips), Arc::clone(&pings));
        let task = tokio::spawn(async move {
            while let Ok((program, _)) = listener.accept().await {
                let Ok(database) = TcpStream::connect(&server).await else { return };
                let (from_program, to_program) = program.into_split();
                let (from_database, to_database) = database.into_split();
                tokio::spawn(relay(from_program, to_database, Some(counters.clone())));
                tokio::spawn(relay(from_database, to_program, None));
            }
        });
        Self { port, trips, pings, task }
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

    /// How many of them, since the last call of this, only asked whether the connection lives: sqlx does so with each one that comes
    /// back to its pool, and nobody waits for that.
    #[must_use]
    pub fn take_pings(&self) -> usize {
        self.pings.swap(0, Ordering::SeqCst)
    }
}

impl Drop for RoundTrips {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A ping: PostgreSQL's message Sync and nothing else.
const SYNC: [u8; 5] = *b"S\0\0\0\x04";

/// sqlx flushes once before each wait, so that one read here is one round trip; requests of this size come in one piece on loopback.
async fn relay(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counters: Option<(Arc<AtomicUsize>, Arc<AtomicUsize>)>) {
    let mut buffer = vec![0; 256 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if let Some((trips, pings)) = &counters {
            trips.fetch_add(1, Ordering::SeqCst);
            pings.fetch_add(usize::from(buffer[..length] == SYNC), Ordering::SeqCst);
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}
