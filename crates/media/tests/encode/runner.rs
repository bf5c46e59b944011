//! What holds for every program that is started: it ends when it must, and reaches nothing else.

use crate::support::studio;
use media::encode::{self, EncodeError};
use media::ffmpeg::{Decoded, FfmpegSettings, RunError, Tools};
use media::input::Input;
use media::plan::{LadderSettings, plan};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Processes whose command line names this folder.
fn alive(folder: &Path) -> usize {
    let needle = folder.to_str().unwrap().as_bytes().to_vec();
    let own = std::process::id().to_string();
    let lines = std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let is_own = path.file_name().is_some_and(|name| name == own.as_str());
        std::fs::read(path.join("cmdline")).ok().filter(|line| !is_own && line.starts_with(b"ffmpeg"))
    });
    lines.filter(|line| line.windows(needle.len()).any(|window| window == needle)).count()
}

/// Waits until as many processes as said name the folder.
fn until(folder: &Path, wanted: impl Fn(usize) -> bool) {
    let start = Instant::now();
    while !wanted(alive(folder)) {
        assert!(start.elapsed() < Duration::from_mins(5), "{} processes", alive(folder));
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A run that takes minutes, on a source in `folder`.
async fn long_run(folder: &Path) -> Result<Decoded, EncodeError> {
    let tools = Tools::detect(FfmpegSettings::default(), &folder.join("scratch")).await.unwrap();
    let input = Input::File(folder.join("clip.mp4"));
    let report =
        media::inspect::inspect(&tools, &media::inspect::InspectSettings::default(), &input, &CancellationToken::new()).await.unwrap();
    let plan = plan(&report, &LadderSettings { preset: "veryslow".into(), ..LadderSettings::default() });
    encode::run(&tools, &input, &plan, plan.tasks.last().unwrap(), &crate::support::Memory::default(), &CancellationToken::new()).await
}

const CLIP: &str = "-f lavfi -i testsrc2=s=854x480:r=60:d=20 -c:v libx264 -preset ultrafast -pix_fmt yuv420p";

/// Run by the next test in a process of its own, which is then killed.
#[tokio::test(flavor = "multi_thread")]
async fn victim() {
    let folder = std::env::current_dir().unwrap();
    if folder.join("clip.mp4").exists() {
        let _ = long_run(&folder).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_dies_with_a_killed_parent_and_its_folder_is_swept() {
    let studio = studio().await;
    studio.make(CLIP, "clip.mp4");
    let folder = studio.dir.path();
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "runner::victim"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let scratch = folder.join("scratch");
    until(&scratch, |count| count > 0);
    parent.kill().unwrap();
    parent.wait().unwrap();
    until(folder, |count| count == 0);
    let before = std::fs::read_dir(&scratch).unwrap().count();
    let _next = Tools::detect(FfmpegSettings::default(), &scratch).await.unwrap();
    assert_eq!((before, std::fs::read_dir(&scratch).unwrap().count()), (2, 2), "the dead one's folder is gone, ours and the new one stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_run_is_killed() {
    let studio = studio().await;
    studio.make(CLIP, "clip.mp4");
    let folder = studio.dir.path().to_owned();
    let run = tokio::time::timeout(Duration::from_secs(4), long_run(&folder)).await;
    assert!(run.is_err(), "{run:?}");
    until(&folder, |count| count == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_end_a_run() {
    let studio = studio().await;
    let clip = Input::File(studio.make(CLIP, "clip.mp4"));
    let report = studio.inspect(&studio.dir.path().join("clip.mp4")).await.unwrap();
    let plan = plan(&report, &LadderSettings { preset: "veryslow".into(), ..LadderSettings::default() });
    let task = plan.tasks.last().unwrap();
    let wall = FfmpegSettings { wall_seconds: 1, ..FfmpegSettings::default() };
    let cpu = FfmpegSettings { cpu_seconds: 1, ..FfmpegSettings::default() };
    let memory = FfmpegSettings { memory_bytes: 300 << 20, ..FfmpegSettings::default() };
    for (name, settings) in [("wall", wall), ("cpu", cpu)] {
        let tools = Tools::detect(settings, &studio.dir.path().join(name)).await.unwrap();
        let result = encode::run(&tools, &clip, &plan, task, &crate::support::Memory::default(), &CancellationToken::new()).await;
        assert!(matches!(result, Err(EncodeError::Run(RunError::TimedOut { .. }))), "{name}: {result:?}");
    }
    let tools = Tools::detect(memory, &studio.dir.path().join("memory")).await;
    let result = match tools {
        Ok(tools) => encode::run(&tools, &clip, &plan, task, &crate::support::Memory::default(), &CancellationToken::new()).await.is_err(),
        Err(_) => true,
    };
    assert!(result, "a run in too little memory fails");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_program_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let settings = FfmpegSettings { ffmpeg: "no-such-ffmpeg".into(), ..FfmpegSettings::default() };
    let result = Tools::detect(settings, dir.path()).await;
    assert!(matches!(result, Err(RunError::Start { .. })), "{result:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_never_options_or_addresses() {
    let studio = studio().await;
    studio.make("-f lavfi -i testsrc2=s=64x64:r=25:d=0.4 -c:v libx264 -preset ultrafast -pix_fmt yuv420p", "base.mp4");
    for name in ["-i.mp4", "http:x.mp4", "a%03d.mp4", "a 'quote\".mp4"] {
        let path = studio.write(name, &std::fs::read(studio.dir.path().join("base.mp4")).unwrap());
        assert_eq!(studio.inspect(&path).await.unwrap().duration_us, 400_000, "{name}");
    }
}
