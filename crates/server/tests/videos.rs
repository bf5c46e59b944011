//! Videos over HTTP.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use reqwest::header::{ETAG, IF_MATCH, IF_NONE_MATCH, LINK, LOCATION};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Site, faults, outcome};

async fn draft(site: &Site, token: &str, title: &str) -> (String, Value) {
    let body = json!({ "title": title, "visibility": "private", "tags": ["Uno"] });
    let answer = site.post("/api/videos", &body).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    let location = answer.headers()[LOCATION].to_str().unwrap().to_owned();
    (location, answer.json().await.unwrap())
}

#[actix_web::test]
async fn a_draft_is_made_read_changed_binned_and_restored() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    let (url, made) = draft(&site, &token, "Cádiz").await;
    assert_eq!(made["upload"]["tus_url"], "/api/upload");
    assert_eq!((made["state"].as_str(), made["tags"][0].as_str()), (Some("draft"), Some("uno")));

    let read = site.get(&url).bearer_auth(&token).send().await.unwrap();
    let tag = read.headers()[ETAG].clone();
    assert_eq!(site.get(&url).bearer_auth(&token).header(IF_NONE_MATCH, &tag).send().await.unwrap().status(), 304);

    let patch = |tag| site.request(Method::PATCH, &url).bearer_auth(&token).header(IF_MATCH, tag).json(&json!({ "title": "Otra" }));
    let patched = patch(&tag).send().await.unwrap();
    assert_eq!(patched.status(), 200);
    assert_ne!(patched.headers()[ETAG], tag);
    assert_eq!(patched.json::<Value>().await.unwrap()["title"], "Otra");
    assert_eq!(outcome(patch(&tag).send().await.unwrap()).await, (412, "stale".to_owned()));

    let put = json!({ "title": "Nueva", "visibility": "unlisted" });
    let replaced: Value = site.request(Method::PUT, &url).bearer_auth(&token).json(&put).send().await.unwrap().json().await.unwrap();
    assert_eq!((replaced["title"].as_str(), replaced["tags"].as_array().unwrap().len()), (Some("Nueva"), 0));

    assert_eq!(site.request(Method::DELETE, &url).bearer_auth(&token).send().await.unwrap().status(), 204);
    assert_eq!(site.get(&url).bearer_auth(&token).send().await.unwrap().status(), 404);
    let mine = async |query: &str| {
        let answer = site.get(&format!("/api/videos/mine?{query}")).bearer_auth(&token).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["items"].as_array().unwrap().clone()
    };
    assert!(mine("").await.is_empty() && mine("deleted=true&state=ready").await.is_empty());
    let bin = mine("deleted=true&visibility=unlisted&sort=updated").await;
    assert!(bin[0]["deleted_at"].is_string(), "{bin:?}");
    let id = bin[0]["id"].as_str().unwrap();
    let restored = site.request(Method::POST, &format!("/api/videos/{id}/restore")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(restored.status(), 200);
    assert_eq!(site.get(&url).bearer_auth(&token).send().await.unwrap().status(), 200);
}

#[actix_web::test]
async fn each_route_refuses_whoever_may_not() {
    let site = Site::start().await;
    let (ana, bea) = (site.someone("ana").await, site.someone("bea").await);
    let (url, _) = draft(&site, &ana, "Mine").await;
    let body = json!({ "title": "x", "visibility": "private" });
    let unknown = "/api/videos/0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e";
    for (method, suffix) in
        [(Method::GET, ""), (Method::PUT, ""), (Method::PATCH, ""), (Method::DELETE, ""), (Method::GET, "/me"), (Method::POST, "/restore")]
    {
        let request = |base: &str, token: Option<&str>| {
            let request = site.request(method.clone(), &format!("{base}{suffix}"));
            let request = if matches!(method, Method::PUT | Method::PATCH) { request.json(&body) } else { request };
            if let Some(token) = token { request.bearer_auth(token) } else { request }
        };
        let nobody = if method == Method::GET && suffix.is_empty() { 404 } else { 401 };
        assert_eq!(request(&url, None).send().await.unwrap().status(), nobody, "{method} {suffix} by nobody");
        assert_eq!(request(&url, Some("nonsense")).send().await.unwrap().status(), 401, "{method} {suffix} with nonsense");
        assert_eq!(request(&url, Some(&bea)).send().await.unwrap().status(), 404, "{method} {suffix} by somebody else");
        assert_eq!(request(unknown, Some(&ana)).send().await.unwrap().status(), 404, "{method} {suffix} of an unknown video");
        assert_eq!(request("/api/videos/7", Some(&ana)).send().await.unwrap().status(), 404, "{method} {suffix} of no id");
    }
}

