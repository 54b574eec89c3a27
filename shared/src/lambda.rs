//! How a function with routes runs on Lambda.

use std::{
    fs::{self, DirEntry},
    os::fd::{BorrowedFd, RawFd},
    sync::{Mutex, PoisonError},
};

use axum::Router;
pub use lambda_http::Error;
use socket2::{SockAddr, SockRef};
use tower::ServiceExt;

use crate::{config::Reader, http};

/// Serves a function's routes until Lambda ends the instance.
///
/// `RESPONSE_TRANSFER_MODE` says how API Gateway takes the answers: `RESPONSE_STREAM`, as they come, or `BUFFERED`, in one piece. The two
/// look different on the wire, so it must be what the template says of the function's routes.
///
/// # Errors
/// Lambda's runtime API is away.
pub async fn serve(routes: Router) -> Result<(), Error> {
    let routes = http::serve(routes);
    match Reader::from_env().optional("RESPONSE_TRANSFER_MODE").as_deref() {
        Some("RESPONSE_STREAM") => {
            let routes = routes.map_request(|request: lambda_http::Request| {
                send_at_once();
                request
            });
            lambda_http::run_with_streaming_response(routes).await
        }
        _ => lambda_http::run(routes).await,
    }
}

/// A socket that something within a library holds, and its address.
struct Held {
    socket: BorrowedFd<'static>,
    address: SockAddr,
}

/// The connections of TCP that were told.
static TOLD: Mutex<Vec<Held>> = Mutex::new(Vec::new());

/// Has every connection of this process send what it is given without waiting for more (`TCP_NODELAY`).
///
/// `lambda_runtime` leaves Nagle's algorithm on for its connection to Lambda and has no setting for it, so each piece of a streamed answer
/// would wait until Lambda acknowledges the one before: 40 ms, by Linux. Asked for with each event, because that connection may be a new
/// one; they are looked for only where one that was told is gone, since to walk through what is open takes as long as a small answer.
fn send_at_once() {
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let is_there = |held: &Held| SockRef::from(&held.socket).local_addr().is_ok_and(|address| address == held.address);
    if told.is_empty() || !told.iter().all(is_there) {
        *told = sockets().filter(|held| SockRef::from(&held.socket).set_tcp_nodelay(true).is_ok()).collect();
    }
}

/// The sockets of this process.
fn sockets() -> impl Iterator<Item = Held> {
    let open = fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    let is_socket =
        |entry: &DirEntry| fs::read_link(entry.path()).is_ok_and(|target| target.to_string_lossy().starts_with("socket:"));
    open.filter(is_socket).filter_map(|entry| held(entry.file_name().to_str()?.parse().ok()?))
}

#[expect(unsafe_code, reason = "a connection within a library has no safe handle")]
fn held(number: RawFd) -> Option<Held> {
    // SAFETY: it was open a moment ago, and nothing but its address and an option of a connection are ever touched: once something has
    // closed it that fails, and where another one has its number by then, that one is told the same.
    let socket = unsafe { BorrowedFd::borrow_raw(number) };
    let address = SockRef::from(&socket).local_addr().ok()?;
    Some(Held { socket, address })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn connections_send_at_once() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        // The second comes in place of the first.
        for _ in 0..2 {
            let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            assert!(!stream.nodelay().unwrap());
            send_at_once();
            assert!(stream.nodelay().unwrap());
        }
    }
}
