//! How a function with routes runs on Lambda.

use std::{fs, os::fd::BorrowedFd};

use axum::Router;
pub use lambda_http::Error;
use socket2::SockRef;
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

/// Has every connection of this process send what it is given without waiting for more (`TCP_NODELAY`).
///
/// `lambda_runtime` leaves Nagle's algorithm on for its connection to Lambda and has no setting for it, so each piece of a streamed answer
/// would wait until Lambda acknowledges the one before: 40 ms, by Linux. Asked for with each event, because that connection may be a new
/// one.
#[expect(unsafe_code, reason = "a connection within a library has no safe handle")]
fn send_at_once() {
    let Ok(open) = fs::read_dir("/proc/self/fd") else { return };
    for entry in open.flatten() {
        let is_socket = fs::read_link(entry.path()).is_ok_and(|target| target.to_string_lossy().starts_with("socket:"));
        let Some(number) = entry.file_name().to_str().and_then(|name| name.parse().ok()).filter(|_| is_socket) else { continue };
        // SAFETY: it was open a moment ago, and nothing but an option of a connection is touched: where another thread has closed it
        // meanwhile the call fails, and whatever has its number by then is told the same.
        let socket = unsafe { BorrowedFd::borrow_raw(number) };
        // Not one of TCP.
        let _ = SockRef::from(&socket).set_tcp_nodelay(true);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn connections_send_at_once() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        assert!(!stream.nodelay().unwrap());
        send_at_once();
        assert!(stream.nodelay().unwrap());
    }
}
