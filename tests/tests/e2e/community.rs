//! What people do with videos that are there: find one, talk below it, keep it, go on where they stopped.

use serde_json::json;
use tests::person::PASSWORD;
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
