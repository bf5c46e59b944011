//! What SIGTERM does to requests that are under way.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use bytes::Bytes;
use futures_util::stream::{StreamExt, iter, pending};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Body, Method};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::time::Duration;
use support::Site;

/// Bytes of which some lie on the disk when they have come.
const PART: usize = 2 << 20;

/// An upload of twice that: its address, and the token of its owner.
async fn upload(site: &Site) -> (String, String) {
    let token = site.someone("ana").await;
    let request = site.request(Method::POST, "/api/upload").bearer_auth(&token);
    let answer = request.header("tus-resumable", "1.0.0").header("upload-length", 2 * PART).send().await.unwrap();
    (answer.headers()[LOCATION].to_str().unwrap().to_owned(), token)
}

#[actix_web::test]
async fn an_upload_keeps_what_had_come_and_goes_on_after_the_restart() {
    let site = Site::start().await;
    let (url, _) = upload(&site).await;
    let body = iter([Ok::<_, Infallible>(Bytes::from(vec![7; PART]))]).chain(pending());
    let request = site.request(Method::PATCH, &url).header("tus-resumable", "1.0.0").header("upload-offset", 0);
    let sending = request.header(CONTENT_TYPE, "application/offset+octet-stream").body(Body::wrap_stream(body)).send();
    let sending = actix_web::rt::spawn(sending);
    site.has_begun(1).await;
    let folder = site.stop().await;
    if let Ok(answer) = sending.await.unwrap() {
        assert!(matches!(answer.status().as_u16(), 423 | 503), "clients try again after these: {}", answer.status());
    }

    let site = Site::start_in(folder, |_| {}).await;
    let head = site.request(Method::HEAD, &url).header("tus-resumable", "1.0.0").send().await.unwrap();
    assert_eq!(head.status(), 200);
    let kept: usize = head.headers()["upload-offset"].to_str().unwrap().parse().unwrap();
    assert!((1 << 20..=PART).contains(&kept), "{kept}");
}

#[actix_web::test]
async fn an_event_stream_ends() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    let draft = site.post("/api/videos", &json!({ "title": "x", "visibility": "private" })).bearer_auth(&token).send().await.unwrap();
    let id = draft.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned();
    let events = site.get(&format!("/api/videos/{id}/processing/events")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(events.headers()[CONTENT_TYPE], "text/event-stream");
    let reading = actix_web::rt::spawn(events.text());
    tokio::time::sleep(Duration::from_millis(200)).await;
    site.stop().await;
    let text = reading.await.unwrap().unwrap();
    assert!(text.starts_with("event: progress\ndata: {\"state\":\"waiting\""), "{text}");
}

#[actix_web::test]
async fn views_that_were_acknowledged_are_written() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    let video = site.publish(&token).await;
    for viewer in 0..10 {
        let view = site.request(Method::POST, &format!("/api/videos/{video}/views")).header("user-agent", format!("viewer {viewer}"));
        assert_eq!(view.send().await.unwrap().status(), 204);
    }
    let folder = site.stop().await;
    let site = Site::start_in(folder, |_| {}).await;
    let shown: Value = site.get(&format!("/api/videos/{video}")).send().await.unwrap().json().await.unwrap();
    assert_eq!(shown["counts"]["views"], 10);
}
