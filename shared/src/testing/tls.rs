//! Upstreams behind TLS: an authority of the test's own, and a server that offers the versions of HTTP that the test names.

mod authority;
mod front;

pub use authority::{TestAuthority, TestCertificate};
pub use front::{Offer, TlsFront};
