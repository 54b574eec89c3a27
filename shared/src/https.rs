//! HTTPS clients for every upstream: OpenAI, Telegram, AWS, an OTLP collector, Sentry and CloudFormation.
//!
//! All of them come from [`Https::client`], so that protocol versions, roots, redirects and timeouts are decided here and nowhere else.

mod ca_bundle;

use std::{sync::Arc, time::Duration};

use reqwest::{Client, redirect::Policy};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

pub use ca_bundle::CaBundle;

use crate::config::Reader;

/// How an upstream sees us.
const USER_AGENT: &str = concat!("leadline/", env!("CARGO_PKG_VERSION"));

/// How often an HTTP/2 connection with an open request is asked whether it lives, and how long it may take to say so.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
const KEEP_ALIVE_PATIENCE: Duration = Duration::from_secs(5);

/// What all HTTPS clients of a process share. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Https {
    tls: Arc<ClientConfig>,
    plain_http: bool,
}

/// How long a client waits.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For the connection: name, TCP and TLS.
    pub connect: Duration,
    /// For the whole request, from the first byte sent to the last byte of the body received.
    pub total: Duration,
}

impl Https {
    /// Reads `CA_BUNDLE` (see [`CaBundle`]) and `DEV_MODE`, without which only `https` URLs are called.
    pub fn read(reader: &mut Reader) -> Self {
        let bundle = CaBundle::read(reader);
        Self::new(bundle.as_ref(), reader.dev_mode())
    }

    /// Trusts Mozilla's roots and those of the bundle; `plain_http` permits `http` URLs, for development and tests.
    ///
    /// # Panics
    /// Never: see the reason within.
    #[must_use]
    pub fn new(bundle: Option<&CaBundle>, plain_http: bool) -> Self {
        // Compiled in: a system's roots are some 140 files, which each cold start would read and parse.
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(bundle) = bundle {
            roots.roots.extend(bundle.roots());
        }
        #[expect(clippy::expect_used, reason = "aws-lc has cipher suites for TLS 1.2 and 1.3")]
        let mut tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("cipher suites for TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        // reqwest uses a TLS configuration from outside as it is, so both versions that its features support must be offered here.
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Self { tls: Arc::new(tls), plain_http }
    }

    /// For one machine: Mozilla's roots, and `http` URLs are permitted.
    #[must_use]
    pub fn for_development() -> Self {
        Self::new(None, true)
    }

    /// A client with a connection pool of its own. It follows no redirect and sends no `Referer`: a Telegram URL holds the bot's token,
    /// and a redirected request would carry what visitors wrote to another host.
    ///
    /// # Errors
    /// The TLS library could not be set up.
    pub fn client(&self, timeouts: Timeouts) -> reqwest::Result<Client> {
        #[expect(clippy::disallowed_methods, reason = "this is where clients are built")]
        Client::builder()
            .tls_backend_preconfigured(ClientConfig::clone(&self.tls))
            .https_only(!self.plain_http)
            .redirect(Policy::none())
            .referer(false)
            .user_agent(USER_AGENT)
            // Finds a connection that died while an answer is awaited. This method exists only with reqwest's feature `http2`, without which a
            // server that chooses HTTP/2 makes the client panic: so the feature cannot be taken away unnoticed.
            .http2_keep_alive_interval(KEEP_ALIVE)
            .http2_keep_alive_timeout(KEEP_ALIVE_PATIENCE)
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.total)
            .build()
    }
}
