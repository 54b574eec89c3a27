//! The wire between a program and the database: counted, slowed down, cut, or silent.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinHandle,
    time::sleep,
};

/// PostgreSQL's `Sync`: behind a query the end of what is asked, and alone a ping.
const SYNC: [u8; 5] = *b"S\0\0\0\x04";

/// A relay before PostgreSQL. A round trip is whatever the program sends before it waits for an answer.
#[derive(Debug)]
pub struct RoundTrips {
    port: u16,
    counted: Arc<Counted>,
    state: watch::Sender<State>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Counted {
    trips: AtomicUsize,
    pings: AtomicUsize,
    connections: AtomicUsize,
}

/// What the wire does with what is sent.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// No connection is taken, and those that are there have ended.
    cut: bool,
    /// So many of the first connections carry nothing more.
    silent: usize,
    /// How long each message takes, one way.
    delay: Duration,
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
        let (state, seen) = watch::channel(State::default());
        let desk = Desk { server, counted: Arc::clone(&counted), state: seen };
        let task = tokio::spawn(desk.accept(listener, port));
        Ok(Self { port, counted, state, task })
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

    /// How many connections there have been.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.counted.connections.load(Ordering::SeqCst)
    }

    /// Has every connection that there is carry nothing more, without a word to either end: as a network does that forgot them.
    pub fn silence(&self) {
        let silent = self.connections();
        self.state.send_modify(|state| state.silent = silent);
    }

    /// Ends every connection and refuses new ones, as a server does that stops; until [`mend`](Self::mend).
    pub fn cut(&self) {
        self.state.send_modify(|state| state.cut = true);
    }

    /// Takes connections again.
    pub fn mend(&self) {
        self.state.send_modify(|state| state.cut = false);
    }

    /// Has every message take that long, one way.
    pub fn delay(&self, delay: Duration) {
        self.state.send_modify(|state| state.delay = delay);
    }
}

impl Drop for RoundTrips {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Takes connections.
struct Desk {
    server: String,
    counted: Arc<Counted>,
    state: watch::Receiver<State>,
}

impl Desk {
    async fn accept(self, mut listener: TcpListener, port: u16) {
        let mut state = self.state.clone();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => Some(accepted),
                _ = state.wait_for(|state| state.cut) => None,
            };
            match accepted {
                Some(Ok((program, _))) => {
                    let ours = self.counted.connections.fetch_add(1, Ordering::SeqCst);
                    tokio::spawn(carry(program, self.server.clone(), ours, Arc::clone(&self.counted), self.state.clone()));
                }
                Some(Err(_)) => {}
                None => {
                    drop(listener);
                    if state.wait_for(|state| !state.cut).await.is_err() {
                        return;
                    }
                    // Somebody else may have taken the port; then the server stays away.
                    let Ok(again) = TcpListener::bind(("127.0.0.1", port)).await else { return };
                    listener = again;
                }
            }
        }
    }
}

/// One connection, until one of its ends or the wire ends it.
async fn carry(program: TcpStream, server: String, ours: usize, counted: Arc<Counted>, mut state: watch::Receiver<State>) {
    let Ok(database) = TcpStream::connect(server).await else { return };
    let (from_program, to_program) = program.into_split();
    let (from_database, to_database) = database.into_split();
    let line = Line { ours, state: state.clone() };
    tokio::select! {
        () = line.relay(from_program, to_database, Some(&counted)) => {}
        () = line.relay(from_database, to_program, None) => {}
        _ = state.wait_for(|state| state.cut) => {}
    }
}

/// One connection among all.
struct Line {
    ours: usize,
    state: watch::Receiver<State>,
}

impl Line {
    /// sqlx flushes once before each wait, so that one read here is one round trip; requests of this size come in one piece on loopback.
    async fn relay(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counter: Option<&Counted>) {
        let mut buffer = vec![0; 256 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            if let Some(counter) = counter {
                counter.trips.fetch_add(1, Ordering::SeqCst);
                if buffer[..length] == SYNC {
                    counter.pings.fetch_add(1, Ordering::SeqCst);
                }
            }
            let State { silent, delay, .. } = *self.state.borrow();
            if self.ours < silent {
                continue;
            }
            if !delay.is_zero() {
                sleep(delay).await;
            }
            if to.write_all(&buffer[..length]).await.is_err() {
                return;
            }
        }
        if self.ours < self.state.borrow().silent {
            // Its end is not told either.
            std::future::pending::<()>().await;
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
