//! A relay between a program and one of its neighbours.

use std::{io, sync::Arc};

use tokio::{
    io::{AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use super::{http, postgres, steps::Steps};

/// What is spoken at a relay.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Protocol {
    Http,
    Postgres,
}

/// What a program asks, as far as its neighbour must have it before it can answer.
pub(crate) struct Request {
    pub(crate) bytes: Vec<u8>,
    /// None where nothing can come of it, so that it is no step.
    pub(crate) words: Option<String>,
}

/// Listens on a port of its own. Dropped, it breaks all connections, as the death of the program does.
pub(crate) struct Relay {
    port: u16,
    accepting: JoinHandle<()>,
}

impl Relay {
    pub(crate) async fn before(neighbour: &str, protocol: Protocol, steps: &Arc<Steps>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (neighbour, steps) = (neighbour.to_owned(), Arc::clone(steps));
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((program, _)) = listener.accept().await {
                let neighbour = TcpStream::connect(&neighbour).await.unwrap();
                connections.spawn(carry(BufReader::new(program), BufReader::new(neighbour), protocol, Arc::clone(&steps)));
            }
        });
        Self { port, accepting }
    }

    /// Where the program connects to.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Until one of the two closes its end. Neither speaks while the other does: programs here wait for each answer.
async fn carry(
    mut program: BufReader<TcpStream>,
    mut neighbour: BufReader<TcpStream>,
    protocol: Protocol,
    steps: Arc<Steps>,
) -> io::Result<()> {
    let mut session = postgres::Session::default();
    loop {
        let request = match protocol {
            Protocol::Http => http::request(&mut program).await?,
            Protocol::Postgres => session.request(&mut program).await?,
        };
        let ask = async {
            neighbour.write_all(&request.bytes).await?;
            match protocol {
                Protocol::Http => http::message(&mut neighbour).await,
                Protocol::Postgres => postgres::answer(&mut neighbour).await,
            }
        };
        let answer = match request.words {
            Some(words) => steps.step(words, ask).await?,
            None => ask.await?,
        };
        program.write_all(&answer).await?;
    }
}
