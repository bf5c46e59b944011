//! New comments as server-sent events, over a socket that stays open.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod support;

use domain::Timestamp;
use domain::user::User;
use persistence::testing::postgres_url;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::time::Duration;
use support::{Site, outcome};
use tokio::time::timeout;

/// What "soon" is, with room for a busy machine; far less than the time after which an idle stream says something.
const SOON: Duration = Duration::from_secs(10);

/// A stream that is being read.
struct Stream {
    answer: Response,
    read: String,
}

/// One event.
#[derive(Debug, PartialEq)]
struct Event {
    id: String,
    name: String,
    data: Value,
}

impl Stream {
    async fn open(site: &Site, video: &str, token: Option<&String>, last: Option<&str>) -> Self {
        let mut request = site.get(&format!("/api/comments/video/{video}/events")).header("accept", "text/event-stream");
        request = if let Some(token) = token { request.bearer_auth(token) } else { request };
        request = if let Some(last) = last { request.header("last-event-id", last) } else { request };
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["cache-control"], "private, no-store");
        assert_eq!(answer.headers()["x-accel-buffering"], "no");
        assert!(answer.headers().get("content-encoding").is_none_or(|coding| coding == "identity"), "a compressor would hold it back");
        let mut stream = Self { answer, read: String::new() };
        assert_eq!(stream.block().await.as_deref(), Some(": listening"));
        stream
    }

    /// The next block of lines; `None` at the end of the stream.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.read = rest;
                return Some(block);
            }
            let more = timeout(SOON, self.answer.chunk()).await.unwrap().unwrap()?;
            self.read.push_str(std::str::from_utf8(&more).unwrap());
        }
    }

    async fn event(&mut self) -> Event {
        let block = self.block().await.unwrap();
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{block}")).to_owned();
        Event { id: field("id: "), name: field("event: "), data: serde_json::from_str(&field("data: ")).unwrap() }
    }

    /// Whether it ends soon, and says nothing before.
    async fn ends(mut self) -> bool {
        self.block().await.is_none()
    }
}

