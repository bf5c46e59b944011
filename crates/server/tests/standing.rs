//! What lasts ends soon after whoever wants it may no longer have it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use bytes::Bytes;
use domain::Timestamp;
use domain::user::User;
use futures_util::StreamExt;
use futures_util::stream::{iter, pending, unfold};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Body, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::time::Duration;
use support::{Site, outcome};
use tokio::time::{sleep, timeout};

/// What "soon" is, with room for a busy machine.
const SOON: Duration = Duration::from_mins(1);
/// Bytes of which some lie on the disk when they have come.
const PART: usize = 2 << 20;

async fn draft(site: &Site, token: &str) -> String {
    let draft = site.post("/api/videos", &json!({ "title": "x", "visibility": "private" })).bearer_auth(token).send().await.unwrap();
    draft.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
}

/// A stream of events that is running, and its text when it has ended.
async fn watching(site: &Site, credential: &str, video: &str) -> impl Future<Output = String> + use<> {
    let events = site.get(&format!("/api/videos/{video}/processing/events")).bearer_auth(credential).send().await.unwrap();
    assert_eq!(events.status(), 200);
    let mut reading = actix_web::rt::spawn(events.text());
    assert!(timeout(Duration::from_secs(3), &mut reading).await.is_err(), "it goes on as long as nothing happens");
    async move { timeout(SOON, reading).await.unwrap().unwrap().unwrap() }
}

#[actix_web::test]
async fn events_end_with_the_session_the_account_and_the_key() {
    let site = Site::start().await;
    for (handle, change) in [
        ("suspendida", (|user, now| user.suspended_at = Some(now)) as fn(&mut User, Timestamp)),
        ("borrada", |user, now| user.deleted_at = Some(now)),
    ] {
        let token = site.someone(handle).await;
        let ended = watching(&site, &token, &draft(&site, &token).await).await;
        site.befall(handle, change).await;
        assert!(ended.await.starts_with("event: progress\n"), "{handle}");
    }
    let token = site.someone("ana_cine").await;
    let video = draft(&site, &token).await;
    let form = json!({ "name": "x", "scopes": ["videos:read"] });
    let key: Value = site.post("/api/auth/keys", &form).bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    let ended = watching(&site, key["key"].as_str().unwrap(), &video).await;
    let revoke = site.request(Method::DELETE, &format!("/api/auth/keys/{}", key["id"].as_str().unwrap()));
    assert_eq!(revoke.bearer_auth(&token).send().await.unwrap().status(), 204);
    ended.await;
    let ended = watching(&site, &token, &video).await;
    assert_eq!(site.post("/api/auth/logout", &json!(null)).bearer_auth(&token).send().await.unwrap().status(), 204);
    ended.await;
}

fn tus(request: RequestBuilder) -> RequestBuilder {
    request.header("tus-resumable", "1.0.0")
}

async fn begin(site: &Site, token: &str, length: usize) -> String {
    let request = tus(site.request(Method::POST, "/api/upload")).bearer_auth(token).header("upload-length", length);
    request.send().await.unwrap().headers()[LOCATION].to_str().unwrap().to_owned()
}

fn patch(site: &Site, url: &str, offset: usize, body: impl Into<Body>) -> RequestBuilder {
    let request = tus(site.request(Method::PATCH, url)).header("upload-offset", offset);
    request.header(CONTENT_TYPE, "application/offset+octet-stream").body(body)
}

/// So many bytes, then silence.
fn stalled(bytes: usize) -> Body {
    Body::wrap_stream(iter([Ok::<_, Infallible>(Bytes::from(vec![7; bytes]))]).chain(pending()))
}

/// A byte now and then, without an end.
fn trickle() -> Body {
    Body::wrap_stream(unfold((), async |()| {
        sleep(Duration::from_millis(50)).await;
        Some((Ok::<_, Infallible>(Bytes::from_static(b"x")), ()))
    }))
}

