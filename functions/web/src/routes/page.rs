//! `GET /` and the files it is made of.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{Embed, EmbeddedFile};
use shared::http::ApiError;

use crate::{App, Console};

#[derive(Embed)]
#[folder = "assets/"]
struct Assets;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    media-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The page of owners.
pub(crate) async fn page(State(App { console: Console(console), .. }): State<App>) -> Result<Response, ApiError> {
    let file = Assets::get("index.html").ok_or(ApiError::NotFound("page"))?;
    let html = String::from_utf8_lossy(&file.data).replace(r#"data-console="""#, &format!(r#"data-console="{console}""#));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("permissions-policy"), HeaderValue::from_static("microphone=(self), camera=(), geolocation=()")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok((headers, html).into_response())
}

/// A style sheet, a script or a picture. Asked for again, it is sent again only if it changed.
pub(crate) async fn asset(Path(name): Path<String>, asked: HeaderMap) -> Result<Response, ApiError> {
    // A debug build reads the folder itself, where a path may lead back to the page.
    let is_name = name != "index.html" && !name.contains(['/', '\\']);
    let file = Assets::get(&name).filter(|_| is_name).ok_or(ApiError::NotFound("file"))?;
    let etag = etag(&file)?;
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|asked| *asked == etag);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type(&name))),
        (header::ETAG, etag),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    if known {
        Ok((StatusCode::NOT_MODIFIED, headers).into_response())
    } else {
        Ok((headers, file.data.into_owned()).into_response())
    }
}

fn etag(file: &EmbeddedFile) -> Result<HeaderValue, ApiError> {
    let digest = file.metadata.sha256_hash().iter().take(16).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    HeaderValue::try_from(format!("\"{digest}\"")).map_err(ApiError::internal)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
