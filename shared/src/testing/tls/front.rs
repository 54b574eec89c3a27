//! A TLS server that passes requests on to a plain one: what stands before every real upstream.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{Response, StatusCode, Version, header, request::Parts},
    response::IntoResponse,
    serve::Listener,
};
use http_body_util::{BodyExt, Collected};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{
    super::stand_in::cut,
    authority::{TestAuthority, TestCertificate},
};
use crate::https::{Https, Timeouts};

/// The names of the certificate.
const HOSTS: [&str; 2] = ["localhost", "::ffff:127.0.0.1"];

/// The versions of HTTP that a server offers in the TLS handshake (ALPN).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// `h2` and `http/1.1`, as most public servers.
    Both,
    /// `http/1.1` only.
    Http1,
    /// `h2` only: a client that does not offer it is refused.
    Http2,
    /// No ALPN at all, as old servers and some proxies.
    Nothing,
}

impl Offer {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Both, Self::Http1, Self::Http2, Self::Nothing];

    fn alpn(self) -> &'static [&'static str] {
        match self {
            Self::Both => &["h2", "http/1.1"],
            Self::Http1 => &["http/1.1"],
            Self::Http2 => &["h2"],
            Self::Nothing => &[],
        }
    }

    /// The version that a client which knows both must end up with.
    #[must_use]
    pub fn expected(self) -> Version {
        if matches!(self, Self::Both | Self::Http2) { Version::HTTP_2 } else { Version::HTTP_11 }
    }
}

/// Listens on `https://localhost:PORT` until it is dropped.
pub struct TlsFront {
    port: u16,
    seen: Seen,
    server: Server,
}

type Seen = Arc<Mutex<Vec<(Version, String)>>>;

enum Server {
    Task(JoinHandle<()>),
    Node(Child),
}

#[derive(Clone)]
struct Desk {
    upstream: String,
    http: reqwest::Client,
    seen: Seen,
}

impl TlsFront {
    /// Starts before the plain server at `upstream` (`http://HOST:PORT`), with a certificate for `localhost`.
    pub async fn before(upstream: &str, authority: &TestAuthority, offer: Offer) -> Self {
        let seen = Seen::default();
        let patience = Timeouts { connect: Duration::from_secs(5), total: Duration::from_mins(2) };
        let http = Https::for_development().client(patience).expect("a client");
        let desk = Desk { upstream: upstream.to_owned(), http, seen: Arc::clone(&seen) };
        let tcp = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = tcp.local_addr().expect("an address").port();
        let acceptor = TlsAcceptor::from(authority.certify(&HOSTS).server(offer.alpn()));
        let routes = Router::new().fallback(pass_on).with_state(desk);
        let accepting = tokio::spawn(async move {
            axum::serve(TlsListener { tcp, acceptor }, routes).await.expect("a server that runs");
        });
        Self { port, seen, server: Server::Task(accepting) }
    }

    /// The same by a TLS server that others wrote: Node.js, which offers both versions.
    pub fn of_node_before(upstream: &str, authority: &TestAuthority) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/testing/tls/node.mjs");
        let TestCertificate { certificate, key } = authority.certify(&HOSTS);
        let mut node = Command::new("node")
            .arg(script)
            .envs([("CERTIFICATE", certificate.as_str()), ("KEY", &key), ("UPSTREAM", upstream)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node.js");
        let mut lines = BufReader::new(node.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let port = lines.next().expect("a line with the port").parse().expect("a port");
        let seen = Seen::default();
        let noted = Arc::clone(&seen);
        thread::spawn(move || {
            for line in lines {
                let (version, path) = line.split_once(' ').expect("a version and a path");
                let version = if version == "2.0" { Version::HTTP_2 } else { Version::HTTP_11 };
                noted.lock().expect("no task panicked").push((version, path.to_owned()));
            }
        });
        Self { port, seen, server: Server::Node(node) }
    }

    /// `https://localhost:PORT`
    #[must_use]
    pub fn origin(&self) -> String {
        format!("https://{}:{}", HOSTS[0], self.port)
    }

    /// The same server under a name that does not look like this machine, which production refuses for a model.
    #[must_use]
    pub fn foreign_origin(&self) -> String {
        format!("https://[{}]:{}", HOSTS[1], self.port)
    }

    /// The version of HTTP and the path of each request so far.
    #[must_use]
    pub fn seen(&self) -> Vec<(Version, String)> {
        self.seen.lock().expect("no task panicked").clone()
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        match &mut self.server {
            Server::Task(accepting) => accepting.abort(),
            Server::Node(node) => {
                let _ = node.kill();
                let _ = node.wait();
            }
        }
    }
}

struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((tcp, address)) = self.tcp.accept().await else { continue };
            // A handshake that fails is the client's to report.
            if let Ok(tls) = self.acceptor.accept(tcp).await {
                return (tls, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

async fn pass_on(State(desk): State<Desk>, request: Request) -> Response<Body> {
    let (Parts { method, uri, version, mut headers, .. }, body) = request.into_parts();
    let path = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    desk.seen.lock().expect("no task panicked").push((version, path.clone()));
    let Ok(body) = body.collect().await.map(Collected::to_bytes) else { return StatusCode::BAD_REQUEST.into_response() };
    for of_the_connection in [header::HOST, header::CONNECTION, header::TRANSFER_ENCODING, header::CONTENT_LENGTH] {
        headers.remove(of_the_connection);
    }
    let sent = desk.http.request(method, format!("{}{path}", desk.upstream)).headers(headers).body::<Bytes>(body).send().await;
    // What breaks off before the upstream, breaks off here.
    let Ok(answer) = sent else { return cut() };
    let mut answer: Response<Body> = Response::<reqwest::Body>::from(answer).map(Body::new);
    for of_the_connection in [header::CONNECTION, header::TRANSFER_ENCODING] {
        answer.headers_mut().remove(of_the_connection);
    }
    *answer.version_mut() = Version::default();
    answer
}
