//! PostgreSQL's protocol, as far as a relay must know what is asked and where an answer ends.

use std::{collections::HashMap, io};

use tokio::io::{AsyncBufRead, AsyncReadExt};

use super::{relay::Request, sql};

/// What a connection has said so far.
#[derive(Default)]
pub(crate) struct Session {
    begun: bool,
    /// In words, by the names of prepared statements.
    prepared: HashMap<Vec<u8>, String>,
}

impl Session {
    /// What a program sends before it waits.
    pub(crate) async fn request(&mut self, stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Request> {
        if !self.begun {
            // The only message without a letter before it.
            let mut bytes = Vec::new();
            body(stream, &mut bytes).await?;
            self.begun = true;
            return Ok(Request { bytes, words: Some("connect to PostgreSQL".to_owned()) });
        }
        let (mut bytes, mut words) = (Vec::new(), None);
        loop {
            let (letter, body) = message(stream, &mut bytes).await?;
            let mut strings = body.split(|byte| *byte == 0);
            match letter {
                b'P' => {
                    let (name, text) = (strings.next().unwrap_or_default(), strings.next().unwrap_or_default());
                    let text = sql::words(&String::from_utf8_lossy(text));
                    words = Some(format!("prepare {text}"));
                    self.prepared.insert(name.to_owned(), text);
                }
                b'B' => words = strings.nth(1).and_then(|name| self.prepared.get(name)).cloned(),
                b'Q' => return Ok(Request { words: Some(sql::words(&String::from_utf8_lossy(&body))), bytes }),
                b'p' => return Ok(Request { words: Some("sign in to PostgreSQL".to_owned()), bytes }),
                // Alone it is a ping, which sqlx sends beside all else when a connection comes back to the pool.
                b'S' => return Ok(Request { bytes, words }),
                b'X' => return Err(io::ErrorKind::UnexpectedEof.into()),
                _ => {}
            }
        }
    }
}

/// An answer: up to where the server waits again.
pub(crate) async fn answer(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let (letter, body) = message(stream, &mut bytes).await?;
        // Authentication messages ask something back, but for AuthenticationOk and AuthenticationSASLFinal.
        let asks_back = letter == b'R' && !matches!(body.get(..4), Some([0, 0, 0, 0 | 12]));
        if letter == b'Z' || asks_back {
            return Ok(bytes);
        }
    }
}

/// Reads a message to the end of what is read already; its letter and what it says.
async fn message(stream: &mut (impl AsyncBufRead + Unpin), bytes: &mut Vec<u8>) -> io::Result<(u8, Vec<u8>)> {
    let letter = stream.read_u8().await?;
    bytes.push(letter);
    Ok((letter, body(stream, bytes).await?))
}

/// The length, which counts itself, and what it is the length of.
async fn body(stream: &mut (impl AsyncBufRead + Unpin), bytes: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let length = stream.read_u32().await?;
    let mut body = vec![0; usize::try_from(length).map_err(io::Error::other)?.saturating_sub(4)];
    stream.read_exact(&mut body).await?;
    bytes.extend(length.to_be_bytes().iter().chain(&body));
    Ok(body)
}
