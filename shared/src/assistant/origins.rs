//! The sites that may show the assistant.

use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::rule::{Rule, repeated};

/// A site, as a browser names it in `Origin` (RFC 6454): `https://example.com`, `http://localhost:3000`; or all that stand below a domain,
/// at any depth: `https://*.example.com`.
///
/// Kept as browsers write it: in lower case, a domain of other letters in Punycode, without the port that the scheme has anyway.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin(String);

impl Origin {
    /// Whether a page of that origin belongs to the site.
    fn covers(&self, origin: &str) -> bool {
        let Some((scheme, domain)) = self.0.split_once("://*.") else { return self.0 == origin };
        let host = origin.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://"));
        let below = host.and_then(|host| host.strip_suffix(domain)).and_then(|below| below.strip_suffix('.'));
        // Nothing that ends the name of a host early: the rest would only look like the domain.
        below.is_some_and(|below| !below.is_empty() && below.bytes().all(is_of_a_name))
    }
}

impl TryFrom<String> for Origin {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        if text.chars().count() > 255 {
            return Err(Rule::new("too_long", "expected at most 255 characters"));
        }
        read(text).map(Self).ok_or_else(|| {
            Rule::new("invalid", "expected a site such as https://example.com or https://*.example.com, and nothing behind it")
        })
    }
}

fn read(text: &str) -> Option<String> {
    let (wildcard, plain) = match text.split_once("://*.") {
        Some((scheme, domain)) => ("*.", format!("{scheme}://{domain}")),
        None => ("", text.to_owned()),
    };
    let url = Url::parse(&plain).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_nobodys = !text.contains('@');
    let host = url.host_str()?;
    let is_name = host.bytes().all(is_of_a_name);
    // All of ".com" is no owner's.
    let may_be_above = url.domain().is_some_and(|domain| domain.contains('.'));
    let accepted = is_bare
        && is_nobodys
        && (is_name || host.starts_with('['))
        && !host.ends_with('.')
        && (wildcard.is_empty() || may_be_above);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    accepted.then(|| format!("{}://{wildcard}{host}{port}", url.scheme()))
}

fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)
}

/// At most 20 sites, none twice. An empty list stands for every site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Origin>")]
pub struct Origins(Vec<Origin>);

impl Origins {
    /// Whether a page of that origin, as its browser names it, may show the assistant.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|allowed| allowed.covers(origin))
    }
}

impl TryFrom<Vec<Origin>> for Origins {
    type Error = Rule;

    fn try_from(origins: Vec<Origin>) -> Result<Self, Self::Error> {
        if origins.len() > 20 {
            return Err(Rule::new("too_long", "expected at most 20 sites"));
        }
        match repeated(&origins) {
            Some(index) => Err(Rule::new("invalid", "expected each site once").at(format!("[{index}]"))),
            None => Ok(Self(origins)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn origins(written: &[&str]) -> Origins {
        serde_json::from_value(serde_json::json!(written)).unwrap()
    }

    #[test]
    fn is_kept_as_browsers_write_it() {
        let kept = |text: &str| Origin::try_from(text.to_owned()).map(|origin| origin.0).map_err(|rule| rule.code);
        for (written, expected) in [
            ("https://example.com", "https://example.com"),
            (" HTTPS://Example.COM/ ", "https://example.com"),
            ("https://example.com:443", "https://example.com"),
            ("http://example.com:80", "http://example.com"),
            ("https://example.com:8443", "https://example.com:8443"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
            ("http://[::1]:8000", "http://[::1]:8000"),
            ("https://*.example.com", "https://*.example.com"),
            ("https://*.Example.com:8443/", "https://*.example.com:8443"),
            ("https://цветы.рф", "https://xn--b1ag3bn2a.xn--p1ai"),
            ("https://*.цветы.рф", "https://*.xn--b1ag3bn2a.xn--p1ai"),
        ] {
            assert_eq!(kept(written).as_deref(), Ok(expected), "{written}");
            assert_eq!(kept(expected).as_deref(), Ok(expected), "{written}: as it is kept it is read again");
        }
        for written in [
            "",
            "*",
            "null",
            "example.com",
            "//example.com",
            "https://",
            "https://*",
            "https://*.com",
            "https://*.localhost",
            "https://*.127.0.0.1",
            "https://a.*.example.com",
            "https://*.*.example.com",
            "https://**.example.com",
            "https://*example.com",
            "https://example.com.",
            "https://example.com/shop",
            "https://example.com?",
            "https://example.com#top",
            "https://anna@example.com",
            "https://anna:secret@example.com",
            "https://*.@example.com",
            "https://exa mple.com",
            "https://example.com:99999",
            "ftp://example.com",
            "file:///home",
            "javascript://example.com",
            "https://a.com https://b.com",
        ] {
            assert_eq!(kept(written), Err("invalid"), "{written}");
        }
        assert_eq!(kept(&format!("https://{}.com", "a".repeat(250))), Err("too_long"));
    }

    #[test]
    fn allows_what_is_listed_and_what_stands_below_a_domain() {
        let listed = ["https://example.com", "http://localhost:3000", "https://*.flowers.example", "https://*.shop.example:8443"];
        let listed = origins(&listed);
        for (origin, expected) in [
            ("https://example.com", true),
            ("https://www.example.com", false),
            ("http://example.com", false),
            ("https://example.com:8443", false),
            ("https://example.com.evil.example", false),
            ("https://evilexample.com", false),
            ("http://localhost:3000", true),
            ("http://localhost:3001", false),
            ("http://localhost", false),
            ("https://www.flowers.example", true),
            ("https://a.b.flowers.example", true),
            ("https://xn--b1ag3bn2a.flowers.example", true),
            ("https://flowers.example", false),
            ("https://.flowers.example", false),
            ("https://evilflowers.example", false),
            ("https://evil.example/.flowers.example", false),
            ("https://evil.example#.flowers.example", false),
            ("https://evil.example:1.flowers.example", false),
            ("https://evil.example@www.flowers.example", false),
            ("http://www.flowers.example", false),
            ("https://www.flowers.example:8443", false),
            ("https://www.shop.example:8443", true),
            ("https://www.shop.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(listed.allows(origin), expected, "{origin}");
        }
        for origin in ["https://example.com", "null", ""] {
            assert!(origins(&[]).allows(origin), "{origin}");
        }
    }

    #[test]
    fn a_list_holds_twenty_each_once() {
        let read = |written: Vec<String>| {
            let origins = written.into_iter().map(|text| Origin::try_from(text).unwrap()).collect::<Vec<_>>();
            Origins::try_from(origins).map_err(|rule| rule.code)
        };
        let many = |count: usize| (0..count).map(|number| format!("https://{number}.example")).collect::<Vec<_>>();
        assert!(read(many(20)).is_ok());
        assert_eq!(read(many(21)), Err("too_long"));
        assert_eq!(read(vec!["https://a.example".to_owned(), "https://A.example:443/".to_owned()]), Err("invalid"));
    }

    proptest! {
        #[test]
        fn never_panics_and_what_was_read_allows_itself(text in "(https?://)?(\\*\\.)?[a-z0-9.*:/@-]{0,30}|\\PC{0,30}", asked in "\\PC{0,30}") {
            if let Ok(origin) = Origin::try_from(text) {
                prop_assert_eq!(Origin::try_from(origin.0.clone()).unwrap(), origin.clone());
                let listed = Origins(vec![origin.clone()]);
                prop_assert!(listed.allows(&origin.0.replace("*.", "www.")));
                let _ = listed.allows(&asked);
            }
        }
    }
}
