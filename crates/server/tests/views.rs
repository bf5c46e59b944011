//! Views over HTTP: who counts, who doesn't, and what the owner is told.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use futures_util::StreamExt;
use futures_util::future::join;
use persistence::testing::{dump, postgres_url, wrong_view_counters};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use server::settings::Settings;
use support::{Site, body_of, faults, outcome};

/// A report of somebody who is told apart by his program.
fn report(site: &Site, video: &str, agent: &str) -> RequestBuilder {
    site.request(Method::POST, &format!("/api/videos/{video}/views")).header("user-agent", agent)
}

/// Views as everybody sees them once they are written.
async fn views(site: &Site, video: &str) -> Value {
    library::views::flush(&site.context.views).await.unwrap();
    body_of(site.get(&format!("/api/videos/{video}")).send().await.unwrap()).await["counts"]["views"].take()
}

#[actix_web::test]
async fn a_thousand_reports_of_fifty_viewers_are_fifty_views_in_sqlite() {
    storm(Site::start_with(|settings| settings.http.workers = 4).await).await;
}

#[actix_web::test]
async fn a_thousand_reports_of_fifty_viewers_are_fifty_views_in_postgresql() {
    let url = postgres_url().await;
    let with = |settings: &mut Settings| {
        settings.http.workers = 4;
        settings.database.url = url;
    };
    storm(Site::start_with(with).await).await;
}

async fn storm(site: Site) {
    let ana = site.someone("ana").await;
    let video = site.publish(&ana).await;
    let reports = (0..1000).map(async |n| {
        let sent = report(&site, &video, &format!("viewer {}", n % 50)).json(&json!({ "played": [[0, 10]] })).send().await.unwrap();
        if n % 100 == 0 {
            library::views::flush(&site.context.views).await.unwrap();
        }
        sent.status().as_u16()
    });
    let statuses: Vec<u16> = futures_util::stream::iter(reports).buffer_unordered(200).collect().await;
    assert!(statuses.iter().all(|status| *status == 204), "{statuses:?}");
    assert_eq!(views(&site, &video).await, 50);
    assert_eq!(wrong_view_counters(&site.context.db).await, Vec::<String>::new());
}

#[actix_web::test]
async fn people_count_once_and_owners_and_robots_do_not() {
    let site = Site::start().await;
    let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
    let video = site.publish(&ana).await;
    let nobody = |agent: &str| report(&site, &video, agent);
    for (who, request, wanted) in [
        ("the owner", nobody("Firefox").bearer_auth(&ana), 0),
        ("a robot", nobody("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"), 0),
        ("a visitor without a word", nobody("Firefox"), 1),
        ("the same", nobody("Firefox").json(&json!({})), 1),
        ("another program", nobody("Safari").json(&json!({ "played": [] })), 2),
        ("an account", nobody("Firefox").bearer_auth(&eve), 3),
        ("the same on another device", nobody("Safari").bearer_auth(&eve), 3),
    ] {
        assert_eq!(request.send().await.unwrap().status(), 204, "{who}");
        assert_eq!(views(&site, &video).await, wanted, "{who}");
    }
    // A reader leaves no trace, however often he looks.
    for _ in 0..3 {
        site.get(&format!("/api/videos/{video}")).send().await.unwrap();
        site.get(&format!("/api/videos/{video}/playback")).send().await.unwrap();
    }
    assert_eq!(views(&site, &video).await, 3);
    let rows = format!("{:?}", dump(&site.context.db).await);
    assert!(!rows.contains("Firefox"), "what tells viewers apart is not kept");
}

#[actix_web::test]
async fn what_is_not_there_can_not_be_watched() {
    let site = Site::start().await;
    let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
    let video = site.publish(&ana).await;
    let hide = site.request(Method::PATCH, &format!("/api/videos/{video}")).bearer_auth(&ana).json(&json!({ "visibility": "private" }));
    assert_eq!(hide.send().await.unwrap().status(), 200);
    for request in [report(&site, &video, "x"), report(&site, &video, "x").bearer_auth(&eve)] {
        assert_eq!(outcome(request.send().await.unwrap()).await, (404, "video-not-found".to_owned()));
    }
    assert_eq!(outcome(report(&site, "x", "x").send().await.unwrap()).await, (404, "not-found".to_owned()));
    let draft = site.post("/api/videos", &json!({ "title": "x", "visibility": "public" })).bearer_auth(&ana).send().await.unwrap();
    let draft = body_of(draft).await["id"].as_str().unwrap().to_owned();
    let early = report(&site, &draft, "x").bearer_auth(&ana).send().await.unwrap();
    assert_eq!(outcome(early).await, (409, "not-playable".to_owned()));
}

