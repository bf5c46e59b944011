//! The main job from end to end: an account, a file, a video that plays, and its end.

use futures_util::StreamExt;
use serde_json::{Value, json};
use std::time::Duration;
use tests::film::{self, Master, Playlist};
use tests::person::{ENCODE, text};
use tests::{Api, Backend, Person, Server, clip, probe, tus, wait};

tests::on_both_backends! {
    /// Register, sign in, upload, watch the progress, play, list, open, change, delete, restore.
    async fn a_file_becomes_a_video_that_plays(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let anybody = server.api();
        let clip = clip::film(&server.media(), 6.0);

        let video = ana.draft("Mi película", "public").await;
        anybody.get(&format!("/api/videos/{video}")).await.problem(404, "video-not-found");
        let events = tokio::spawn(follow(ana.clone(), video.clone()));
        ana.upload(&video, &clip).await;
        ana.until_playable(&video).await;
        ana.until_ready(&video).await;
        progress_was_told(&events.await.expect("the events"));

        let seen = anybody.get(&format!("/api/videos/{video}")).await.expect(200);
        let view = seen.json();
        assert_eq!((&view["state"], &view["playable"], &view["title"]), (&json!("ready"), &json!(true), &json!("Mi película")));
        assert_eq!((&view["width"], &view["height"], &view["kind"]), (&json!(640), &json!(360), &json!("video")));
        assert!((view["duration_seconds"].as_f64().unwrap() - 6.0).abs() < 0.05, "{view}");
        assert!(listed(&anybody, "/api/videos").await.contains(&video));
        assert!(listed(&ana.api, "/api/videos/mine").await.contains(&video));

        let playback = anybody.get(&format!("/api/videos/{video}/playback")).await.expect(200).json();
        assert_eq!((&playback["growing"], &playback["expires_at"]), (&json!(false), &Value::Null));
        let addresses = every_address(&anybody, &playback).await;
        assert!(addresses.len() > 12, "{addresses:?}");
        ffprobe_agrees(&anybody.url(&text(&playback["hls_url"])));

        conditions_hold(&ana, &anybody, &video).await;
        deleted_and_restored(&ana, &anybody, &video, &addresses).await;
    }
}

/// Reads the events until the last one.
async fn follow(person: Person, video: String) -> Vec<Value> {
    let path = format!("/api/videos/{video}/processing/events");
    let answer = person.api.call("GET", &path).patient(ENCODE).stream().await;
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
    let (mut text, mut bytes) = (String::new(), answer.bytes_stream());
    while let Some(Ok(chunk)) = bytes.next().await {
        text.push_str(&String::from_utf8_lossy(&chunk));
        if text.contains("\"state\":\"ready\"") || text.contains("\"state\":\"failed\"") {
            break;
        }
    }
    text.lines().filter_map(|line| line.strip_prefix("data:")).map(|data| serde_json::from_str(data.trim()).expect("JSON")).collect()
}

fn progress_was_told(events: &[Value]) {
    let states: Vec<&str> = events.iter().filter_map(|event| event["state"].as_str()).collect();
    assert!(states.contains(&"encoding") && states.last() == Some(&"ready"), "{states:?}");
    let shares: Vec<f64> = events.iter().filter_map(|event| event["progress"].as_f64()).collect();
    assert!(shares.is_sorted() && shares.last() == Some(&1.0), "{shares:?}");
    let last = events.last().unwrap();
    let labels: Vec<&str> = last["renditions"].as_array().unwrap().iter().filter_map(|r| r["label"].as_str()).collect();
    assert!(labels.contains(&"360p") && labels.contains(&"240p"), "{labels:?}");
    assert_eq!(last["source"]["video_codec"], "h264");
}

async fn listed(api: &Api, path: &str) -> Vec<String> {
    api.get(path).await.expect(200).json()["items"].as_array().expect("items").iter().map(|item| text(&item["id"])).collect()
}

