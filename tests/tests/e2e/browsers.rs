//! Real clients: tus-js-client, hls.js, Shaka Player and the web app in Chromium.

use serde_json::json;
use std::path::{Path, PathBuf};
use tests::proxy::Proxy;
use tests::{Backend, Person, Server, backend, browser, clip};

/// From the first to the last moment, so that it is shown wherever a player stands.
const CAPTIONS: &str = "1\r\n00:00:00,000 --> 01:00:00,000\r\n<font color=\"red\">¡Acción!</font> & <i>corten</i>\r\n";

/// Gives a video captions in Spanish.
async fn caption(person: &Person, video: &str) {
    let path = format!("/api/videos/{video}/captions/es");
    person.api.call("PUT", &path).header("Content-Type", "application/x-subrip").body(CAPTIONS).send().await.expect(201);
}

/// The cue was on the screen.
fn was_captioned(played: &serde_json::Value) {
    let cues = played["captions"]["cues"].as_array().unwrap_or_else(|| panic!("no captions: {played:#}"));
    assert!(cues.iter().any(|cue| cue.as_str().is_some_and(|cue| cue.contains("¡Acción!") && !cue.contains("font"))), "{played:#}");
}

/// Sends a film by tus-js-client over a line that is cut twice, and plays it in both players.
async fn uploaded_over_cuts_and_played(server: &Server, film: &Path) {
    let ana = Person::register(server, "ana").await;
    let video = ana.draft("Cortes", "public").await;
    let size = usize::try_from(std::fs::metadata(film).unwrap().len()).unwrap();
    let proxy = Proxy::cutting(server.host(), 2, size / 3).await;
    let port = proxy.port.to_string();
    let endpoint = server.api().url("/api/upload");
    let arguments = ["--endpoint", &endpoint, "--file", film.to_str().unwrap(), "--token", ana.api.token(), "--video", &video];
    let sent = browser::run("upload.mjs", &[&arguments[..], &["--via", &port, "--min-retries", "2"]].concat()).await;
    assert_eq!(proxy.cuts_left(), 0, "{sent:#}");
    let resumed: Vec<u64> = sent["resumed_at"].as_array().unwrap().iter().filter_map(serde_json::Value::as_u64).collect();
    assert!(resumed.iter().any(|offset| *offset > 0), "it began at zero after each cut: {sent:#}");

    ana.until_playable(&video).await;
    caption(&ana, &video).await;
    let url = server.api().url(&format!("/api/videos/{video}/playback"));
    let growing = browser::run("play.mjs", &["--player", "hls", "--url", &url, "--captions", "es", "--timeout", "90"]).await;
    looks_right(&growing);
    was_captioned(&growing);
    ana.until_ready(&video).await;
    assert!(server.objects().source(&video).await == std::fs::read(film).unwrap(), "the stored file is another");
    for arguments in [
        vec!["--player", "hls", "--cross-origin", "--until-end", "--captions", "es"],
        vec!["--player", "shaka"],
        vec!["--player", "shaka", "--format", "dash", "--cross-origin", "--captions", "es"],
    ] {
        let played = browser::run("play.mjs", &[&arguments[..], &["--url", &url, "--timeout", "90"]].concat()).await;
        looks_right(&played);
        if arguments.contains(&"--captions") {
            was_captioned(&played);
        }
        assert!(played["qualities"].as_array().is_some_and(|qualities| qualities.len() >= 2), "{played:#}");
        assert_eq!(played["growing"], json!(false), "{played:#}");
    }
}

/// A picture that is not blank, and sound.
fn looks_right(played: &serde_json::Value) {
    assert!(played["picture"]["deviation"].as_f64().is_some_and(|deviation| deviation > 5.0), "a blank picture: {played:#}");
    assert!(played["audio_bytes"].as_f64().is_none_or(|bytes| bytes > 0.0), "no sound: {played:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_film_is_uploaded_over_cuts_and_plays() {
    let server = Server::start(Backend::Local).await;
    let film = clip::film(&server.media(), 16.0);
    uploaded_over_cuts_and_played(&server, &film).await;
}

/// With the services of the cloud and a real film, where there is one.
#[tokio::test(flavor = "multi_thread")]
async fn a_real_film_is_uploaded_over_cuts_and_plays() {
    let Some(film) = suite("bigbuckbunny.mp4") else { return };
    let server = Server::start(Backend::Cloud).await;
    uploaded_over_cuts_and_played(&server, &film).await;
}

/// The owner's private video plays by its signed addresses.
#[tokio::test(flavor = "multi_thread")]
async fn a_private_video_plays_for_its_owner() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let video = ana.publish("Mía", "private", &clip::film(&server.media(), 6.0)).await;
    let url = server.api().url(&format!("/api/videos/{video}/playback"));
    caption(&ana, &video).await;
    let token = ana.api.token();
    let played =
        browser::run("play.mjs", &["--player", "hls", "--url", &url, "--token", token, "--captions", "es", "--timeout", "90"]).await;
    looks_right(&played);
    was_captioned(&played);
}

/// The web app as a user walks through it: account, upload, watching, editing, deleting.
#[tokio::test(flavor = "multi_thread")]
async fn the_web_app_does_the_main_job() {
    let server = Server::start(Backend::Local).await;
    let film = clip::film(&server.media(), 12.0);
    let walked = browser::run("app.mjs", &["--origin", &server.origin(), "--file", film.to_str().unwrap(), "--timeout", "120"]).await;
    assert!(walked["qualities"].as_array().is_some_and(|qualities| qualities.len() >= 2), "{walked:#}");
}

/// A film of the media suite; says so when there is no suite.
pub(crate) fn suite(name: &str) -> Option<PathBuf> {
    let Some(folder) = backend::optional("CLAQUETA_MEDIA_SUITE") else {
        eprintln!("NOT TESTED: CLAQUETA_MEDIA_SUITE is not set, so there are no real films");
        return None;
    };
    let path = Path::new(&folder).join(name);
    assert!(path.exists(), "{} is not there", path.display());
    Some(path)
}