async fn say(site: &Site, token: &str, video: &str, body: &str) -> Value {
    let answer = site.post("/api/comments", &json!({ "video_id": video, "body": body })).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

async fn edit(site: &Site, token: &str, video: &str, patch: Value) {
    let patch = site.request(Method::PATCH, &format!("/api/videos/{video}")).bearer_auth(token).json(&patch);
    assert_eq!(patch.send().await.unwrap().status(), 200);
}

#[actix_web::test]
async fn what_is_said_is_heard_on_sqlite() {
    heard(Site::start().await).await;
}

#[actix_web::test]
async fn what_is_said_is_heard_on_postgresql() {
    let url = postgres_url().await;
    heard(Site::start_with(|settings| settings.database.url = url).await).await;
}

async fn heard(site: Site) {
    let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
    let video = site.publish(&ana).await;
    say(&site, &eve, &video, "before").await;
    let mut nobody = Stream::open(&site, &video, None, None).await;
    let mut kept = Stream::open(&site, &video, Some(&ana), None).await;
    let mut ids = Vec::new();
    for body in ["one", "two"] {
        let made = say(&site, &eve, &video, body).await;
        for stream in [&mut nobody, &mut kept] {
            let event = stream.event().await;
            assert_eq!((event.name.as_str(), &event.data), ("comment", &made), "as the list shows it");
            ids.push(event.id);
        }
    }
    assert_eq!((&ids[0], &ids[2]), (&ids[1], &ids[3]), "one place in one order, whoever listens");
    drop(nobody);

    // Who comes again is told what came since, and nothing twice.
    let three = say(&site, &eve, &video, "three").await;
    let mut again = Stream::open(&site, &video, None, Some(ids[0].as_str())).await;
    let missed = [again.event().await, again.event().await];
    assert_eq!(missed.iter().map(|event| event.data["body"].as_str().unwrap()).collect::<Vec<_>>(), ["two", "three"]);
    assert_eq!((&missed[0].id, &missed[1].data), (&ids[2], &three));
    assert_eq!(kept.event().await.data, three, "said to all who listened then: who comes now is not told");
    let mut strange = Stream::open(&site, &video, None, Some("nonsense")).await;

    // What waits for approval is heard when everybody can read it.
    edit(&site, &ana, &video, json!({ "comments": "approval" })).await;
    let held = say(&site, &eve, &video, "held").await;
    assert_eq!(held["state"], "held");
    let own = say(&site, &ana, &video, "four").await;
    assert_eq!((again.event().await.data, strange.event().await.data["id"].clone()), (own.clone(), own["id"].clone()));
    let approve = site.request(Method::PUT, &format!("/api/comments/{}/approval", held["id"].as_str().unwrap())).bearer_auth(&ana);
    assert_eq!(approve.send().await.unwrap().status(), 204);
    let told = again.event().await.data;
    assert_eq!((&told["id"], &told["state"]), (&held["id"], &json!("visible")));
}

#[actix_web::test]
async fn only_who_may_see_the_video_may_listen() {
    let site = Site::start().await;
    let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
    let video = site.publish(&ana).await;
    let path = format!("/api/comments/video/{video}/events");
    let (public, owner) = (Stream::open(&site, &video, Some(&eve), None).await, Stream::open(&site, &video, Some(&ana), None).await);
    let nobody = Stream::open(&site, &video, None, None).await;
    edit(&site, &ana, &video, json!({ "visibility": "private" })).await;
    for token in [None, Some(&eve)] {
        let request = site.get(&path);
        let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
        assert_eq!(outcome(request.send().await.unwrap()).await, (404, "video-not-found".to_owned()));
    }
    assert!(public.ends().await, "whoever may not see the video any more hears no more");
    assert!(nobody.ends().await);
    let mut owner = owner;
    let made = say(&site, &ana, &video, "to myself").await;
    assert_eq!(owner.event().await.data, made);
    assert_eq!(outcome(site.get(&path).bearer_auth("nonsense").send().await.unwrap()).await, (401, "token-invalid".to_owned()));
    let gone = "/api/comments/video/0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e/events";
    assert_eq!(outcome(site.get(gone).send().await.unwrap()).await, (404, "video-not-found".to_owned()));
}

#[actix_web::test]
async fn a_stream_ends_with_the_account_the_session_the_key_and_the_server() {
    let site = Site::start().await;
    let ana = site.someone("ana").await;
    let video = site.publish(&ana).await;
    for (handle, change) in [
        ("suspendida", (|user, now| user.suspended_at = Some(now)) as fn(&mut User, Timestamp)),
        ("borrada", |user, now| user.deleted_at = Some(now)),
    ] {
        let token = site.someone(handle).await;
        let stream = Stream::open(&site, &video, Some(&token), None).await;
        site.befall(handle, change).await;
        assert!(stream.ends().await, "{handle}");
    }
    let eve = site.someone("eve").await;
    let form = json!({ "name": "x", "scopes": ["videos:read"] });
    let key: Value = site.post("/api/auth/keys", &form).bearer_auth(&eve).send().await.unwrap().json().await.unwrap();
    let secret = key["key"].as_str().unwrap().to_owned();
    let by_key = Stream::open(&site, &video, Some(&secret), None).await;
    let revoke = site.request(Method::DELETE, &format!("/api/auth/keys/{}", key["id"].as_str().unwrap())).bearer_auth(&eve);
    assert_eq!(revoke.send().await.unwrap().status(), 204);
    assert!(by_key.ends().await);
    let by_session = Stream::open(&site, &video, Some(&eve), None).await;
    assert_eq!(site.post("/api/auth/logout", &json!(null)).bearer_auth(&eve).send().await.unwrap().status(), 204);
    assert!(by_session.ends().await);
    let open = Stream::open(&site, &video, None, None).await;
    let stopping = actix_web::rt::spawn(site.stop());
    assert!(open.ends().await, "a server that stops waits for nobody who listens");
    stopping.await.unwrap();
}