/// An answer that comes soon after what befell the account. A client that still sends may see the
/// connection go before the answer, so there may be none.
async fn told(sending: actix_web::rt::task::JoinHandle<reqwest::Result<Response>>) -> Option<(u16, String)> {
    match timeout(SOON, sending).await.unwrap().unwrap() {
        Ok(answer) => Some(outcome(answer).await),
        Err(_) => None,
    }
}

#[actix_web::test]
async fn an_upload_stops_with_its_account_and_goes_on_when_that_is_let_in_again() {
    let site = Site::start().await;
    let token = site.someone("ana_cine").await;
    let url = begin(&site, &token, 2 * PART).await;
    let sending = actix_web::rt::spawn(patch(&site, &url, 0, stalled(PART)).send());
    site.has_begun(1).await;
    site.befall("ana_cine", |user, now| user.suspended_at = Some(now)).await;
    let refusal = (401, "account-suspended".to_owned());
    assert_eq!(told(sending).await.unwrap_or(refusal.clone()), refusal);

    assert_eq!(outcome(patch(&site, &url, PART, "more").send().await.unwrap()).await, refusal);
    assert_eq!(tus(site.request(Method::HEAD, &url)).send().await.unwrap().status(), 401);
    assert_eq!(outcome(tus(site.request(Method::DELETE, &url)).send().await.unwrap()).await, refusal);
    site.befall("ana_cine", |user, _| user.suspended_at = None).await;
    let head = tus(site.request(Method::HEAD, &url)).send().await.unwrap();
    let kept: usize = head.headers()["upload-offset"].to_str().unwrap().parse().unwrap();
    assert!((1 << 20..=PART).contains(&kept), "what had come is kept: {kept}");
    assert_eq!(patch(&site, &url, kept, vec![7; 2 * PART - kept]).send().await.unwrap().status(), 204);
}

#[actix_web::test]
async fn an_upload_that_never_pauses_stops_too_and_a_deleted_account_has_none() {
    let site = Site::start().await;
    let token = site.someone("ana_cine").await;
    let url = begin(&site, &token, 1_000_000).await;
    let sending = actix_web::rt::spawn(patch(&site, &url, 0, trickle()).send());
    sleep(Duration::from_millis(500)).await;
    site.befall("ana_cine", |user, now| user.deleted_at = Some(now)).await;
    let refusal = (404, "upload-not-found".to_owned());
    assert_eq!(told(sending).await.unwrap_or(refusal.clone()), refusal);
    assert_eq!(outcome(patch(&site, &url, 0, "x").send().await.unwrap()).await, refusal);
}

#[actix_web::test]
async fn files_that_come_with_a_session_stop_with_it_while_an_upload_outlives_it() {
    let site = Site::start().await;
    let token = site.someone("ana_cine").await;
    let url = begin(&site, &token, 11).await;
    let form = || {
        let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\n\r\n";
        let body = Body::wrap_stream(iter([Ok::<_, Infallible>(Bytes::from(head))]).chain(pending()));
        site.request(Method::POST, "/api/upload/file")
            .bearer_auth(&token)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(body)
    };
    let first_bytes = || {
        let request = tus(site.request(Method::POST, "/api/upload")).bearer_auth(&token).header("upload-length", 11);
        request.header(CONTENT_TYPE, "application/offset+octet-stream").body(stalled(5))
    };
    let sending = [form(), first_bytes()].map(|request| actix_web::rt::spawn(request.send()));
    sleep(Duration::from_millis(500)).await;
    assert_eq!(site.post("/api/auth/logout", &json!(null)).bearer_auth(&token).send().await.unwrap().status(), 204);
    let refusal = (401, "session-revoked".to_owned());
    for sending in sending {
        assert_eq!(told(sending).await.unwrap_or(refusal.clone()), refusal);
    }
    assert_eq!(patch(&site, &url, 0, "hello world").send().await.unwrap().status(), 204, "its address is its credential");
}
