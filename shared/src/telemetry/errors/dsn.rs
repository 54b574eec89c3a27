//! Sentry's DSN: `https://PUBLIC_KEY@HOST/PROJECT`, with a path before the project where Sentry has one.

use reqwest::{
    Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};

/// Where envelopes go, and what shows that they may.
#[derive(Debug, PartialEq)]
pub(super) struct Dsn {
    pub(super) url: String,
    pub(super) headers: HeaderMap,
}

impl Dsn {
    pub(super) fn parse(dsn: &str) -> Option<Self> {
        let mut url = Url::parse(dsn.trim()).ok()?;
        let key = url.username().to_owned();
        let (path, project) = url.path().trim_end_matches('/').rsplit_once('/')?;
        let path = format!("{path}/api/{project}/envelope/");
        if key.is_empty() || project.is_empty() || !matches!(url.scheme(), "https" | "http") {
            return None;
        }
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
        url.set_path(&path);
        let client = concat!("leadline/", env!("CARGO_PKG_VERSION"));
        let auth = format!("Sentry sentry_version=7, sentry_client={client}, sentry_key={key}");
        let headers = [
            (HeaderName::from_static("x-sentry-auth"), HeaderValue::from_str(&auth).ok()?),
            (HeaderName::from_static("content-type"), HeaderValue::from_static("application/x-sentry-envelope")),
        ];
        Some(Self { url: url.into(), headers: headers.into_iter().collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dsn_says_where_envelopes_go() {
        for (dsn, url) in [
            ("https://abc@o1.ingest.sentry.io/42", Some("https://o1.ingest.sentry.io/api/42/envelope/")),
            ("https://abc:old@sentry.example:8443/below/42/", Some("https://sentry.example:8443/below/api/42/envelope/")),
            ("https://o1.ingest.sentry.io/42", None),
            ("https://abc@o1.ingest.sentry.io/", None),
            ("ftp://abc@host/1", None),
            ("no dsn", None),
        ] {
            assert_eq!(Dsn::parse(dsn).map(|dsn| dsn.url).as_deref(), url, "{dsn}");
        }
        let auth = Dsn::parse("https://abc@host/1").unwrap().headers["x-sentry-auth"].to_str().unwrap().to_owned();
        assert!(auth.ends_with("sentry_key=abc"), "{auth}");
    }
}