#[actix_web::test]
async fn bad_reports_are_named() {
    let site = Site::start().await;
    let ana = site.someone("ana").await;
    let video = site.publish(&ana).await;
    for (played, place, code) in [
        (json!([[5, 4]]), "/played/0", "invalid-range"),
        (json!([[0, 1], [3, 3]]), "/played/1", "invalid-range"),
        (json!([[-1, 4]]), "/played/0", "out-of-range"),
        (json!([[0, 1e12]]), "/played/0", "out-of-range"),
        (json!([[0, 10], [50, 62.5]]), "/played/1", "beyond-end"),
        (json!([[0]]), "/played/0", "invalid-value"),
        (json!([[0, "x"]]), "/played/0/1", "wrong-type"),
        (json!([[0, null]]), "/played/0/1", "wrong-type"),
        (json!("0-10"), "/played", "wrong-type"),
        (json!(vec![[0, 1]; 101]), "/played", "too-long"),
    ] {
        let answer = report(&site, &video, "x").json(&json!({ "played": played })).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{played}");
        let told = faults(answer).await;
        assert!(told.iter().any(|(at, what)| (at.as_str(), what.as_str()) == (place, code)), "{played}: {told:?}");
    }
    let unknown = report(&site, &video, "x").json(&json!({ "by": "ana" })).send().await.unwrap();
    assert_eq!(faults(unknown).await, [("/by".to_owned(), "unknown-field".to_owned())]);
    for (kind, body, status) in [
        ("application/json", r#"{"played":[[0,NaN]]}"#, 400),
        ("application/json", r#"{"played":[[0,1e999]]}"#, 400),
        ("application/json", "played", 400),
        ("application/x-www-form-urlencoded", "played=1", 415),
    ] {
        let answer = report(&site, &video, "x").header("content-type", kind).body(body).send().await.unwrap();
        assert_eq!(answer.status(), status, "{body}");
    }
    assert_eq!(views(&site, &video).await, 0);
}

#[actix_web::test]
async fn a_page_that_is_left_tells_what_was_played() {
    let site = Site::start().await;
    let ana = site.someone("ana").await;
    site.register("eve").await;
    let video = site.publish(&ana).await;
    let credentials = json!({ "email_or_handle": "eve", "password": "tres tristes tigres" });
    let signed_in = site.post("/api/auth/login", &credentials).header("origin", &site.base).send().await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let beacon = |origin: &str| {
        let request = report(&site, &video, "Firefox").header("cookie", &cookie).header("origin", origin);
        request.header("content-type", "text/plain;charset=UTF-8").body(r#"{"played":[[0,12.5]]}"#)
    };
    let foreign = beacon("https://evil.example").send().await.unwrap();
    assert_eq!(outcome(foreign).await, (403, "csrf-rejected".to_owned()));
    assert_eq!(beacon(&site.base).send().await.unwrap().status(), 204);
    assert_eq!(views(&site, &video).await, 1);
    let stats = body_of(site.get(&format!("/api/videos/{video}/stats")).bearer_auth(&ana).send().await.unwrap()).await;
    assert_eq!(stats["watch_seconds"], 12.5);
}

#[actix_web::test]
async fn the_owner_reads_how_his_video_is_watched() {
    let site = Site::start().await;
    let (ana, eve) = (site.someone("ana").await, site.someone("eve").await);
    let video = site.publish(&ana).await;
    report(&site, &video, "Firefox").json(&json!({ "played": [[0, 30]] })).send().await.unwrap();
    report(&site, &video, "Safari").json(&json!({ "played": [[0, 60]] })).send().await.unwrap();
    assert_eq!(views(&site, &video).await, 2);
    let path = format!("/api/videos/{video}/stats");
    let answer = site.get(&path).bearer_auth(&ana).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["cache-control"].to_str().unwrap()), (200, "private, no-store"));
    let tag = answer.headers()["etag"].clone();
    let stats = body_of(answer).await;
    assert_eq!((&stats["views"], &stats["watch_seconds"], &stats["favorites"]), (&json!(2), &json!(90.0), &json!(0)));
    assert_eq!((stats["days"].as_array().unwrap().len(), stats["retention"].as_array().unwrap().len()), (28, 20));
    let today = site.context.clock.now().day().to_string();
    assert_eq!(stats["days"][27], json!({ "day": today, "views": 2, "watch_seconds": 90.0 }));
    assert_eq!((&stats["retention"][0], &stats["retention"][19]), (&json!(1.0), &json!(0.5)));
    let again = site.get(&path).bearer_auth(&ana).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let week = body_of(site.get(&format!("{path}?days=7")).bearer_auth(&ana).send().await.unwrap()).await;
    assert_eq!(week["days"].as_array().unwrap().len(), 7);
    for query in ["days=0", "days=91", "days=-1", "days=x", "days=", "day=3", "days=1&days=2"] {
        let answer = site.get(&format!("{path}?{query}")).bearer_auth(&ana).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{query}");
        assert_eq!(faults(answer).await[0].0, query.split('=').next().unwrap(), "{query}");
    }
    assert_eq!(outcome(site.get(&path).send().await.unwrap()).await, (401, "unauthenticated".to_owned()));
    assert_eq!(outcome(site.get(&path).bearer_auth(&eve).send().await.unwrap()).await, (403, "forbidden".to_owned()));
    let gone = site.get("/api/videos/0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e/stats").bearer_auth(&eve).send().await.unwrap();
    assert_eq!(outcome(gone).await, (404, "video-not-found".to_owned()));
}

#[actix_web::test]
async fn what_is_watched_is_trending() {
    let site = Site::start().await;
    let ana = site.someone("ana").await;
    let (first, second) = (site.publish(&ana).await, site.publish(&ana).await);
    assert_eq!(report(&site, &first, "Firefox").send().await.unwrap().status(), 204);
    views(&site, &first).await;
    assert_eq!(library::views::rank(&site.context.views).await.unwrap(), 1);
    let page = body_of(site.get("/api/videos?sort=trending").send().await.unwrap()).await;
    let ids: Vec<&str> = page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [first.as_str(), second.as_str()]);
    search::refresh(&site.context.search).await.unwrap();
    let found = body_of(site.get("/api/search?q=playa&sort=views").send().await.unwrap()).await;
    assert_eq!((&found["items"][0]["video"]["id"], &found["items"][0]["video"]["counts"]["views"]), (&json!(first), &json!(1)));
}

