//! Videos with a password, over HTTP.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use auth::video_locks;
use bytes::Bytes;
use domain::id::{LockId, VideoId};
use domain::{Clock, Timestamp};
use media::storage::Prefix;
use reqwest::header::{CACHE_CONTROL, COOKIE, RETRY_AFTER, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use support::{Site, faults, outcome};

const TITLE: &str = "Playa";
const PASSWORD: &str = "luces y sombras";

/// A site with a video of Ana's that has a password, and a comment under it.
struct Show {
    site: Site,
    ana: String,
    eve: String,
    id: String,
    comment: String,
}

impl Show {
    async fn new() -> Self {
        let site = Site::start().await;
        let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
        let id = site.publish(&ana).await;
        let said = json!({ "video_id": id, "body": "hola" });
        let said: Value = site.post("/api/comments", &said).bearer_auth(&eve).send().await.unwrap().json().await.unwrap();
        let captions = site.request(Method::PUT, &format!("/api/videos/{id}/captions/es")).bearer_auth(&ana);
        let captions = captions.header("content-type", "application/x-subrip").body("1\n00:00:00,500 --> 00:00:02,000\nhola\n");
        assert_eq!(captions.send().await.unwrap().status(), 201);
        let show = Self { site, ana, eve, id, comment: said["id"].as_str().unwrap().to_owned() };
        show.change(&json!({ "visibility": "password", "password": PASSWORD })).await;
        show
    }

    fn url(&self) -> String {
        format!("/api/videos/{}", self.id)
    }

    fn patch(&self, body: &Value) -> RequestBuilder {
        self.site.request(Method::PATCH, &self.url()).bearer_auth(&self.ana).json(body)
    }

    async fn change(&self, body: &Value) {
        let answer = self.patch(body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    async fn unlock(&self, id: &str, password: &str) -> Response {
        self.site.post(&format!("/api/videos/{id}/unlock"), &json!({ "password": password })).send().await.unwrap()
    }

    /// What shows that the password of this video was given.
    async fn access(&self, id: &str) -> String {
        let answer = self.unlock(id, PASSWORD).await;
        assert_eq!(answer.status(), 200);
        answer.json::<Value>().await.unwrap()["access"].as_str().unwrap().to_owned()
    }

    /// What the video says to somebody who shows this.
    async fn seen(&self, access: &str) -> (u16, String) {
        outcome(self.site.get(&self.url()).header("video-access", access).send().await.unwrap()).await
    }

    /// Every request that is answered with something of the video, as Eve sends it.
    fn requests(&self) -> Vec<RequestBuilder> {
        let (id, comment) = (&self.id, &self.comment);
        let send = |method, path: String, body: Option<Value>| {
            let request = self.site.request(method, &path).bearer_auth(&self.eve);
            match body {
                Some(body) => request.json(&body),
                None => request,
            }
        };
        let mut requests: Vec<RequestBuilder> = ["", "/playback", "/captions", "/captions/es", "/chapters", "/related", "/me"]
            .into_iter()
            .map(|path| send(Method::GET, format!("/api/videos/{id}{path}"), None))
            .collect();
        requests.extend(
            [format!("video/{id}"), format!("video/{id}/events"), format!("video/{id}/me"), comment.clone(), format!("{comment}/replies")]
                .map(|path| send(Method::GET, format!("/api/comments/{path}"), None)),
        );
        let named = json!({ "video_id": id });
        let progress = json!({ "video_id": id, "position_seconds": 5, "at": "2026-11-30T10:00:00Z" });
        requests.extend(
            [
                (Method::POST, format!("/api/videos/{id}/report"), json!({ "reason": "spam" })),
                (Method::PUT, format!("/api/videos/{id}/reaction"), json!({ "value": "like" })),
                (Method::POST, format!("/api/videos/{id}/views"), json!({ "played": [] })),
                (Method::POST, "/api/users/favorites".to_owned(), named.clone()),
                (Method::POST, "/api/users/playlists/watch-later/items".to_owned(), named),
                (Method::POST, "/api/users/progress".to_owned(), progress),
                (Method::POST, "/api/comments".to_owned(), json!({ "video_id": id, "body": "otra" })),
                (Method::PUT, format!("/api/comments/{comment}"), json!({ "body": "adiós" })),
                (Method::PUT, format!("/api/comments/{comment}/reaction"), json!({ "value": "like" })),
                (Method::POST, format!("/api/comments/{comment}/report"), json!({ "reason": "spam" })),
            ]
            .map(|(method, path, body)| send(method, path, Some(body))),
        );
        requests
    }
}

/// The cookie of an answer, as a browser sends it back.
fn cookie_of(answer: &Response) -> String {
    let set = answer.headers()[SET_COOKIE].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

#[actix_web::test]
async fn every_route_that_shows_something_of_it_asks_for_the_password() {
    let show = Show::new().await;
    for request in show.requests() {
        let shown = format!("{request:?}");
        let answer = request.send().await.unwrap();
        assert!(!answer.headers().get(CACHE_CONTROL).is_some_and(|control| control.to_str().unwrap().contains("public")), "{shown}");
        let body = answer.text().await.unwrap();
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((&problem["status"], &problem["code"]), (&json!(403), &json!("video-password-required")), "{shown}");
        assert!(!body.contains(TITLE) && !body.contains("hola"), "{shown}");
    }
    let access = show.access(&show.id).await;
    for request in show.requests() {
        let shown = format!("{request:?}");
        let answer = request.header("video-access", &access).send().await.unwrap();
        assert!(answer.status().is_success(), "{} {shown}", answer.status());
        let control = answer.headers().get(CACHE_CONTROL).map(|control| control.to_str().unwrap());
        let nothing_to_keep = control.is_none() && !shown.contains("method: GET");
        assert!(control == Some("private, no-store") || nothing_to_keep, "{control:?} {shown}");
    }
}

#[actix_web::test]
async fn lists_and_other_sites_do_not_tell_of_it() {
    let show = Show::new().await;
    let (site, access) = (&show.site, show.access(&show.id).await);
    let named = json!({ "video_id": show.id });
    let progress = json!({ "video_id": show.id, "position_seconds": 20, "at": "2026-11-30T10:00:00Z" });
    for (method, path, body) in [
        (Method::POST, "favorites", &named),
        (Method::POST, "playlists/watch-later/items", &named),
        (Method::POST, "progress", &progress),
        (Method::PUT, "ana/follow", &json!({})),
    ] {
        let kept = site.request(method, &format!("/api/users/{path}")).json(body).bearer_auth(&show.eve).header("video-access", &access);
        assert!(kept.send().await.unwrap().status().is_success(), "{path}");
    }
    let watch = format!("/watch/{}", show.id);
    let paths = [
        "/api/videos",
        "/api/users/ana/videos",
        "/api/search?q=playa",
        "/api/search/suggest?q=pla",
        "/api/users/favorites",
        "/api/users/playlists/watch-later",
        "/api/users/history",
        "/api/users/continue-watching",
        "/api/users/feed",
        "/feeds/videos.rss",
        "/feeds/users/ana.atom",
        &watch,
    ];
    let told = async |path: &str| {
        let answer = site.get(path).bearer_auth(&show.eve).header("video-access", &access).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let body = answer.text().await.unwrap();
        // Suggestions are in small letters.
        body.to_lowercase().contains(&TITLE.to_lowercase()) || body.contains(&show.id)
    };
    search::maintain(&site.context.search).await.unwrap();
    for path in paths {
        assert!(!told(path).await, "{path}");
    }
    assert!(!sitemap(site).await.contains(&show.id));
    let page = format!("{}/watch/{}", site.context.public_url, show.id);
    for path in [format!("/oembed?url={page}"), format!("/embed/{}", show.id)] {
        assert_eq!(outcome(site.get(&path).send().await.unwrap()).await, (404, "video-not-found".to_owned()), "{path}");
    }

    // Each of them would tell of it, if everybody might see it.
    show.change(&json!({ "visibility": "public" })).await;
    search::maintain(&site.context.search).await.unwrap();
    for path in paths {
        assert!(told(path).await, "{path}");
    }
    assert!(sitemap(site).await.contains(&show.id));
}

/// All parts of the sitemap that there are.
async fn sitemap(site: &Site) -> String {
    let index = site.get("/sitemap.xml").send().await.unwrap().text().await.unwrap();
    let mut all = String::new();
    for part in index.split("/sitemaps/").skip(1) {
        let path = format!("/sitemaps/{}.xml", part.split(".xml").next().unwrap());
        all += &site.get(&path).send().await.unwrap().text().await.unwrap();
    }
    all
}

#[actix_web::test]
async fn the_password_is_never_told() {
    let show = Show::new().await;
    let own = show.site.get(&show.url()).bearer_auth(&show.ana).send().await.unwrap();
    assert_eq!(own.headers()[CACHE_CONTROL], "private, no-store");
    let own = own.text().await.unwrap();
    assert!(own.contains("\"visibility\":\"password\"") && !own.contains(PASSWORD) && !own.contains("argon2"), "{own}");
    let stored = persistence::video::find(&show.site.context.db, show.id.parse().unwrap()).await.unwrap().unwrap().video.lock.unwrap();
    assert!(stored.hash.starts_with("$argon2id$"));
}

#[actix_web::test]
async fn a_browser_gets_a_cookie_for_the_videos_that_it_unlocked() {
    let show = Show::new().await;
    let other = show.site.publish(&show.ana).await;
    let change = json!({ "visibility": "password", "password": PASSWORD });
    let changed = show.site.request(Method::PATCH, &format!("/api/videos/{other}")).bearer_auth(&show.ana).json(&change);
    assert_eq!(changed.send().await.unwrap().status(), 200);

    let first = show.unlock(&show.id, PASSWORD).await;
    let set = first.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    for part in ["claqueta_access=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"] {
        assert!(set.contains(part), "{part} in {set}");
    }
    assert_eq!(first.headers()[CACHE_CONTROL], "private, no-store");
    let held = cookie_of(&first);
    let unlock = show.site.post(&format!("/api/videos/{other}/unlock"), &json!({ "password": PASSWORD })).header(COOKIE, &held);
    let both = cookie_of(&unlock.send().await.unwrap());
    for (id, cookie, status) in [(&show.id, &held, 200), (&other, &held, 403), (&show.id, &both, 200), (&other, &both, 200)] {
        let answer = show.site.get(&format!("/api/videos/{id}")).header(COOKIE, cookie).send().await.unwrap();
        assert_eq!(answer.status(), status, "{id} with {cookie}");
    }
    let foreign = show.site.post(&format!("/api/videos/{other}/unlock"), &json!({ "password": PASSWORD }));
    let foreign = foreign.header("origin", "https://evil.example").send().await.unwrap();
    assert_eq!(outcome(foreign).await, (403, "csrf-rejected".to_owned()));
}

#[actix_web::test]
async fn only_a_fresh_access_to_this_video_and_this_password_opens_it() {
    let show = Show::new().await;
    let locked = (403, "video-password-required".to_owned());
    let access = show.access(&show.id).await;
    assert_eq!(show.seen(&access).await.0, 200);

    let other = show.site.publish(&show.ana).await;
    let change = json!({ "visibility": "password", "password": PASSWORD });
    show.site.request(Method::PATCH, &format!("/api/videos/{other}")).bearer_auth(&show.ana).json(&change).send().await.unwrap();
    for wrong in ["", "rubbish", &access[1..], &show.access(&other).await, &expired(&show).await] {
        assert_eq!(show.seen(wrong).await, locked, "{wrong}");
    }
    show.change(&json!({ "title": TITLE, "password": "otra cosa" })).await;
    assert_eq!(show.seen(&access).await, locked, "the password changed");
    assert_eq!(outcome(show.unlock(&show.id, PASSWORD).await).await, (403, "wrong-video-password".to_owned()));
}

/// An access to the video that was given yesterday.
async fn expired(show: &Show) -> String {
    let context = &show.site.context;
    let id: VideoId = show.id.parse().unwrap();
    let lock: LockId = persistence::video::find(&context.db, id).await.unwrap().unwrap().video.lock.unwrap().id;
    let mut ctx = context.auth.clone();
    ctx.clock = Arc::new(Stopped(context.clock.now().minus(Duration::from_hours(24))));
    video_locks::grant(&ctx, lock, None).unwrap().ticket
}

struct Stopped(Timestamp);

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[actix_web::test]
async fn guesses_run_out_and_the_answer_tells_for_how_long() {
    let show = Show::new().await;
    for _ in 0..10 {
        assert_eq!(outcome(show.unlock(&show.id, "wrong").await).await, (403, "wrong-video-password".to_owned()));
    }
    let refused = show.unlock(&show.id, PASSWORD).await;
    let seconds: u64 = refused.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(outcome(refused).await, (429, "rate-limited".to_owned()));
}

#[actix_web::test]
async fn media_plays_with_a_token_which_ends_with_the_password() {
    let show = Show::new().await;
    let (site, id) = (&show.site, show.id.parse::<VideoId>().unwrap());
    let generation = persistence::video::find(&site.context.db, id).await.unwrap().unwrap().video.generation.unwrap();
    let key = Prefix::generation(id, generation).resolve("v720/1.m4s").unwrap();
    site.context.pipeline.store.put_bytes(&key, Bytes::from_static(b"segment")).await.unwrap();

    let segment = async || {
        let request = site.get(&format!("{}/playback", show.url())).header("video-access", show.access(&show.id).await);
        let playback: Value = request.send().await.unwrap().json().await.unwrap();
        assert!(playback["expires_at"].is_string());
        playback["hls_url"].as_str().unwrap().replace("master.m3u8", "v720/1.m4s")
    };
    let status = async |url: &str| site.get(url).send().await.unwrap().status().as_u16();
    let first = segment().await;
    assert!(first.starts_with("/media/s/"));
    assert_eq!((status(&first).await, status(&format!("/media/{id}/{generation}/v720/1.m4s")).await), (200, 404));

    show.change(&json!({ "password": PASSWORD })).await;
    assert_eq!(status(&first).await, 404, "the same password, set anew");
    let second = segment().await;
    assert_eq!(status(&second).await, 200);
    show.change(&json!({ "visibility": "private" })).await;
    assert_eq!(status(&second).await, 404);
}

#[actix_web::test]
async fn what_does_not_go_together_is_named() {
    let show = Show::new().await;
    for (body, pointer, code) in [
        (json!({ "password": "luz" }), "/password", "too-short"),
        (json!({ "password": "x".repeat(129) }), "/password", "too-long"),
        (json!({ "password": null }), "/password", "wrong-type"),
        (json!({ "visibility": "public", "password": PASSWORD }), "/password", "not-password"),
        (json!({ "visibility": "scheduled", "publish_at": "2099-01-01T00:00:00Z", "password": PASSWORD }), "/password", "not-password"),
        (json!({ "publish_at": "2099-01-01T00:00:00Z" }), "/publish_at", "not-scheduled"),
    ] {
        let answer = show.patch(&body).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{body}");
        assert_eq!(faults(answer).await, [(pointer.to_owned(), code.to_owned())], "{body}");
    }
    let list = show.site.post("/api/users/playlists", &json!({ "title": "x", "visibility": "password" })).bearer_auth(&show.eve);
    assert_eq!(faults(list.send().await.unwrap()).await, [("/visibility".to_owned(), "unknown-value".to_owned())]);
    show.change(&json!({ "visibility": "public" })).await;
    assert_eq!(outcome(show.unlock(&show.id, PASSWORD).await).await, (409, "video-without-password".to_owned()));
    let unknown = show.unlock("0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e", PASSWORD).await;
    assert_eq!(outcome(unknown).await, (404, "video-not-found".to_owned()));
}