#[actix_web::test]
async fn bad_values_are_named() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    for (body, place) in [
        (json!({ "visibility": "public" }), "/title"),
        (json!({ "title": "", "visibility": "public" }), "/title"),
        (json!({ "title": "x".repeat(121), "visibility": "public" }), "/title"),
        (json!({ "title": "x\u{202e}", "visibility": "public" }), "/title"),
        (json!({ "title": "x", "visibility": "secret" }), "/visibility"),
        (json!({ "title": "x", "visibility": "public", "tags": "a" }), "/tags"),
        (json!({ "title": "x", "visibility": "public", "language": "español" }), "/language"),
        (json!({ "title": "x", "visibility": "public", "colour": 1 }), "/colour"),
    ] {
        let answer = site.post("/api/videos", &body).bearer_auth(&token).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{body}");
        assert_eq!(faults(answer).await.first().map(|(place, _)| place.as_str()), Some(place), "{body}");
    }
}

#[actix_web::test]
async fn lists_go_on_by_cursor_and_refuse_nonsense() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    for title in ["a", "b", "c"] {
        draft(&site, &token, title).await;
    }
    let mut path = "/api/videos/mine?limit=2".to_owned();
    let mut titles = Vec::new();
    loop {
        let answer = site.get(&path).bearer_auth(&token).send().await.unwrap();
        let next = answer.headers().get(LINK).map(|link| link.to_str().unwrap().to_owned());
        let page: Value = answer.json().await.unwrap();
        titles.extend(page["items"].as_array().unwrap().iter().map(|v| v["title"].as_str().unwrap().to_owned()));
        let Some(next) = next else { break };
        path = next.split(['<', '>']).nth(1).unwrap().to_owned();
    }
    assert_eq!(titles, ["c", "b", "a"]);

    for (query, parameter) in [("sort=random", "sort"), ("state=done", "state"), ("deleted=perhaps", "deleted"), ("q=a", "q")] {
        let answer = site.get(&format!("/api/videos/mine?{query}")).bearer_auth(&token).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{query}");
        assert_eq!(faults(answer).await.first().map(|(place, _)| place.as_str()), Some(parameter), "{query}");
    }
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=abc", "limit"),
        ("limit=", "limit"),
        ("sort=random", "sort"),
        ("page=2", "page"),
        ("duration_min=NaN", "duration_min"),
        ("published_after=yesterday", "published_after"),
        ("tag=a%00", "tag"),
    ] {
        let answer = site.get(&format!("/api/videos?{query}")).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{query}");
        assert_eq!(faults(answer).await.first().map(|(place, _)| place.as_str()), Some(parameter), "{query}");
    }
    let foreign = site.get("/api/videos?cursor=AAAA").send().await.unwrap();
    assert_eq!(outcome(foreign).await, (400, "bad-cursor".to_owned()));
    let empty = site.get("/api/videos").send().await.unwrap();
    assert_eq!(empty.headers()["cache-control"], "public, no-cache");
    assert_eq!(empty.json::<Value>().await.unwrap(), json!({ "items": [], "next_cursor": null }));
}

#[actix_web::test]
async fn the_same_key_and_body_make_one_video() {
    let site = Site::start().await;
    let token = site.someone("ana").await;
    let create = |key: &str, title: &str| {
        let body = json!({ "title": title, "visibility": "private" });
        site.post("/api/videos", &body).bearer_auth(&token).header("idempotency-key", key).send()
    };
    let first: Value = create("click-1", "x").await.unwrap().json().await.unwrap();
    let again = create("click-1", "x").await.unwrap();
    assert_eq!(again.status(), 201);
    assert_eq!(again.json::<Value>().await.unwrap()["id"], first["id"]);
    assert_eq!(outcome(create("click-1", "y").await.unwrap()).await, (422, "idempotency-key-reused".to_owned()));
    assert_ne!(create("click-2", "x").await.unwrap().json::<Value>().await.unwrap()["id"], first["id"]);
    assert_eq!(outcome(create("", "x").await.unwrap()).await, (400, "malformed-header".to_owned()));
}
