use axum::http::{StatusCode, header};
use insta::assert_snapshot;
use shared::testing::{event, request, send};
use web::{App, Console, router};

use crate::{assert_not_found, get, text, values_of, web};

const PAGE: &str = include_str!("../../../../events/web/page.json");

#[tokio::test]
async fn the_page_runs_only_scripts_of_its_own_origin() {
    let (_db, routes) = web().await;
    let answer = send(&routes, event(PAGE, None)).await;
    let html = text(&answer);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().replace("; ", "\n");
    assert_snapshot!(policy, @r"
    default-src 'none'
    script-src 'self'
    style-src 'self'
    img-src 'self' data:
    connect-src 'self'
    media-src 'self' blob:
    base-uri 'none'
    form-action 'self'
    frame-ancestors 'none'
    ");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers[header::REFERRER_POLICY], "no-referrer");
    // What the policy would stop is not there in the first place.
    let scripts: Vec<&str> = html.split("<script").skip(1).map(|rest| rest.split("</script>").next().unwrap()).collect();
    assert!(!scripts.is_empty());
    assert!(scripts.iter().all(|script| script.contains(" src=\"assets/") && script.ends_with('>')), "{scripts:?}");
    for inline in ["<style", " style=", " onclick=", " onload=", " onerror=", " onsubmit=", "javascript:", "//"] {
        assert!(!html.contains(inline), "{inline}");
    }
}

#[tokio::test]
async fn everything_the_page_names_is_there_by_a_relative_path() {
    let (_db, routes) = web().await;
    let page = get(&routes, "/").await;
    let html = text(&page);
    let mut named: Vec<&str> = [values_of(html, "src"), values_of(html, "href")].concat();
    named.sort_unstable();
    named.dedup_by_key(|path| path.split('#').next());
    assert!(named.len() > 5, "{named:?}");
    for path in named {
        // Below a stage (`/prod/`) a path that begins with a slash would lead out of it.
        assert!(path.starts_with("assets/"), "{path}");
        let asset = get(&routes, &format!("/{}", path.split('#').next().unwrap())).await;
        assert!(!asset.body.is_empty() && asset.status == StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn every_module_that_a_script_imports_is_there() {
    let (_db, routes) = web().await;
    let (mut to_read, mut read) = (vec!["app.js".to_owned()], Vec::new());
    while let Some(name) = to_read.pop() {
        let answer = get(&routes, &format!("/assets/{name}")).await;
        assert_eq!(answer.headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8", "{name}");
        let imports = text(&answer).split("\"./").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        to_read.extend(imports.filter(|name| !read.contains(name)).collect::<Vec<_>>());
        read.push(name);
    }
    assert!(read.len() > 5, "{read:?}");
}

#[tokio::test]
async fn names_the_console_only_where_there_is_one() {
    let (db, routes) = web().await;
    assert_eq!(values_of(text(&get(&routes, "/").await), "data-console"), [""]);
    let routes = router(App { db: db.app(), console: Console("demo/telegram"), metrics_token: None });
    assert_eq!(values_of(text(&get(&routes, "/").await), "data-console"), ["demo/telegram"]);
}

#[tokio::test]
async fn sends_an_asset_again_only_if_it_changed() {
    let (_db, routes) = web().await;
    for (name, content_type) in
        [("app.css", "text/css; charset=utf-8"), ("app.js", "text/javascript; charset=utf-8"), ("icon.svg", "image/svg+xml")]
    {
        let path = format!("/assets/{name}");
        let first = get(&routes, &path).await;
        assert_eq!((first.status, &first.headers[header::CONTENT_TYPE]), (StatusCode::OK, &content_type.parse().unwrap()));
        assert_eq!(first.headers[header::CACHE_CONTROL], "no-cache");
        let asked = |tag: &str| {
            let mut request = request("GET", &path, None, None);
            request.headers_mut().insert(header::IF_NONE_MATCH, tag.parse().unwrap());
            request
        };
        let tag = first.headers[header::ETAG].to_str().unwrap();
        let again = send(&routes, asked(tag)).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{name}");
        assert_eq!(again.headers[header::ETAG], tag);
        let other = send(&routes, asked("\"00000000000000000000000000000000\"")).await;
        assert_eq!((other.status, other.body), (StatusCode::OK, first.body), "{name}");
    }
}

#[tokio::test]
async fn leaves_the_folder_of_assets_to_nobody() {
    let (_db, routes) = web().await;
    for path in [
        "/assets/unknown.js",
        "/assets/",
        "/assets",
        "/assets/index.html",
        "/assets/.%2findex.html",
        "/assets/.%2fapp.js",
        "/assets/..%2fCargo.toml",
        "/assets/..%2f..%2f..%2fCargo.toml",
        "/assets/..%5cCargo.toml",
        "/assets/%2e%2e%2fCargo.toml",
        "/assets/../Cargo.toml",
        "/assets/..%2fassets%2fapp.js",
        "/assets/%2fetc%2fpasswd",
        "/assets/app.js%00.css",
        "/assets/app.js%2f",
        "/assets/APP.JS",
        "/assets/sub/app.js",
        "/Cargo.toml",
        "/index.html",
        "//",
    ] {
        assert_not_found(&get(&routes, path).await, path);
    }
}
