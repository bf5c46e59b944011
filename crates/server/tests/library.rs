//! What a viewer keeps, over HTTP.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use domain::video::{CreateVideo, MediaFacts, MediaKind, Pictures, Video, Visibility};
use reqwest::Method;
use serde_json::{Value, json};
use support::{Site, body_of, faults, outcome};

/// A public video, a minute long, of the account with this handle.
async fn publish(site: &Site, handle: &str, title: &str) -> String {
    let owner = persistence::user::find_by_handle_key(&site.context.db, handle).await.unwrap().unwrap().id;
    let (ids, now) = (&site.context.ids, site.context.clock.now());
    let command = CreateVideo { visibility: Visibility::Public, ..CreateVideo::for_file(title) };
    let mut video = Video::draft(domain::id::VideoId(ids.uuid(now)), owner, command, now);
    let media = MediaFacts { kind: MediaKind::Video, duration_ms: 60_000, width: Some(640), height: Some(360) };
    video.finished(domain::id::GenerationId(ids.uuid(now)), media, Pictures::default(), now);
    let tx = site.context.db.begin_write().await.unwrap();
    persistence::video::insert(&tx, &video).await.unwrap();
    tx.commit().await.unwrap();
    video.id.to_string()
}

#[actix_web::test]
async fn a_video_is_liked_kept_and_gone_on_with() {
    let site = Site::start().await;
    let (_, eve) = (site.someone("ana").await, site.someone("eve").await);
    let video = publish(&site, "ana", "Una tarde").await;
    let me = async || body_of(site.get(&format!("/api/videos/{video}/me")).bearer_auth(&eve).send().await.unwrap()).await;
    let nothing =
        json!({ "reaction": "none", "favorite": false, "progress": null, "playlists": [], "following": false, "may_edit": false });
    assert_eq!(me().await, nothing);

    let react = |value: &str| {
        site.request(Method::PUT, &format!("/api/videos/{video}/reaction")).bearer_auth(&eve).json(&json!({ "value": value }))
    };
    assert_eq!(body_of(react("like").send().await.unwrap()).await, json!({ "value": "like", "counts": { "likes": 1, "dislikes": 0 } }));
    assert_eq!(body_of(react("like").send().await.unwrap()).await["counts"]["likes"], 1);
    assert_eq!(faults(react("love").send().await.unwrap()).await, [("/value".to_owned(), "unknown-value".to_owned())]);
    let public = body_of(site.get(&format!("/api/videos/{video}")).send().await.unwrap()).await;
    assert_eq!(public["counts"]["likes"], 1);

    let keep = site.post("/api/users/favorites", &json!({ "video_id": video })).bearer_auth(&eve).send().await.unwrap();
    assert_eq!((keep.status().as_u16(), keep.headers()["cache-control"].to_str().unwrap()), (200, "private, no-store"));
    let kept = body_of(site.get("/api/users/favorites").bearer_auth(&eve).send().await.unwrap()).await;
    assert_eq!((kept["items"][0]["video"]["id"].as_str(), kept["items"][0]["added_at"].is_string()), (Some(video.as_str()), true));

    let at = site.context.clock.now().to_string();
    let report = json!({ "video_id": video, "position_seconds": 12.5, "at": at });
    assert_eq!(site.post("/api/users/progress", &report).bearer_auth(&eve).send().await.unwrap().status(), 204);
    let now = me().await;
    assert_eq!((&now["reaction"], &now["favorite"]), (&json!("like"), &json!(true)));
    assert_eq!(now["progress"], json!({ "position_seconds": 12.5, "finished": false, "at": at }));
    for (path, member) in [("continue-watching", "progress"), ("history", "watched_at")] {
        let list = body_of(site.get(&format!("/api/users/{path}")).bearer_auth(&eve).send().await.unwrap()).await;
        assert!(list["items"][0]["video"]["title"] == "Una tarde" && !list["items"][0][member].is_null(), "{path}: {list}");
    }
    let asked = body_of(site.get(&format!("/api/users/progress?video_ids={video}")).bearer_auth(&eve).send().await.unwrap()).await;
    assert_eq!(asked["items"][0]["position_seconds"], 12.5);
    assert_eq!(site.get("/api/users/progress?video_ids=x").bearer_auth(&eve).send().await.unwrap().status(), 422);

    let remove = |path: String| site.request(Method::DELETE, &path).bearer_auth(&eve);
    for _ in 0..2 {
        assert_eq!(remove(format!("/api/users/favorites/{video}")).send().await.unwrap().status(), 204);
        assert_eq!(remove(format!("/api/users/history/{video}")).send().await.unwrap().status(), 204);
    }
    assert_eq!(remove("/api/users/history".to_owned()).send().await.unwrap().status(), 204);
    react("none").send().await.unwrap();
    assert_eq!(me().await, nothing);
}

