//! Counts how often a program waits for the database.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinHandle,
};

/// PostgreSQL's `Sync`: behind a query the end of what is asked, and alone a ping.
const SYNC: [u8; 5] = *b"S\0\0\0\x04";

/// A relay before PostgreSQL. A round trip is whatever the program sends before it waits for an answer.
#[derive(Debug)]
pub struct RoundTrips {
    port: u16,
    counted: Arc<Counted>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Counted {
    trips: AtomicUsize,
    pings: AtomicUsize,
}

impl RoundTrips {
    /// Listens on a free port and hands everything to the server; must be called within a tokio runtime.
    ///
    /// # Errors
    /// There is no free port.
    pub async fn before(host: &str, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let (server, counted) = (format!("{host}:{port}"), Arc::<Counted>::default());
        let port = listener.local_addr()?.port();
        let of_all = Arc::clone(&counted);
        let task = tokio::spawn(async move {
            while let Ok((program, _)) = listener.accept().await {
                let Ok(database) = TcpStream::connect(&server).await else { return };
                let (from_program, to_program) = program.into_split();
                let (from_database, to_database) = database.into_split();
                tokio::spawn(relay(from_program, to_database, Some(Arc::clone(&of_all))));
                tokio::spawn(relay(from_database, to_program, None));
            }
        });
        Ok(Self { port, counted, task })
    }

    /// Where to connect.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many since the last call of this.
    #[must_use]
    pub fn take(&self) -> usize {
        self.counted.trips.swap(0, Ordering::SeqCst)
    }

    /// How many of them, since the last call of this, only asked whether the connection lives: sqlx does so with one that comes back to
    /// its pool, and nobody waits for that.
    #[must_use]
    pub fn take_pings(&self) -> usize {
        self.counted.pings.swap(0, Ordering::SeqCst)
    }
}

impl Drop for RoundTrips {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// sqlx flushes once before each wait, so that one read here is one round trip; requests of this size come in one piece on loopback.
async fn relay(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counter: Option<Arc<Counted>>) {
    let mut buffer = vec![0; 256 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if let Some(counter) = &counter {
            counter.trips.fetch_add(1, Ordering::SeqCst);
            if buffer[..length] == SYNC {
                counter.pings.fetch_add(1, Ordering::SeqCst);
            }
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that answers each message of five bytes with one byte.
    async fn server() -> u16 {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut client, _) = listener.accept().await.unwrap();
            while client.read_exact(&mut [0; 5]).await.is_ok() {
                client.write_all(b"!").await.unwrap();
            }
        });
        port
    }

    #[tokio::test]
    async fn counts_each_wait_for_an_answer_once_and_knows_a_ping() {
        let trips = RoundTrips::before("127.0.0.1", server().await).await.unwrap();
        let mut client = TcpStream::connect(("127.0.0.1", trips.port())).await.unwrap();
        for message in [b"query", b"again", &SYNC] {
            client.write_all(message).await.unwrap();
            client.read_exact(&mut [0; 1]).await.unwrap();
        }
        assert_eq!((trips.take(), trips.take_pings()), (3, 1));
        assert_eq!((trips.take(), trips.take_pings()), (0, 0), "counted from the last time on");
    }
}
