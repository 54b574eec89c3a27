use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// Whether a server on this port of the loopback answers `GET path` with the status 200.
pub(super) fn is_ok(port: u16, path: &str) -> bool {
    const EXPECTED: [u8; 12] = *b"HTTP/1.1 200";
    let patience = Duration::from_secs(2);
    let ask = || -> io::Result<[u8; EXPECTED.len()]> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, patience)?;
        stream.set_read_timeout(Some(patience))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")?;
        let mut status = [0; EXPECTED.len()];
        stream.read_exact(&mut status)?;
        Ok(status)
    };
    ask().is_ok_and(|status| status == EXPECTED)
}
