//! A site on which everything has been done so many times, by as many people.

use crate::support::Site;
use domain::id::{AuditEventId, IdentityId, MailId, PasskeyId, UserId, VideoId};
use domain::identity::Identity;
use domain::locale::Locale;
use domain::mail::{Letter, Mail};
use domain::passkey::Passkey;
use domain::user::{Password, Register, Role};
use persistence::testing::World;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Tokens by handle, and what addresses name, by the word that stands for it in the table.
pub(crate) struct Filled {
    pub(crate) tokens: HashMap<&'static str, String>,
    pub(crate) names: HashMap<&'static str, String>,
}

/// Does everything `count` times.
pub(crate) async fn fill(site: &Site, count: usize) -> Filled {
    let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
    let (email, handle) = ("jefa@example.org".to_owned(), "jefa".to_owned());
    let form = Register { email, handle, password: Password::new("tres tristes tigres"), display_name: None, invitation: None };
    auth::accounts::create(&site.context.auth, form, Role::Admin).await.unwrap();
    let jefa = token(site, "jefa").await;
    let film = publish(site, &ana, json!({ "title": "film", "visibility": "public", "tags": ["sea"] })).await;
    let list = id(&send(site, Method::POST, "/api/users/playlists", &eve, json!({ "title": "best", "visibility": "public" })).await);
    let first = say(site, &eve, &film, "first", None).await;
    let mut names = HashMap::new();
    let mut videos = Vec::new();
    send(site, Method::PUT, "/api/users/ana/follow", &eve, Value::Null).await;
    for n in 0..count {
        let handle = format!("fan_{n}");
        let fan = site.someone(&handle).await;
        videos.push(a_video(site, n, &ana, &eve, &list).await);
        send(site, Method::PUT, "/api/users/ana/follow", &fan, Value::Null).await;
        say(site, &fan, &film, &format!("@eve, @{handle}: {n}"), None).await;
        say(site, &fan, &film, &format!("@ana {n}"), Some(&first)).await;
        say(site, &eve, &film, &format!("@ana {n}"), None).await;
        send(site, Method::PUT, &format!("/api/comments/{first}"), &eve, json!({ "body": format!("wording {n}") })).await;
        send(site, Method::POST, &format!("/api/videos/{film}/report"), &fan, json!({ "reason": "spam" })).await;
        let category = json!({ "name_en": format!("c{n}"), "name_es": format!("c{n}"), "position": 0 });
        send(site, Method::PUT, &format!("/api/admin/categories/c{n}"), &jefa, category).await;
        send(site, Method::POST, "/api/admin/invitations", &jefa, json!({ "role": "viewer", "expires_in_days": 1 })).await;
        send(site, Method::POST, "/api/auth/keys", &ana, json!({ "name": format!("k{n}"), "scopes": ["videos:read"] })).await;
        part_of_a_file(site, &ana).await;
        token(site, "ana").await;
        captions(site, &film, n, &ana).await;
    }
    let chapters: Vec<Value> = (0..count).map(|n| json!({ "start_seconds": n, "title": format!("c{n}") })).collect();
    send(site, Method::PUT, &format!("/api/videos/{film}/chapters"), &ana, json!({ "items": chapters })).await;
    send(site, Method::PATCH, &format!("/api/videos/{film}"), &ana, json!({ "comments": "approval" })).await;
    for n in 0..count {
        let fan = token(site, &format!("fan_{n}")).await;
        say(site, &fan, &film, &format!("held, @eve {n}"), None).await;
        send(site, Method::PUT, &format!("/api/users/fan_{n}/block"), &ana, Value::Null).await;
    }
    let me: Value = site.get("/api/users/profile").bearer_auth(&ana).send().await.unwrap().json().await.unwrap();
    let user = me["id"].as_str().unwrap().to_owned();
    rows(site, UserId(user.parse().unwrap()), count).await;
    search::maintain(&site.context.search).await.unwrap();
    let part = site.get("/sitemap.xml").send().await.unwrap().text().await.unwrap();
    let part = part.split("/sitemaps/").nth(1).unwrap().split(".xml").next().unwrap().to_owned();
    let page = format!("{}/watch/{film}", site.context.public_url);
    let page = form_urlencoded::byte_serialize(page.as_bytes()).collect();
    names.extend([("film", film), ("list", list), ("comment", first), ("user", user), ("part", part), ("page", page)]);
    names.insert("videos", videos.join(","));
    Filled { tokens: [("ana", ana), ("eve", eve), ("jefa", jefa)].into(), names }
}

