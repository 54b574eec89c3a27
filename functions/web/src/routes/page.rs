//! `GET /`, the files it is made of, and the widget's loader.

use std::path::Path;

use axum::{
    extract::{Path as Parameter, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::EmbeddedFile;
use shared::http::ApiError;

use crate::{App, Console};

// `Built`: what `build.rs` made of `web/`, each file with its compressed copy beside it.
include!(concat!(env!("OUT_DIR"), "/built.rs"));

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    media-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// For what changes under its name: asked for each time, and sent again only if it changed.
const ASK_AGAIN: &str = "no-cache";
/// For the line of HTML on owners' sites, which never changes: an owner who has changed something sees it within minutes.
const MINUTES: &str = "public, max-age=300";
/// For what has another name when it changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The page of owners.
pub(crate) async fn page(State(App { console: Console(console), .. }): State<App>) -> Result<Response, ApiError> {
    let html = built("index.html")?.replace(r#"data-console="""#, &format!(r#"data-console="{console}""#));
    let headers = [(HeaderName::from_static("permissions-policy"), "microphone=(self), camera=(), geolocation=()")];
    Ok((headers, document(html, POLICY)).into_response())
}

/// A page of `web/`, as it was built.
pub(super) fn built(name: &str) -> Result<String, ApiError> {
    let file = Built::get(name).ok_or(ApiError::NotFound("page"))?;
    Ok(String::from_utf8_lossy(&file.data).into_owned())
}

/// A page that may do what its policy says.
pub(super) fn document(html: String, policy: &'static str) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, ASK_AGAIN),
    ];
    (headers, html)
}

/// A style sheet, a script or a picture.
pub(crate) async fn asset(Parameter(name): Parameter<String>, asked: HeaderMap) -> Result<Response, ApiError> {
    // A debug build reads the folder itself, where a path may lead out of it.
    let is_name = !name.contains(['/', '\\']) && !is_copy(&name);
    let path = format!("assets/{name}");
    if !is_name {
        return Err(ApiError::NotFound("file"));
    }
    match Built::get(&path) {
        Some(_) => file(&path, FOR_EVER, &asked),
        None => file(&chat_of_now(&name).ok_or(ApiError::NotFound("file"))?, ASK_AGAIN, &asked),
    }
}

/// A loader is kept for minutes, and asks for the chat of its own build: after a deployment it gets the present one.
fn chat_of_now(name: &str) -> Option<String> {
    let is_chat = |name: &str| name.starts_with("chat-") && Path::new(name).extension().is_some_and(|ending| ending == "js");
    let found = || Built::iter().find(|path| path.strip_prefix("assets/").is_some_and(is_chat));
    if is_chat(name) { found().map(Into::into) } else { None }
}

/// The script that a site's line of HTML loads.
pub(crate) async fn widget(asked: HeaderMap) -> Result<Response, ApiError> {
    file("widget.js", MINUTES, &asked)
}

fn file(path: &str, kept: &'static str, asked: &HeaderMap) -> Result<Response, ApiError> {
    let whole = Built::get(path).ok_or(ApiError::NotFound("file"))?;
    let etag = etag(&whole)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type(path))),
        (header::ETAG, etag.clone()),
        (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        // Sites of others load the widget; there is nothing in it but what everybody may read.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| *known == etag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let compressed = takes_brotli(asked).then(|| Built::get(&format!("{path}.br"))).flatten();
    Ok(match compressed {
        Some(copy) => (headers, [(header::CONTENT_ENCODING, "br")], copy.data.into_owned()).into_response(),
        None => (headers, whole.data.into_owned()).into_response(),
    })
}

fn is_copy(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("br"))
}

/// Browsers name it without a weight (RFC 9110, 12.5.3).
fn takes_brotli(asked: &HeaderMap) -> bool {
    let listed = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    listed.flat_map(|value| value.split(',')).any(|coding| coding.trim() == "br")
}

fn etag(file: &EmbeddedFile) -> Result<HeaderValue, ApiError> {
    let digest = file.metadata.sha256_hash().iter().take(16).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    // Weak, since a compressed copy has it too (RFC 9110, 8.8.3).
    HeaderValue::try_from(format!("W/\"{digest}\"")).map_err(ApiError::internal)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