/// Fetches everything that a player could ask for; gives all the addresses.
async fn every_address(api: &Api, playback: &Value) -> Vec<String> {
    for name in ["dash_url", "poster_url", "storyboard_url", "preview_url"] {
        assert!(playback[name].is_string(), "{name} is missing: {playback}");
    }
    let found = film::every_address(api, playback).await;
    for url in &found {
        served_well(api, url).await;
    }
    let master = Master::fetch(api, &api.url(&text(&playback["hls_url"]))).await;
    assert!(!master.iframes.is_empty());
    for entry in master.playlists() {
        let list = Playlist::fetch(api, &entry.url).await;
        assert!(list.ended && list.text.contains("#EXT-X-PLAYLIST-TYPE:VOD"), "{}", list.text);
    }
    let manifest = api.get(&text(&playback["dash_url"])).await.expect(200).text();
    assert!(manifest.contains("type=\"static\""), "{manifest}");
    found.into_iter().collect()
}

/// Status, type and cache headers of one address, and that it can be validated.
async fn served_well(api: &Api, url: &str) {
    let answer = api.get(url).await.expect(200);
    let kind = match url.rsplit('.').next().unwrap() {
        "m3u8" => "application/vnd.apple.mpegurl",
        "mpd" => "application/dash+xml",
        "m4s" | "mp4" => "video/mp4",
        "vtt" => "text/vtt; charset=utf-8",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        other => panic!("{url}: {other}"),
    };
    assert_eq!(answer.header("content-type"), kind, "{url}");
    let joined = ["/master.m3u8", "/manifest.mpd"].iter().any(|list| url.ends_with(list));
    let cache = if joined { "public, max-age=300, s-maxage=60" } else { "public, max-age=31536000, immutable, s-maxage=60" };
    assert_eq!(answer.header("cache-control"), cache, "{url}");
    assert!(!answer.body.is_empty(), "{url}");
    let tag = answer.header("etag");
    assert!(tag.starts_with('"') || tag.starts_with("W/\""), "{url}: {tag:?}");
    let again = api.call("GET", url).header("If-None-Match", tag).send().await.expect(304);
    assert!(again.body.is_empty() && again.header("etag") == tag, "{url}");
    let head = api.call("HEAD", url).send().await.expect(200);
    assert_eq!((head.header("content-type"), head.header("content-length")), (kind, &*answer.body.len().to_string()), "{url}");
}

fn ffprobe_agrees(master: &str) {
    let seen = probe::probe(master);
    let picture = probe::stream(&seen, "video").expect("pictures");
    assert!(probe::stream(&seen, "audio").is_some());
    assert_eq!((picture["codec_name"].as_str(), picture["pix_fmt"].as_str()), (Some("h264"), Some("yuv420p")));
    assert!((probe::number(&seen["format"]["duration"]) - 6.0).abs() < 0.1, "{}", seen["format"]);
    assert_eq!(probe::decode_errors(master), "");
}

/// Versions stop lost updates and spare transfers.
async fn conditions_hold(ana: &Person, anybody: &Api, video: &str) {
    let path = format!("/api/videos/{video}");
    let first = ana.video(video).await;
    let tag = first.header("etag").to_owned();
    anybody.call("GET", &path).header("If-None-Match", &tag).send().await.expect(304);
    let changed = ana.api.call("PATCH", &path).header("If-Match", &tag).json(&json!({ "title": "Otro" })).send().await.expect(200);
    assert_ne!(changed.header("etag"), tag);
    anybody.call("GET", &path).header("If-None-Match", &tag).send().await.expect(200);
    for method in ["PATCH", "PUT"] {
        let body = json!({ "title": "Tarde", "visibility": "public" });
        let late = ana.api.call(method, &path).header("If-Match", &tag).json(&body).send().await;
        assert_eq!(late.status, 412, "{method}: {}", late.text());
        assert_eq!(late.header("content-type"), "application/problem+json");
    }
    let stale = ana.api.call("DELETE", &path).header("If-Match", &tag).send().await;
    assert_eq!(stale.status, 412, "{}", stale.text());
    assert_eq!(ana.video(video).await.json()["title"], "Otro");
}

