//! Objects over HTTP: ranges, conditions, caching, and who may have them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use bytes::Bytes;
use domain::id::{GenerationId, VideoId};
use media::storage::Prefix;
use reqwest::Method;
use reqwest::header::{CACHE_CONTROL, CONTENT_RANGE, ETAG, IF_NONE_MATCH, IF_RANGE, ORIGIN, RANGE};
use serde_json::{Value, json};
use support::Site;
use uuid::Uuid;

/// A video of this visibility with one segment of 1000 bytes: its owner's token, its id and the
/// address of the segment.
async fn segment(site: &Site, visibility: &str, bytes: usize) -> (String, String, String) {
    let token = site.someone("ana").await;
    let body = json!({ "title": "x", "visibility": visibility });
    let draft: Value = site.post("/api/videos", &body).bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    let id = draft.pointer("/id").and_then(Value::as_str).unwrap().to_owned();
    let (video, generation): (VideoId, _) = (id.parse().unwrap(), GenerationId(Uuid::from_u128(7)));
    let key = Prefix::generation(video, generation).folder("v720").unwrap().key("1.m4s").unwrap();
    let content: Vec<u8> = (0..bytes).map(|i| u8::try_from(i % 251).unwrap()).collect();
    site.context.pipeline.store.put_bytes(&key, Bytes::from(content)).await.unwrap();
    (token, id.clone(), format!("/media/{id}/{generation}/v720/1.m4s"))
}

#[actix_web::test]
async fn ranges_are_those_of_the_rfc() {
    let site = Site::start().await;
    let (_, _, url) = segment(&site, "public", 1000).await;
    for (range, status, content_range, length) in [
        ("bytes=0-", 206, "bytes 0-999/1000", 1000),
        ("bytes=-200", 206, "bytes 800-999/1000", 200),
        ("bytes=-2000", 206, "bytes 0-999/1000", 1000),
        ("bytes=999-5000", 206, "bytes 999-999/1000", 1),
        ("bytes=0-0", 206, "bytes 0-0/1000", 1),
        ("bytes=1000-", 416, "bytes */1000", 0),
        ("bytes=-0", 416, "bytes */1000", 0),
        ("bytes=5-2", 200, "", 1000),
        ("bytes=0-1,500-501", 200, "", 1000),
        ("items=0-1", 200, "", 1000),
        ("bytes=99999999999999999999-", 416, "bytes */1000", 0),
        ("bytes=0-99999999999999999999", 206, "bytes 0-999/1000", 1000),
    ] {
        let answer = site.get(&url).header(RANGE, range).header("accept-encoding", "gzip, br").send().await.unwrap();
        assert_eq!(answer.status(), status, "{range}");
        let given = answer.headers().get(CONTENT_RANGE).map_or("", |v| v.to_str().unwrap()).to_owned();
        assert_eq!(given, content_range, "{range}");
        assert!(!answer.headers().contains_key("content-encoding"), "{range}");
        if status != 416 {
            assert_eq!(answer.bytes().await.unwrap().len(), length, "{range}");
        }
    }
    let part = site.get(&url).header(RANGE, "bytes=250-252").send().await.unwrap().bytes().await.unwrap();
    assert_eq!(part.as_ref(), [250, 0, 1]);
}

#[actix_web::test]
async fn an_object_has_validators_and_is_kept_for_ever() {
    let site = Site::start().await;
    let (_, _, url) = segment(&site, "public", 1000).await;
    let whole = site.get(&url).send().await.unwrap();
    assert_eq!(whole.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable, s-maxage=60");
    assert_eq!(whole.headers()["content-type"], "video/mp4");
    let tag = whole.headers()[ETAG].clone();
    assert_eq!(site.get(&url).header(IF_NONE_MATCH, &tag).send().await.unwrap().status(), 304);
    let fresh = site.get(&url).header(RANGE, "bytes=0-9").header(IF_RANGE, &tag).send().await.unwrap();
    let stale = site.get(&url).header(RANGE, "bytes=0-9").header(IF_RANGE, "\"old\"").send().await.unwrap();
    assert_eq!((fresh.status().as_u16(), stale.status().as_u16()), (206, 200));
    let head = site.request(Method::HEAD, &url).send().await.unwrap();
    assert_eq!((head.status().as_u16(), head.headers()["content-length"].to_str().unwrap()), (200, "1000"));
    let missing = site.get(&url.replace("1.m4s", "2.m4s")).header(ORIGIN, "https://player.example").send().await.unwrap();
    assert_eq!((missing.status().as_u16(), missing.headers()["access-control-allow-origin"].to_str().unwrap()), (404, "*"));
}

#[actix_web::test]
async fn an_empty_object_is_whole() {
    let site = Site::start().await;
    let (_, _, url) = segment(&site, "public", 0).await;
    let answer = site.get(&url).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["content-length"].to_str().unwrap()), (200, "0"));
}

#[actix_web::test]
async fn what_is_made_private_or_deleted_is_gone_at_once() {
    let site = Site::start().await;
    let (token, id, url) = segment(&site, "public", 1000).await;
    assert_eq!(site.get(&url).send().await.unwrap().status(), 200);
    let private = json!({ "visibility": "private" });
    let patched = site.request(Method::PATCH, &format!("/api/videos/{id}")).bearer_auth(&token).json(&private).send().await.unwrap();
    assert_eq!(patched.status(), 200);
    assert_eq!(site.get(&url).send().await.unwrap().status(), 404);
    assert_eq!(site.get(&url).bearer_auth(&token).send().await.unwrap().status(), 404, "addresses are checked, not accounts");

    let video: VideoId = id.parse().unwrap();
    let until = site.context.clock.now().plus(std::time::Duration::from_mins(1));
    let signed = url.replace("/media/", &format!("/media/s/{}/", site.context.pipeline.tokens.issue(video, None, until)));
    let answer = site.get(&signed).send().await.unwrap();
    assert_eq!(answer.headers()[CACHE_CONTROL], "private, max-age=31536000, immutable");
    assert_eq!(answer.status(), 200);
    assert_eq!(site.get(&signed.replace("/media/s/A", "/media/s/B")).send().await.unwrap().status(), 404);

    let deleted = site.request(Method::DELETE, &format!("/api/videos/{id}")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(deleted.status(), 204);
    assert_eq!(site.get(&signed).send().await.unwrap().status(), 404);
}