/// An upload that stays unfinished and makes no draft.
async fn part_of_a_file(site: &Site, owner: &str) {
    let request = site.request(Method::POST, "/api/upload").bearer_auth(owner).header("tus-resumable", "1.0.0");
    let answer = request.header("upload-length", 2).header("upload-concat", "partial").send().await.unwrap();
    assert_eq!(answer.status(), 201);
}

/// A video that eve keeps, began to watch and put into lists.
async fn a_video(site: &Site, n: usize, ana: &str, eve: &str, list: &str) -> String {
    let words = json!({ "title": format!("film {n}"), "visibility": "public", "tags": [format!("tag{n}"), "sea"], "category": "film" });
    let video = publish(site, ana, words).await;
    let at = site.context.clock.now().to_string();
    send(site, Method::POST, "/api/users/favorites", eve, json!({ "video_id": video })).await;
    send(site, Method::POST, "/api/users/progress", eve, json!({ "video_id": video, "position_seconds": 9, "at": at })).await;
    send(site, Method::POST, "/api/users/playlists", eve, json!({ "title": format!("list {n}"), "visibility": "public" })).await;
    send(site, Method::POST, &format!("/api/users/playlists/{list}/items"), eve, json!({ "video_id": video })).await;
    video
}

async fn captions(site: &Site, film: &str, n: usize, token: &str) {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n).unwrap());
    let path = format!("/api/videos/{film}/captions/{}{}", letter(n / 26), letter(n % 26));
    let file = "WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n";
    let put = site.request(Method::PUT, &path).bearer_auth(token).header("content-type", "text/vtt").body(file).send().await.unwrap();
    assert_eq!(put.status(), 201, "{path}");
}

/// What takes an authenticator, a provider or a worker to come about.
async fn rows(site: &Site, user_id: UserId, count: usize) {
    let context = &site.context;
    let now = context.clock.now();
    let tx = context.db.begin_write().await.unwrap();
    for n in 0..count {
        let passkey = Passkey {
            id: PasskeyId(context.ids.uuid(now)),
            user_id,
            credential_id: n.to_be_bytes().to_vec(),
            public_key: vec![1],
            sign_count: 0,
            backup_eligible: false,
            backed_up: false,
            transports: Vec::new(),
            name: format!("phone {n}"),
            created_at: now,
            last_used_at: None,
        };
        assert!(persistence::passkey::insert(&tx, &passkey).await.unwrap());
        let identity = Identity {
            id: IdentityId(context.ids.uuid(now)),
            user_id,
            provider: format!("corp{n}"),
            issuer: format!("https://corp{n}.example"),
            subject: "ana".to_owned(),
            email: None,
            name: None,
            created_at: now,
            last_used_at: now,
        };
        assert!(persistence::identity::insert(&tx, &identity).await.unwrap());
        let mail = Mail::new(MailId(context.ids.uuid(now)), Some(user_id), "ana@example.org", Letter::Approved, Locale::English, now);
        persistence::mail::insert(&tx, &mail).await.unwrap();
        persistence::mail::sent(&tx, mail.id, now).await.unwrap();
        let event = domain::audit::Event::on_user(AuditEventId(context.ids.uuid(now)), "user.logged-out", Some(user_id), user_id, now);
        persistence::audit::insert(&tx, &event).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn token(site: &Site, handle: &str) -> String {
    site.login(handle).await["access_token"].as_str().unwrap().to_owned()
}

/// A public video that can be watched, without a file.
async fn publish(site: &Site, token: &str, words: Value) -> String {
    let video = id(&send(site, Method::POST, "/api/videos", token, words).await);
    let world = World::over(&site.context.db);
    world.clock.set(site.context.clock.now());
    world.finish(VideoId(video.parse().unwrap()), 60_000).await;
    video
}

async fn say(site: &Site, token: &str, video: &str, body: &str, parent: Option<&str>) -> String {
    id(&send(site, Method::POST, "/api/comments", token, json!({ "video_id": video, "body": body, "parent_id": parent })).await)
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

async fn send(site: &Site, method: Method, path: &str, token: &str, body: Value) -> Value {
    let request = site.request(method, path).bearer_auth(token);
    let answer = if body.is_null() { request } else { request.json(&body) }.send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert!(status.is_success(), "{path}: {status} {text}");
    serde_json::from_str(&text).unwrap_or_default()
}
