//! Real work by a real worker, with an ffmpeg that fails where the test wants it.

use super::*;
use crate::testing::{Bench, body};
use domain::Clock;
use domain::id::VideoId;
use domain::video::{Video, VideoState};
use jobs::WorkerLock;
use media::ffmpeg::{FfmpegSettings, Tools};
use media::inspect::InspectSettings;
use media::plan::LadderSettings;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// ffmpeg behind a script that begins with these lines of shell.
async fn tools(folder: &Path, lines: &str) -> MediaWork {
    let program = folder.join("failing-ffmpeg");
    std::fs::write(&program, format!("#!/bin/sh\n{lines}\nexec ffmpeg \"$@\"\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let settings = FfmpegSettings { ffmpeg: program.display().to_string(), ..FfmpegSettings::default() };
    let tools = Tools::detect(settings, &folder.join("scratch")).await.unwrap();
    MediaWork { tools, inspect: InspectSettings::default(), ladder: LadderSettings::default() }
}

fn film(folder: &Path) -> &'static [u8] {
    let path = folder.join("made.mp4");
    let source = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=128x96:r=10:d=1", "-c:v", "libx264", "-pix_fmt", "yuv420p"];
    assert!(Command::new("ffmpeg").args(source).arg(&path).status().unwrap().success());
    std::fs::read(path).unwrap().leak()
}

/// Uploads a film and works on it, ten seconds of the clock for each look, until it is ready or has failed; returns the
/// video and the seconds that passed.
#[expect(clippy::disallowed_methods, reason = "the test waits for the worker itself")]
async fn work(bench: &mut Bench, lines: &str) -> (Video, i64) {
    bench.ctx.upload.max_bytes = 1_000_000;
    let media = tools(bench.folder.path(), lines).await;
    let id: VideoId = bench.draft().await.id;
    let file = crate::uploads::FormFile { video: Some(id), filename: "film.mp4", media_type: None };
    crate::uploads::receive(&bench.ctx, &bench.actor, file, body(film(bench.folder.path()))).await.unwrap();
    let settings = jobs::Settings {
        slots: 1,
        express_slots: 0,
        express_priority: 0,
        lease_seconds: 3600,
        poll_milliseconds: 10,
        max_failures: 10,
        max_attempts: 20,
        backoff_seconds: 5,
        drain_seconds: 5,
    };
    let lock = WorkerLock::take(bench.folder.path(), "here").unwrap();
    let ctx = &bench.ctx;
    let worker = Worker::new(ctx.db.clone(), ctx.clock.clone(), settings, "here".to_owned(), lock, ctx.doorbell.clone());
    let stop = CancellationToken::new();
    let running = tokio::spawn(handlers(worker, ctx, Some(media)).run(stop.clone()));
    let began = bench.clock.now().millis();
    let video = loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let video = bench.video(id).await.unwrap();
        if matches!(video.state, VideoState::Ready | VideoState::Failed) {
            break video;
        }
        assert!(bench.clock.now().millis() - began < 1_200_000, "still {:?} after 20 minutes", video.state);
        bench.pass(10);
    };
    stop.cancel();
    running.await.unwrap();
    (video, (bench.clock.now().millis() - began) / 1000)
}

persistence::on_both_databases! {
    async fn an_encoder_that_refuses_fails_the_video_within_minutes_in_plain_words(test: TestDb) {
        let mut bench = Bench::new(test).await;
        let refusal = r#"case "$*" in *libx264*) echo "[error] Encoder refuses /secret/file" >&2; exit 1;; esac"#;
        let (video, seconds) = work(&mut bench, refusal).await;
        let failure = video.failure.expect("it has failed");
        assert_eq!((video.state, failure.code.as_str()), (VideoState::Failed, "processing-failed"));
        assert!(!failure.detail.contains("ffmpeg") && !failure.detail.contains("refuses"), "{}", failure.detail);
        assert!(seconds <= 300, "{seconds} s");
    }

    async fn a_poster_that_failed_is_tried_again(test: TestDb) {
        let mut bench = Bench::new(test).await;
        let marks = bench.folder.path().join("mark").display().to_string();
        // As often as a poster looks for another place in the film.
        let once = format!(r#"case "$*" in *"-f image2"*) for n in 1 2 3 4; do mkdir {marks}$n 2>/dev/null && exit 1; done;; esac"#);
        let (video, _) = work(&mut bench, &once).await;
        assert_eq!((video.state, video.has_poster, video.has_preview), (VideoState::Ready, true, true));
        assert!(std::fs::exists(format!("{marks}4")).unwrap(), "it failed at first");
    }

    async fn a_poster_that_always_fails_leaves_the_film_without_one(test: TestDb) {
        let mut bench = Bench::new(test).await;
        let (video, seconds) = work(&mut bench, r#"case "$*" in *"-f image2"*) exit 1;; esac"#).await;
        assert_eq!((video.state, video.has_poster), (VideoState::Ready, false));
        assert!(seconds <= 300, "{seconds} s");
    }
}