#[actix_web::test]
async fn a_page_that_is_left_can_tell_where_it_was() {
    let site = Site::start().await;
    site.register("ana").await;
    let video = publish(&site, "ana", "Una tarde").await;
    let credentials = json!({ "email_or_handle": "ana", "password": "tres tristes tigres" });
    let signed_in = site.post("/api/auth/login", &credentials).header("origin", &site.base).send().await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let beacon = |origin: &str, position: &str| {
        let at = site.context.clock.now();
        let body = format!(r#"{{"items":[{{"video_id":"{video}","position_seconds":{position},"at":"{at}"}}]}}"#);
        let request = site.request(Method::POST, "/api/users/progress").header("cookie", &cookie).header("origin", origin);
        request.header("content-type", "text/plain;charset=UTF-8").body(body)
    };
    assert_eq!(beacon(&site.base, "30").send().await.unwrap().status(), 204);
    let foreign = beacon("https://evil.example", "40").send().await.unwrap();
    assert_eq!(outcome(foreign).await, (403, "csrf-rejected".to_owned()));
    let seen = body_of(site.get(&format!("/api/videos/{video}/me")).header("cookie", &cookie).send().await.unwrap()).await;
    assert_eq!(seen["progress"]["position_seconds"], 30.0);
    for (position, status) in [("-1", 422), ("\"NaN\"", 422), ("NaN", 400), ("1e999", 400), ("null", 422)] {
        assert_eq!(beacon(&site.base, position).send().await.unwrap().status(), status, "{position}");
    }
    assert_eq!(faults(beacon(&site.base, "-1").send().await.unwrap()).await[0].0, "/items/0/position_seconds");
}

#[actix_web::test]
async fn what_is_not_there_is_404_and_what_is_ones_own_needs_an_account() {
    let site = Site::start().await;
    let eve = site.someone("eve").await;
    let gone = "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e";
    let like = site.request(Method::PUT, &format!("/api/videos/{gone}/reaction")).bearer_auth(&eve).json(&json!({ "value": "like" }));
    assert_eq!(outcome(like.send().await.unwrap()).await, (404, "video-not-found".to_owned()));
    let keep = site.post("/api/users/favorites", &json!({ "video_id": gone })).bearer_auth(&eve);
    assert_eq!(outcome(keep.send().await.unwrap()).await, (404, "video-not-found".to_owned()));
    for path in ["favorites", "history", "continue-watching", "progress?video_ids="] {
        assert_eq!(site.get(&format!("/api/users/{path}")).send().await.unwrap().status(), 401, "{path}");
    }
    let paused = site.request(Method::PUT, "/api/users/history/paused").bearer_auth(&eve).json(&json!({ "paused": true }));
    assert_eq!(body_of(paused.send().await.unwrap()).await, json!({ "paused": true }));
    assert_eq!(body_of(site.get("/api/users/history").bearer_auth(&eve).send().await.unwrap()).await["paused"], true);
}

#[actix_web::test]
async fn a_playlist_is_put_together_and_shown() {
    let site = Site::start().await;
    let (_, eve) = (site.someone("ana").await, site.someone("eve").await);
    let mut videos = Vec::new();
    for n in 0..3 {
        videos.push(publish(&site, "ana", &format!("film {n}")).await);
    }
    let words = json!({ "title": "Para el domingo", "visibility": "public" });
    let made = site.post("/api/users/playlists", &words).bearer_auth(&eve).send().await.unwrap();
    assert_eq!(made.status(), 201);
    let url = made.headers()["location"].to_str().unwrap().to_owned();
    let add = |body: Value| site.post(&format!("{url}/items"), &body).bearer_auth(&eve);
    let mut items = Vec::new();
    for video in &videos {
        items.push(body_of(add(json!({ "video_id": video })).send().await.unwrap()).await["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(body_of(add(json!({ "video_id": videos[0], "after": null })).send().await.unwrap()).await["id"], items[0].as_str());
    let patch = |item: &str, body: Value| site.request(Method::PATCH, &format!("{url}/items/{item}")).bearer_auth(&eve).json(&body);
    assert_eq!(patch(&items[2], json!({ "after": null })).send().await.unwrap().status(), 204);
    assert_eq!(faults(patch(&items[2], json!({})).send().await.unwrap()).await, [("/after".to_owned(), "required".to_owned())]);
    assert_eq!(outcome(patch(&items[2], json!({ "after": videos[0] })).send().await.unwrap()).await.1, "playlist-item-not-found");

    let shown = site.get(&format!("{url}?limit=2")).send().await.unwrap();
    assert_eq!(shown.headers()["cache-control"], "public, no-cache");
    assert!(shown.headers()["link"].to_str().unwrap().contains("cursor="));
    let etag = shown.headers()["etag"].clone();
    let list = body_of(shown).await;
    let ids: Vec<&str> = list["items"]["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [&items[2], &items[0]]);
    assert_eq!((&list["items_count"], &list["kind"], &list["owner"]["handle"]), (&json!(3), &json!("normal"), &json!("eve")));
    let rest = body_of(site.get(&format!("{url}?cursor={}", list["items"]["next_cursor"].as_str().unwrap())).send().await.unwrap()).await;
    assert_eq!((&rest["items"]["items"][0]["id"], &rest["items"]["next_cursor"]), (&json!(items[1]), &Value::Null));
    assert_eq!(site.get(&format!("{url}?limit=2")).header("if-none-match", &etag).send().await.unwrap().status(), 304);
    site.request(Method::PUT, &format!("/api/videos/{}/reaction", videos[2]))
        .bearer_auth(&eve)
        .json(&json!({ "value": "like" }))
        .send()
        .await
        .unwrap();
    assert_eq!(
        site.get(&format!("{url}?limit=2")).header("if-none-match", &etag).send().await.unwrap().status(),
        200,
        "what is shown has changed"
    );
    let put = |tag: &str| {
        site.request(Method::PUT, &url).bearer_auth(&eve).header("if-match", tag).json(&json!({ "title": "Otra", "visibility": "private" }))
    };
    assert_eq!(put(etag.to_str().unwrap()).send().await.unwrap().status(), 200, "the version has not");
    assert_eq!(outcome(put(etag.to_str().unwrap()).send().await.unwrap()).await, (412, "stale".to_owned()));
    assert_eq!(outcome(site.get(&url).send().await.unwrap()).await, (404, "playlist-not-found".to_owned()));

    let later =
        site.post("/api/users/playlists/watch-later/items", &json!({ "video_id": videos[1] })).bearer_auth(&eve).send().await.unwrap();
    assert_eq!(later.status(), 200);
    let later = body_of(site.get("/api/users/playlists/watch-later").bearer_auth(&eve).send().await.unwrap()).await;
    assert_eq!((&later["kind"], &later["items"]["items"][0]["video"]["id"]), (&json!("watch-later"), &json!(videos[1])));
    let mine = body_of(site.get("/api/users/playlists").bearer_auth(&eve).send().await.unwrap()).await;
    assert_eq!(mine["items"].as_array().unwrap().len(), 2);
    assert!(body_of(site.get("/api/users/eve/playlists").send().await.unwrap()).await["items"].as_array().unwrap().is_empty());
    let delete = |path: &str| site.request(Method::DELETE, path).bearer_auth(&eve);
    let stays = delete(&format!("/api/users/playlists/{}", later["id"].as_str().unwrap())).send().await.unwrap();
    assert_eq!(outcome(stays).await, (409, "watch-later-stays".to_owned()));
    assert_eq!(delete(&format!("{url}/items/{}", items[0])).send().await.unwrap().status(), 204);
    assert_eq!(delete(&url).send().await.unwrap().status(), 204);
    assert_eq!(delete(&url).send().await.unwrap().status(), 404);
}

#[actix_web::test]
async fn people_follow_each_other_and_are_told() {
    let site = Site::start().await;
    let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
    let follow = |method| site.request(method, "/api/users/Ana/follow").bearer_auth(&eve);
    for _ in 0..2 {
        assert_eq!(follow(Method::PUT).send().await.unwrap().status(), 204);
    }
    assert_eq!(body_of(follow(Method::GET).send().await.unwrap()).await, json!({ "following": true }));
    let own = site.request(Method::PUT, "/api/users/ana/follow").bearer_auth(&ana).send().await.unwrap();
    assert_eq!(outcome(own).await, (422, "cannot-follow-yourself".to_owned()));
    publish(&site, "ana", "Una tarde").await;
    let profile = body_of(site.get("/api/users/ana").send().await.unwrap()).await;
    assert_eq!((&profile["followers"], &profile["videos"]), (&json!(1), &json!(1)));
    let feed = body_of(site.get("/api/users/feed").bearer_auth(&eve).send().await.unwrap()).await;
    assert_eq!(feed["items"][0]["video"]["title"], "Una tarde");
    assert_eq!(body_of(site.get("/api/users/ana/followers").send().await.unwrap()).await["items"][0]["user"]["handle"], "eve");

    let inbox = body_of(site.get("/api/users/notifications?unread=true").bearer_auth(&ana).send().await.unwrap()).await;
    assert_eq!(
        (&inbox["unread"], &inbox["items"][0]["kind"], &inbox["items"][0]["actor"]["handle"]),
        (&json!(1), &json!("follow"), &json!("eve"))
    );
    let read = |body: Value| site.post("/api/users/notifications/read", &body).bearer_auth(&ana);
    assert_eq!(read(json!({})).send().await.unwrap().status(), 422);
    assert_eq!(read(json!({ "up_to": inbox["items"][0]["id"] })).send().await.unwrap().status(), 204);
    assert_eq!(body_of(site.get("/api/users/notifications").bearer_auth(&ana).send().await.unwrap()).await["unread"], 0);
    let preferences = "/api/users/notifications/preferences";
    let put = site.request(Method::PUT, preferences).bearer_auth(&ana).json(&json!({ "kinds": { "follow": false } }));
    assert_eq!(put.send().await.unwrap().status(), 200);
    let kinds = body_of(site.get(preferences).bearer_auth(&ana).send().await.unwrap()).await;
    assert_eq!((&kinds["kinds"]["follow"], &kinds["kinds"]["comment-heart"]), (&json!(false), &json!(true)));

    let hide = site.request(Method::PATCH, "/api/users/profile").bearer_auth(&ana).json(&json!({ "hide_followers": true }));
    assert_eq!(body_of(hide.send().await.unwrap()).await["hide_followers"], true);
    assert!(body_of(site.get("/api/users/ana").send().await.unwrap()).await["followers"].is_null());
    let hidden = site.get("/api/users/ana/followers").bearer_auth(&eve).send().await.unwrap();
    assert_eq!(outcome(hidden).await, (403, "followers-hidden".to_owned()));
    assert_eq!(site.get("/api/users/ana/followers").bearer_auth(&ana).send().await.unwrap().status(), 200);
    for _ in 0..2 {
        assert_eq!(follow(Method::DELETE).send().await.unwrap().status(), 204);
    }
    assert_eq!(body_of(follow(Method::GET).send().await.unwrap()).await, json!({ "following": false }));
}