/// A deleted video is gone from every address at once, and comes back whole.
async fn deleted_and_restored(ana: &Person, anybody: &Api, video: &str, addresses: &[String]) {
    let path = format!("/api/videos/{video}");
    ana.api.call("DELETE", &path).send().await.expect(204);
    for api in [anybody, &ana.api] {
        api.get(&path).await.problem(404, "video-not-found");
        api.get(&format!("{path}/playback")).await.problem(404, "video-not-found");
    }
    assert!(!listed(anybody, "/api/videos").await.contains(&video.to_owned()));
    for url in addresses {
        let gone = anybody.get(url).await;
        assert_eq!(gone.status, 404, "{url} is still served");
        let cache = gone.header("cache-control");
        assert!(!cache.contains("immutable"), "{url}: a 404 that is kept for {cache}");
    }
    ana.api.post(&format!("{path}/restore"), &json!({})).await.expect(200);
    for url in addresses {
        anybody.get(url).await.expect(200);
    }
}

tests::on_both_backends! {
    /// While later chunks are still being made, the video plays from its start, and no list names
    /// what is not there.
    async fn a_growing_video_names_nothing_that_is_missing(backend: Backend) {
        // One chunk after the other, so that it grows for a while.
        let server = Server::with(backend, &[("WORKER__SLOTS", "1"), ("WORKER__EXPRESS_SLOTS", "0")]).await;
        let ana = Person::register(&server, "ana").await;
        let clip = clip::film(&server.media(), 60.0);
        let video = ana.send("Larga", "public", &clip).await;
        ana.until_playable(&video).await;
        let master_url = ana.master(&video).await;
        let mut seen_growing = 0;
        let mut longest: Vec<(String, usize)> = Vec::new();
        wait::until(ENCODE, "the end of the list", async || {
            let master = Master::fetch(&server.api(), &master_url).await;
            assert!(!master.groups.is_empty(), "playable before its sound: {}", master.text);
            let mut ended = true;
            for entry in master.playlists() {
                let list = Playlist::fetch(&server.api(), &entry.url).await;
                let cache = server.api().call("HEAD", &entry.url).send().await.expect(200).header("cache-control").to_owned();
                if !list.ended {
                    seen_growing += 1;
                    assert!(list.text.contains("#EXT-X-PLAYLIST-TYPE:EVENT"), "{}", list.text);
                    // It may have come to its end between the two requests.
                    assert!(cache == "public, max-age=1" || cache.contains("immutable"), "{cache}");
                }
                for (segment, _) in &list.segments {
                    server.api().call("HEAD", segment).send().await.expect(200);
                }
                match longest.iter_mut().find(|(url, _)| *url == entry.url) {
                    Some((url, before)) => {
                        assert!(list.segments.len() >= *before, "{url} got shorter");
                        *before = list.segments.len();
                    }
                    None => longest.push((entry.url.clone(), list.segments.len())),
                }
                ended &= list.ended;
            }
            ended.then_some(())
        })
        .await;
        assert!(seen_growing > 0, "it was never seen growing");
        ana.until_ready(&video).await;
        assert_eq!(probe::decode_errors(&master_url), "");
    }
}

/// An upload without `video_id` becomes a private draft with the file's name.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_alone_makes_a_private_draft() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let clip = clip::film(&server.media(), 1.0);
    let bytes = std::fs::read(&clip).unwrap();
    let upload = tus::create(&ana.api, bytes.len() as u64, &[("filename", "Verano en Cádiz.mp4")]).await;
    tus::patch(&ana.api, &upload, 0, bytes).await.expect(204);
    let mine = ana.api.get("/api/videos/mine").await.expect(200).json();
    let video = text(&mine["items"][0]["id"]);
    assert_eq!((&mine["items"][0]["title"], &mine["items"][0]["visibility"]), (&json!("Verano en Cádiz"), &json!("private")));
    ana.until_ready(&video).await;
    server.api().get(&format!("/api/videos/{video}")).await.problem(404, "video-not-found");
    wait::until(Duration::from_mins(2), "the scratch folder is empty", async || server.scratch().is_empty().then_some(())).await;
}