#[actix_web::test]
async fn servers_that_share_a_redis_count_a_viewer_once() {
    #[expect(clippy::disallowed_methods, reason = "the test runner tells the server's address this way")]
    let redis = std::env::var("CLAQUETA_TEST_REDIS").expect("CLAQUETA_TEST_REDIS is set by `cargo xtask test`, which starts a Redis");
    let url = postgres_url().await;
    let shared = |settings: &mut Settings| {
        settings.database.url.clone_from(&url);
        settings.redis.url.clone_from(&redis);
        settings.redis.timeout_milliseconds = 60_000;
    };
    let one = Site::start_with(shared).await;
    // What tells viewers apart comes from the secret, which such servers share.
    let two = one.beside(shared).await;
    join(one.has_redis(), two.has_redis()).await;
    let ana = one.someone("ana").await;
    let video = one.publish(&ana).await;
    for n in 0..40 {
        let site = if n % 2 == 0 { &one } else { &two };
        let answer = report(site, &video, &format!("viewer {}", n / 4)).send().await.unwrap();
        assert_eq!(answer.status(), 204);
    }
    views(&two, &video).await;
    assert_eq!(views(&one, &video).await, 10);
    assert_eq!(wrong_view_counters(&one.context.db).await, Vec::<String>::new());
}
