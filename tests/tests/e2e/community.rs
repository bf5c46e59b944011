//! What people do with videos that are there: find one, talk below it, keep it, go on where they stopped; and what their
//! owners, moderators and administrators do with them.

use serde_json::json;
use tests::person::{PASSWORD, text};
use tests::{Backend, Person, Server, browser, clip};

/// Everything that a browser is needed for; the script says what it does.
#[tokio::test(flavor = "multi_thread")]
async fn people_find_videos_talk_about_them_and_go_on_where_they_stopped() {
    let server = Server::with(Backend::Local, &[("RATE_LIMITS__ENABLED", "false")]).await;
    let ana = Person::register(&server, "ana_cine").await;
    Person::register(&server, "luis").await;
    let title = "Una canción del mar";
    let video = ana.publish(title, "public", &clip::film(&server.media(), 20.0)).await;
    let words =
        json!({ "description": "0:00 The beach\n0:07 The sea\n0:14 The end\nA song by the sea.", "tags": ["mar"], "language": "es" });
    ana.api.patch(&format!("/api/videos/{video}"), &words).await.expect(200);
    let captions = "WEBVTT\n\n00:00.000 --> 00:20.000\nHola, mar\n";
    let path = format!("/api/videos/{video}/captions/es");
    ana.api.call("PUT", &path).header("Content-Type", "text/vtt").body(captions).send().await.expect(201);
    ana.publish("Running by the river", "public", &clip::film(&server.media(), 6.0)).await;
    let (origin, token) = (server.origin(), ana.api.token());
    let options = ["--origin", &origin, "--handle", "luis", "--password", PASSWORD, "--video", &video, "--title", title, "--token", token];
    let walked = browser::run("community.mjs", &options).await;
    assert!(walked["pages"].as_array().is_some_and(|pages| pages.len() > 15), "{walked:#}");
}

/// A date, captions and chapters, a frame elsewhere, a report and what comes of it; the script says what it does.
#[tokio::test(flavor = "multi_thread")]
async fn owners_and_moderators_keep_videos_in_order() {
    let server = Server::with(Backend::Local, &[("RATE_LIMITS__ENABLED", "false")]).await;
    server.make_administrator("root_admin", "root@example.test", PASSWORD);
    let root = Person::sign_in(&server, "root_admin").await;
    let (ana, mario) = (Person::register(&server, "ana_cine").await, Person::register(&server, "mario").await);
    Person::register(&server, "luis").await;
    let id = text(&mario.api.get("/api/auth/session").await.expect(200).json()["user"]["id"]);
    root.api.patch(&format!("/api/admin/users/{id}"), &json!({ "role": "moderator" })).await.expect(200);
    let (title, waiting) = ("Una canción del mar", "Running by the river");
    let video = ana.publish(title, "public", &clip::film(&server.media(), 20.0)).await;
    ana.publish(waiting, "private", &clip::film(&server.media(), 6.0)).await;
    let origin = server.origin();
    let people = ["--owner", "ana_cine", "--viewer", "luis", "--moderator", "mario", "--admin", "root_admin", "--password", PASSWORD];
    let videos = ["--video", video.as_str(), "--title", title, "--waiting", waiting];
    let walked = browser::run("owners.mjs", &[&["--origin", origin.as_str()][..], &people, &videos].concat()).await;
    assert!(walked["pages"].as_array().is_some_and(|pages| pages.len() > 20), "{walked:#}");
}
