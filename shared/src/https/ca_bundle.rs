//! `CA_BUNDLE`: certificate authorities that are trusted beside Mozilla's, such as a company's own or that of a managed database.

use std::{borrow::Cow, fs};

use base64::{Engine, prelude::BASE64_STANDARD};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, TrustAnchor, pem::PemObject},
};

use crate::config::Reader;

const HOLDS: &str = "expected PEM certificates (-----BEGIN CERTIFICATE-----), or the path of a file that holds them";

/// One or more certificate authorities.
#[derive(Debug, Clone)]
pub struct CaBundle(Vec<CertificateDer<'static>>);

impl CaBundle {
    /// Reads `CA_BUNDLE`: the PEM text itself, also with `\n` for its line breaks, or the path of a file. None where it is not set or wrong;
    /// a wrong one is reported to the reader.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let value = reader.optional("CA_BUNDLE")?;
        let bundle = pem_of(&value).and_then(|pem| Self::parse(&pem));
        bundle.map_err(|wrong| reader.refuse("CA_BUNDLE", &format!("{HOLDS}: {wrong}"))).ok()
    }

    /// The authorities of a PEM text. A certificate that TLS cannot use is left out, as long as another one is usable: bundles of operating
    /// systems hold some.
    fn parse(pem: &str) -> Result<Self, String> {
        let certificates: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(pem.as_bytes()).filter_map(Result::ok).collect();
        if certificates.is_empty() {
            return Err("it holds no certificate".to_owned());
        }
        let usable: Vec<_> = certificates.into_iter().filter(|certificate| root(certificate).is_some()).collect();
        if usable.is_empty() { Err("no certificate in it can be used as an authority".to_owned()) } else { Ok(Self(usable)) }
    }

    /// For a TLS library that keeps roots as they are matched.
    pub(super) fn roots(&self) -> impl Iterator<Item = TrustAnchor<'static>> {
        self.0.iter().filter_map(root)
    }

    /// For a library that takes PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        self.0.iter().fold(String::new(), |pem, certificate| {
            pem + "-----BEGIN CERTIFICATE-----\n" + &BASE64_STANDARD.encode(certificate) + "\n-----END CERTIFICATE-----\n"
        })
    }
}

fn pem_of(value: &str) -> Result<Cow<'_, str>, String> {
    if value.contains("-----BEGIN") {
        // Files of variables and consoles often take one line only.
        return Ok(if value.contains('\n') { value.into() } else { value.replace("\\n", "\n").into() });
    }
    fs::read_to_string(value).map(Cow::from).map_err(|error| error.to_string())
}

fn root(certificate: &CertificateDer<'static>) -> Option<TrustAnchor<'static>> {
    let mut store = RootCertStore::empty();
    store.add(certificate.clone()).ok()?;
    store.roots.pop()
}
