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
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-cache");
    // What the policy would stop is not there in the first place.
    let scripts: Vec<&str> = html.split("<script").skip(1).map(|rest| rest.split("</script>").next().unwrap()).collect();
    assert!(!scripts.is_empty());
    assert!(scripts.iter().all(|script| script.contains(" src=\"./assets/") && script.ends_with('>')), "{scripts:?}");
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
    // The page itself, to load it again.
    named.retain(|path| *path != "./");
    assert!(named.len() > 2, "{named:?}");
    for path in named {
        // Below a stage (`/prod/`) a path that begins with a slash would lead out of it.
        assert!(path.starts_with("./assets/"), "{path}");
        let asset = get(&routes, path.split('#').next().unwrap().trim_start_matches('.')).await;
        assert!(!asset.body.is_empty() && asset.status == StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn every_module_that_a_script_imports_is_there() {
    let (_db, routes) = web().await;
    let page = get(&routes, "/").await;
    let scripts = values_of(text(&page), "src");
    let (mut to_read, mut read) =
        (scripts.iter().map(|path| path.rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>(), Vec::new());
    while let Some(name) = to_read.pop() {
        let answer = get(&routes, &format!("/assets/{name}")).await;
        assert_eq!(answer.headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8", "{name}");
        // By whichever quotes a bundler writes them in.
        let imports = text(&answer).split("./").skip(1).filter_map(|rest| rest.split(['"', '\'', '`']).next());
        let imports = imports.filter(|name| {
            std::path::Path::new(name).extension().is_some_and(|ending| ending == "js") && !read.contains(&(*name).to_owned())
        });
        to_read.extend(imports.map(str::to_owned).collect::<Vec<_>>());
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
async fn what_is_named_by_its_content_is_kept_for_ever_and_the_loader_for_minutes() {
    let (_db, routes) = web().await;
    let page = get(&routes, "/").await;
    let script = values_of(text(&page), "src")[0].trim_start_matches('.').to_owned();
    for (path, kept) in [(script.as_str(), "public, max-age=31536000, immutable"), ("/widget.js", "public, max-age=300")] {
        let first = get(&routes, path).await;
        assert_eq!(
            (first.status, &first.headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &"text/javascript; charset=utf-8".parse().unwrap())
        );
        assert_eq!(
            (first.headers[header::CACHE_CONTROL].to_str().unwrap(), &first.headers["access-control-allow-origin"]),
            (kept, &"*".parse().unwrap())
        );
        let asked = |tag: &str| {
            let mut request = request("GET", path, None, None);
            request.headers_mut().insert(header::IF_NONE_MATCH, tag.parse().unwrap());
            request
        };
        let tag = first.headers[header::ETAG].to_str().unwrap();
        let again = send(&routes, asked(tag)).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        assert_eq!(again.headers[header::ETAG], tag);
        let other = send(&routes, asked("W/\"00000000000000000000000000000000\"")).await;
        assert_eq!((other.status, other.body), (StatusCode::OK, first.body), "{path}");
    }
}

#[tokio::test]
async fn a_loader_of_before_a_deployment_gets_the_chat_of_now() {
    let (_db, routes) = web().await;
    let loader = get(&routes, "/widget.js").await;
    let name = text(&loader).split("assets/chat-").nth(1).unwrap().split(".js").next().unwrap().to_owned();
    let now = get(&routes, &format!("/assets/chat-{name}.js")).await;
    let before = get(&routes, "/assets/chat-00000000.js?1").await;
    assert_eq!((before.status, &before.body), (StatusCode::OK, &now.body));
    assert_eq!(
        (&before.headers[header::CACHE_CONTROL], &before.headers["access-control-allow-origin"]),
        (&"no-cache".parse().unwrap(), &"*".parse().unwrap())
    );
    assert_not_found(&get(&routes, "/assets/other-00000000.js").await, "another script");
}

#[tokio::test]
async fn whoever_takes_brotli_gets_less() {
    let (_db, routes) = web().await;
    let whole = get(&routes, "/widget.js").await;
    let taking = |codings: &str| {
        let mut request = request("GET", "/widget.js", None, None);
        request.headers_mut().insert(header::ACCEPT_ENCODING, codings.parse().unwrap());
        send(&routes, request)
    };
    let small = taking("gzip, deflate, br, zstd").await;
    assert_eq!(
        (&small.headers[header::CONTENT_ENCODING], &small.headers[header::VARY]),
        (&"br".parse().unwrap(), &"accept-encoding".parse().unwrap())
    );
    assert!(small.body.len() * 2 < whole.body.len());
    assert_eq!(small.headers[header::ETAG], whole.headers[header::ETAG]);
    for codings in ["gzip", "br;q=0", "abr"] {
        assert_eq!(taking(codings).await.body, whole.body, "{codings}");
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
        "/assets/.%2fwidget.js",
        "/assets/..%2fwidget.js",
        "/assets/widget.js.br",
        "/widget.js.br",
        "/.vite/chat.json",
        "/assets/..%2fCargo.toml",
        "/assets/..%2f..%2f..%2fCargo.toml",
        "/assets/..%5cCargo.toml",
        "/assets/%2e%2e%2fCargo.toml",
        "/assets/../Cargo.toml",
        "/assets/%2fetc%2fpasswd",
        "/assets/widget.js%00.css",
        "/assets/widget.js%2f",
        "/assets/sub/widget.js",
        "/Cargo.toml",
        "/index.html",
        "//",
    ] {
        assert_not_found(&get(&routes, path).await, path);
    }
}
