use axum::http::{StatusCode, header};
use shared::testing::{event, send};

use crate::{assert_not_found, get, text, values_of, web};

const DOCS: &str = include_str!("../../../../events/web/docs.json");
const OPENAPI: &str = include_str!("../../../../events/web/openapi.json");

#[tokio::test]
async fn serves_a_page_that_asks_nobody_else() {
    let (_db, routes) = web().await;
    let page = send(&routes, event(DOCS, None)).await;
    let html = text(&page);
    assert_eq!(
        (page.status, &page.headers[header::CONTENT_TYPE]),
        (StatusCode::OK, &"text/html; charset=utf-8".parse().unwrap())
    );
    let named = [values_of(html, "src"), values_of(html, "href")].concat();
    assert!(named.len() > 2, "{named:?}");
    for path in named {
        // Below a stage (`/prod/`) a path that begins with a slash would lead out of it.
        assert!(path.starts_with("./assets/"), "{path}");
        let file = get(&routes, path.trim_start_matches('.')).await;
        assert!(file.status == StatusCode::OK && !file.body.is_empty(), "{path}");
    }
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    assert!(!policy.contains("http") && !policy.contains('*') && !policy.contains("unsafe-eval"), "{policy}");
    let scripts = html.split("<script").skip(1).map(|rest| rest.split("</script>").next().unwrap());
    assert!(scripts.into_iter().all(|script| script.contains(" src=\"./assets/") && script.ends_with('>')), "{html}");
}

#[tokio::test]
async fn leads_from_the_folder_to_the_page_by_a_path_relative_to_it() {
    let (_db, routes) = web().await;
    let answer = get(&routes, "/docs/").await;
    assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
    // From `/prod/docs/` that is `/prod/docs`.
    assert_eq!(answer.headers[header::LOCATION], "../docs");
}

#[tokio::test]
async fn serves_the_description_of_all_routes() {
    let (_db, routes) = web().await;
    let answer = send(&routes, event(OPENAPI, None)).await;
    assert_eq!((answer.status, &answer.headers[header::CONTENT_TYPE]), (StatusCode::OK, &"application/json".parse().unwrap()));
    assert!(answer.json().is_object());
}

#[tokio::test]
async fn leaves_the_folder_of_docs_to_nobody() {
    let (_db, routes) = web().await;
    for path in [
        "/docs/..%2f",
        "/docs/..%2fopenapi.json",
        "/docs/..%2f..%2fCargo.toml",
        "/docs/%2fetc%2fpasswd",
        "/docs/unknown.js",
        "/docs/%00",
        "/docs/sub/index.html",
    ] {
        assert_not_found(&get(&routes, path).await, path);
    }
}
