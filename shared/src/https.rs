//! HTTPS to the neighbours: one kind of client, whose trusted roots are part of the program.

use std::sync::{Arc, LazyLock};

use reqwest::{Client, ClientBuilder};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

/// Mozilla's roots as the build had them. A system's own would have to be read and parsed at each start, some 140 files' worth of them.
static TLS: LazyLock<Result<ClientConfig, rustls::Error>> = LazyLock::new(|| {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
});

/// What every HTTP client of a function is built from.
pub fn builder() -> ClientBuilder {
    match &*TLS {
        Ok(tls) => Client::builder().tls_backend_preconfigured(tls.clone()),
        // The library's own choice of roots; where that cannot be had either, building the client tells why.
        Err(_) => Client::builder(),
    }
}
