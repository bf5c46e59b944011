//! What holds for every address, over a really bound port.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use futures_util::{FutureExt, StreamExt};
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, ALLOW, CONTENT_TYPE, ORIGIN};
use reqwest::{Body, Method};
use serde_json::Value;
use std::time::Duration;
use support::{Site, outcome};

#[actix_web::test]
async fn unknown_things_are_problems_in_the_clients_language() {
    let site = Site::start().await;
    let answer = site.get("/api/nothing").header(ACCEPT_LANGUAGE, "es").send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json");
    assert_eq!(answer.headers()["content-language"], "es");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["code"], "not-found");
    assert_eq!(body["title"], "No encontrado");
    assert_eq!(body["instance"], "/api/nothing");
    let explanation = site.get(body["type"].as_str().unwrap()).header(ACCEPT, "text/html").send().await.unwrap();
    assert_eq!(explanation.status(), 200);
    assert!(explanation.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
}

#[actix_web::test]
async fn a_wrong_method_is_405_and_tells_the_right_ones() {
    let site = Site::start().await;
    let answer = site.request(Method::DELETE, "/healthz").send().await.unwrap();
    assert_eq!(answer.status(), 405);
    assert_eq!(answer.headers()[ALLOW], "GET, HEAD, OPTIONS");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["code"], "method-not-allowed");
    let options = site.request(Method::OPTIONS, "/healthz").send().await.unwrap();
    assert_eq!((options.status().as_u16(), options.headers()[ALLOW].to_str().unwrap()), (204, "GET, HEAD, OPTIONS"));
}

#[actix_web::test]
async fn head_answers_like_get_without_the_body() {
    let site = Site::start().await;
    let get = site.get("/api/openapi.json").send().await.unwrap();
    let head = site.request(Method::HEAD, "/api/openapi.json").send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-length"], get.headers()["content-length"]);
    assert!(head.bytes().await.unwrap().is_empty());
}

#[actix_web::test]
async fn every_answer_has_its_id_and_the_security_headers() {
    let site = Site::start().await;
    for path in ["/healthz", "/api/nothing", "/", "/api/docs/"] {
        let answer = site.get(path).header("x-request-id", "mine-1").send().await.unwrap();
        let headers = answer.headers();
        assert_eq!(headers["x-request-id"], "mine-1", "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
        assert!(headers.contains_key("content-security-policy"), "{path}");
        assert!(headers.contains_key("cache-control"), "{path}");
        assert!(!headers.contains_key("strict-transport-security"), "the public URL is not https");
    }
    let answer = site.get("/healthz").header("x-request-id", "no good id").send().await.unwrap();
    assert_eq!(answer.headers()["x-request-id"].len(), 36);
}

#[actix_web::test]
async fn only_media_and_uploads_are_open_to_other_origins() {
    let site = Site::start_with(|s| s.http.cors.allowed_origins = vec!["https://www.example.org".to_owned()]).await;
    for (path, origin, allowed) in [
        ("/api/nothing", "https://evil.example", None),
        ("/api/nothing", "https://www.example.org", Some("https://www.example.org")),
        ("/media/nothing", "https://evil.example", Some("*")),
        ("/api/upload/nothing", "https://evil.example", Some("*")),
    ] {
        let answer = site.get(path).header(ORIGIN, origin).send().await.unwrap();
        let given = answer.headers().get("access-control-allow-origin").map(|v| v.to_str().unwrap().to_owned());
        assert_eq!(given.as_deref(), allowed, "{path} from {origin}");
        let credentials = answer.headers().contains_key("access-control-allow-credentials");
        assert_eq!(credentials, allowed.is_some_and(|a| a != "*"), "{path} from {origin}");
        assert!(answer.headers()["vary"].to_str().unwrap().contains("Origin"));
    }
}

#[actix_web::test]
async fn text_is_compressed_and_small_answers_are_not() {
    let site = Site::start().await;
    let large = site.get("/api/openapi.json").header("accept-encoding", "br").send().await.unwrap();
    assert_eq!(large.headers()["content-encoding"], "br");
    let small = site.get("/healthz").header("accept-encoding", "br").send().await.unwrap();
    assert!(!small.headers().contains_key("content-encoding"));
}

#[actix_web::test]
async fn the_documentation_needs_nothing_from_outside() {
    let site = Site::start().await;
    let page = site.get("/api/docs/").send().await.unwrap();
    assert_eq!(page.status(), 200);
    let html = page.text().await.unwrap();
    assert!(html.contains("swagger-ui") && !html.contains("//unpkg") && !html.contains("https://cdn"));
    let script = site.get("/api/docs/swagger-initializer.js").send().await.unwrap().text().await.unwrap();
    assert!(script.contains("/api/openapi.json"), "{script}");
}

#[actix_web::test]
async fn the_web_app_answers_for_its_own_pages_only() {
    let site = Site::start().await;
    let deep = site.get("/watch/0199c8a1").send().await.unwrap();
    assert_eq!(deep.status(), 200);
    assert!(deep.headers()[CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
    assert_eq!(site.get("/assets/gone.js").send().await.unwrap().status(), 404);
    assert_eq!(site.get("/favicon-none.png").send().await.unwrap().status(), 404);
}

#[actix_web::test]
async fn every_operation_is_complete() {
    let site = Site::start().await;
    let document: Value = site.get("/api/openapi.json").send().await.unwrap().json().await.unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut ids = std::collections::HashSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert!(
                ids.insert(operation["operationId"].as_str().unwrap_or_else(|| panic!("{name} has no id")).to_owned()),
                "{name}: id is taken"
            );
            assert!(operation["summary"].is_string(), "{name} has no summary");
            assert!(operation["responses"]["500"].is_object(), "{name} has no shared problems");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{name}: {parameter} is not described");
            }
        }
    }
}

#[actix_web::test]
async fn a_body_that_trickles_in_stops_nobody_and_ends() {
    let site = Site::start_with(|s| {
        s.http.limits.concurrent_requests = 1;
        s.http.limits.queue_seconds = 0;
        s.http.limits.body_seconds = 2;
    })
    .await;
    let drops = futures_util::stream::repeat_with(|| Ok::<_, std::convert::Infallible>("{"));
    let drops = drops.then(|drop| tokio::time::sleep(Duration::from_millis(100)).map(move |()| drop));
    let slow = site.request(Method::POST, "/api/auth/login").header(CONTENT_TYPE, "application/json");
    let slow = actix_web::rt::spawn(slow.body(Body::wrap_stream(drops)).send());
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(site.get("/api/videos").send().await.unwrap().status(), 200, "its place is free");
    let answer = tokio::time::timeout(Duration::from_secs(10), slow).await.unwrap().unwrap().unwrap();
    assert_eq!(answer.headers()["connection"], "close");
    assert_eq!(outcome(answer).await, (408, "request-timeout".to_owned()));
}
