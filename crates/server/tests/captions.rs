//! Captions and chapters over HTTP.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use support::{Site, faults, outcome};

const SUBRIP: &str = "1\n00:00:00,500 --> 00:00:02,000\nhola\n";

/// The owner's token and the path of a draft.
async fn draft(site: &Site) -> (String, String) {
    let token = site.someone("ana").await;
    let draft = site.post("/api/videos", &json!({ "title": "x", "visibility": "unlisted" })).bearer_auth(&token).send().await.unwrap();
    let draft: Value = draft.json().await.unwrap();
    let path = format!("/api/videos/{}", draft["id"].as_str().unwrap());
    (token, path)
}

#[actix_web::test]
async fn a_file_is_put_read_changed_and_removed() {
    let site = Site::start().await;
    let (token, video) = draft(&site).await;
    let call = |method: Method, path: &str| site.request(method, &format!("{video}/captions{path}")).bearer_auth(&token);
    let put = |path: &str| -> RequestBuilder { call(Method::PUT, path).header(CONTENT_TYPE, "application/x-subrip").body(SUBRIP) };

    let made = put("/es-mx?kind=captions&default=true").send().await.unwrap();
    assert_eq!(made.status(), 201);
    let tag = made.headers()[ETAG].clone();
    let view: Value = made.json().await.unwrap();
    let url = format!("{video}/captions/es-MX");
    assert_eq!(view, json!({ "language": "es-MX", "label": "Español (MX)", "kind": "captions", "default": true, "url": url }));

    let read = call(Method::GET, "/ES-MX").send().await.unwrap();
    assert_eq!((read.headers()[ETAG].clone(), read.headers()[CONTENT_TYPE].to_str().unwrap()), (tag.clone(), "text/vtt; charset=utf-8"));
    assert_eq!(read.headers()[CACHE_CONTROL], "private, no-store", "nobody else sees a draft");
    assert_eq!(read.text().await.unwrap(), "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nhola\n");
    assert_eq!(call(Method::GET, "/es-MX").header(IF_NONE_MATCH, &tag).send().await.unwrap().status(), 304);
    let listed: Value = call(Method::GET, "").send().await.unwrap().json().await.unwrap();
    assert_eq!(listed, json!({ "items": [view] }));

    let changed = put("/es-MX?label=Mexicano").header(IF_MATCH, &tag).send().await.unwrap();
    assert_eq!((changed.status().as_u16(), changed.headers()[ETAG] == tag), (200, false));
    assert_eq!(outcome(put("/es-MX").header(IF_MATCH, &tag).send().await.unwrap()).await, (412, "stale".to_owned()));
    assert_eq!(outcome(call(Method::DELETE, "/es-MX").header(IF_MATCH, &tag).send().await.unwrap()).await.0, 412);
    assert_eq!(call(Method::DELETE, "/es-MX").send().await.unwrap().status(), 204);
    assert_eq!(outcome(call(Method::GET, "/es-MX").send().await.unwrap()).await, (404, "caption-not-found".to_owned()));
    assert_eq!(outcome(site.get(&format!("{video}/captions")).send().await.unwrap()).await, (404, "video-not-found".to_owned()));
}

#[actix_web::test]
async fn what_is_no_caption_is_refused_with_a_reason() {
    let site = Site::start().await;
    let (token, video) = draft(&site).await;
    let put = |path: &str, kind: &str, body: Vec<u8>| {
        site.request(Method::PUT, &format!("{video}/captions/{path}")).bearer_auth(&token).header(CONTENT_TYPE, kind).body(body)
    };
    for (path, kind, body, expected) in [
        ("es", "text/vtt", b"WEBVTT".to_vec(), (422, "no-cues")),
        ("es", "text/plain", vec![0xFF; 100], (422, "no-cues")),
        ("es", "application/json", b"{}".to_vec(), (415, "unsupported-media-type")),
        ("es", "text/vtt", vec![b'x'; (2 << 20) + 1], (413, "body-too-large")),
        ("espa%C3%B1ol", "text/vtt", SUBRIP.into(), (422, "validation-failed")),
        ("es?kind=songs", "text/vtt", SUBRIP.into(), (422, "validation-failed")),
        ("es?label=", "text/vtt", SUBRIP.into(), (422, "validation-failed")),
    ] {
        let (status, code) = outcome(put(path, kind, body).send().await.unwrap()).await;
        assert_eq!((status, code.as_str()), expected, "{path} {kind}");
    }
    let longest = put("es", "text/vtt", [SUBRIP.as_bytes(), &vec![b'x'; (2 << 20) - SUBRIP.len()]].concat());
    assert_eq!(longest.send().await.unwrap().status(), 201);
}

#[actix_web::test]
async fn chapters_are_given_or_stand_in_the_description() {
    let site = Site::start().await;
    let (token, video) = draft(&site).await;
    let path = format!("{video}/chapters");
    let read = async || -> Value { site.get(&path).bearer_auth(&token).send().await.unwrap().json().await.unwrap() };
    assert_eq!(read().await, json!({ "items": [], "source": null }));
    let words = json!({ "description": "0:00 uno\n0:10 dos\n0:20 tres" });
    let patched = site.request(Method::PATCH, &video).bearer_auth(&token).json(&words).send().await.unwrap();
    assert_eq!(patched.status(), 200);
    assert_eq!(
        (&read().await["source"], &read().await["items"][2]),
        (&json!("description"), &json!({ "start_seconds": 20.0, "title": "tres" }))
    );

    let put = |body: Value| site.request(Method::PUT, &path).bearer_auth(&token).json(&body);
    let given = json!({ "items": [{ "start_seconds": 0.0, "title": "Uno" }, { "start_seconds": 1.5, "title": "Dos" }] });
    let answer = put(given.clone()).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers().contains_key(ETAG)), (200, true));
    assert_eq!((&read().await["source"], &read().await["items"]), (&json!("given"), &given["items"]));
    let unordered = json!({ "items": [{ "start_seconds": 2, "title": "a" }, { "start_seconds": 1, "title": "" }] });
    let found = faults(put(unordered).send().await.unwrap()).await;
    assert!(found.iter().any(|(place, _)| place == "/items/1/title") && found.iter().any(|(place, _)| place == "/items"), "{found:?}");
    assert_eq!(site.get(&path).send().await.unwrap().status(), 404, "a draft is its owner's");
}
