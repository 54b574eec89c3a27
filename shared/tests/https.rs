//! The one HTTPS client, against servers that offer each version of HTTP and against servers that it must refuse.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::HashMap, fs, time::Duration};

use axum::{Router, http::HeaderMap, response::Redirect, routing::any};
use shared::{
    config::{ConfigError, Reader},
    https::{CaBundle, Https, Timeouts},
    reqwest::{Client, StatusCode},
    testing::{Offer, TestAuthority, TlsFront},
};
use tokio::net::TcpListener;

const TIMEOUTS: Timeouts = Timeouts { connect: Duration::from_secs(5), total: Duration::from_secs(5) };

/// A plain server with these routes; its origin.
async fn plain(routes: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    origin
}

async fn greeting() -> String {
    plain(Router::new().fallback(async || "hello")).await
}

/// The configuration with that `CA_BUNDLE`, as in production.
fn configured(bundle: &str) -> Result<Https, ConfigError> {
    let mut reader = Reader::new(HashMap::from([("CA_BUNDLE".to_owned(), bundle.to_owned())]));
    let https = Https::read(&mut reader);
    reader.finish(https)
}

fn client(authority: &TestAuthority) -> Client {
    configured(&authority.pem()).unwrap().client(TIMEOUTS).unwrap()
}

#[tokio::test]
async fn client_speaks_with_servers_of_every_offer() {
    let (authority, upstream) = (TestAuthority::new(), greeting().await);
    for offer in Offer::ALL {
        let front = TlsFront::before(&upstream, &authority, offer).await;
        let answer = client(&authority).get(front.origin()).send().await.unwrap_or_else(|error| panic!("{offer:?}: {error:?}"));
        assert_eq!((answer.status(), answer.text().await.unwrap().as_str()), (StatusCode::OK, "hello"), "{offer:?}");
        assert_eq!(front.seen(), [(offer.expected(), "/".to_owned())], "{offer:?}");
    }
}

#[tokio::test]
async fn client_speaks_with_a_server_of_node() {
    let (authority, upstream) = (TestAuthority::new(), greeting().await);
    let front = TlsFront::of_node_before(&upstream, &authority);
    let answer = client(&authority).get(front.origin()).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "hello");
    assert_eq!(front.seen(), [(Offer::Both.expected(), "/".to_owned())]);
}

#[tokio::test]
async fn client_refuses_an_unknown_authority() {
    let front = TlsFront::before(&greeting().await, &TestAuthority::new(), Offer::Both).await;
    let refused = client(&TestAuthority::new()).get(front.origin()).send().await.unwrap_err();
    assert!(refused.is_connect(), "{refused:?}");
}

#[tokio::test]
async fn client_refuses_a_certificate_of_another_host() {
    let authority = TestAuthority::new();
    let front = TlsFront::before(&greeting().await, &authority, Offer::Both).await;
    let other_name = front.origin().replace("localhost", "127.0.0.1");
    let refused = client(&authority).get(other_name).send().await.unwrap_err();
    assert!(refused.is_connect(), "{refused:?}");
}

#[tokio::test]
async fn client_refuses_plain_http_unless_it_is_for_development() {
    let origin = greeting().await;
    let production = Https::new(None, false).client(TIMEOUTS).unwrap().get(&origin).send().await.unwrap_err();
    assert!(production.is_builder(), "{production:?}");
    assert!(Https::for_development().client(TIMEOUTS).unwrap().get(&origin).send().await.is_ok());
}

#[tokio::test]
async fn client_follows_no_redirect_and_sends_no_referer() {
    let echo = async |headers: HeaderMap| format!("{:?}", headers.get("referer"));
    let target = plain(Router::new().fallback(echo)).await;
    let moved = plain(Router::new().route("/bot-token/sendMessage", any(async move || Redirect::temporary(&target)))).await;
    let client = Https::for_development().client(TIMEOUTS).unwrap();
    let answer = client.post(format!("{moved}/bot-token/sendMessage")).body("what a visitor wrote").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
}

#[tokio::test]
async fn client_ends_a_request_that_stalls() {
    let stalls = plain(Router::new().fallback(async || tokio::time::sleep(Duration::from_mins(1)).await)).await;
    let short = Timeouts { total: Duration::from_millis(50), ..TIMEOUTS };
    let stalled = Https::for_development().client(short).unwrap().get(stalls).send().await.unwrap_err();
    assert!(stalled.is_timeout(), "{stalled:?}");
}

#[tokio::test]
async fn ca_bundle_is_text_or_one_line_or_a_file() {
    let authority = TestAuthority::new();
    let front = TlsFront::before(&greeting().await, &authority, Offer::Both).await;
    let file = std::env::temp_dir().join(format!("leadline-ca-{}.pem", std::process::id()));
    // As a system's bundle: comments, several authorities, and one that TLS cannot use.
    let unusable = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    fs::write(&file, format!("# Company CA\n{}{unusable}{}", TestAuthority::new().pem(), authority.pem())).unwrap();
    for bundle in
        [authority.pem(), authority.pem().replace('\n', "\\n"), authority.pem().replace('\n', "\r\n"), file.display().to_string()]
    {
        let client = configured(&bundle).unwrap().client(TIMEOUTS).unwrap();
        assert!(client.get(front.origin()).send().await.is_ok(), "{bundle}");
    }
    fs::remove_file(file).unwrap();
}

#[test]
fn ca_bundle_that_holds_no_authority_is_refused_by_name() {
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    for (bundle, said) in [
        ("/no/such/file.pem", "No such file"),
        ("not PEM at all", "No such file"),
        (key, "no certificate"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "can be used"),
    ] {
        let ConfigError(wrong) = configured(bundle).unwrap_err();
        assert!(wrong.len() == 1 && wrong[0].starts_with("CA_BUNDLE: expected PEM") && wrong[0].contains(said), "{wrong:?}");
    }
}

#[test]
fn ca_bundle_is_handed_on_as_pem() {
    let pem = TestAuthority::new().pem();
    let mut reader = Reader::new(HashMap::from([("CA_BUNDLE".to_owned(), pem.clone())]));
    let bundle = CaBundle::read(&mut reader).unwrap();
    let mut again = Reader::new(HashMap::from([("CA_BUNDLE".to_owned(), bundle.to_pem())]));
    assert_eq!(CaBundle::read(&mut again).unwrap().to_pem(), bundle.to_pem());
}
