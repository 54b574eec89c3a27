//! As much of PostgreSQL's protocol (version 3.0, chapter "Frontend/Backend Protocol") as one query needs.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

/// Runs one statement at the address and gives the first value of its first row, or the server's complaint.
pub(super) fn query(url: &str, statement: &str) -> Result<String, String> {
    talk(url, statement).unwrap_or_else(|error| Err(error.to_string()))
}

fn talk(url: &str, statement: &str) -> io::Result<Result<String, String>> {
    let parts: Vec<&str> = url.strip_prefix("postgres://").unwrap().split([':', '@', '/']).collect();
    let [user, password, host, port, database] = parts[..] else { unreachable!("{url}") };
    let mut server = TcpStream::connect((host, port.parse().unwrap()))?;
    let startup = format!("user\0{user}\0database\0{database}\0\0");
    let version = 196_608_u32.to_be_bytes();
    server.write_all(&[&length(4 + startup.len())[..], &version, startup.as_bytes()].concat())?;
    let mut value = None;
    loop {
        let (kind, body) = receive(&mut server)?;
        match (kind, body.get(..4)) {
            (b'R', Some([0, 0, 0, 3])) => send(&mut server, b'p', password)?,
            (b'Z', _) if value.is_none() => {
                value = Some(String::new());
                send(&mut server, b'Q', statement)?;
            }
            (b'Z', _) => return Ok(Ok(value.unwrap_or_default())),
            // One column: the number of columns, its length, its text.
            (b'D', _) => value = Some(String::from_utf8_lossy(&body[6..]).into_owned()),
            (b'E', _) => return Ok(Err(String::from_utf8_lossy(&body).into_owned())),
            _ => {}
        }
    }
}

fn send(server: &mut TcpStream, kind: u8, text: &str) -> io::Result<()> {
    server.write_all(&[&[kind][..], &length(text.len() + 1), text.as_bytes(), &[0]].concat())
}

fn receive(server: &mut TcpStream) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    server.read_exact(&mut head)?;
    let [kind, length @ ..] = head;
    let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
    server.read_exact(&mut body)?;
    Ok((kind, body))
}

/// A message's length counts itself.
fn length(content: usize) -> [u8; 4] {
    u32::try_from(content + 4).unwrap().to_be_bytes()
}
