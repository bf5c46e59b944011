//! Odd files from elsewhere, in the folders `odd` and `found` of `CLAQUETA_MEDIA_SUITE`: each becomes a film that
//! passes every check, or is refused with a stable reason.

use crate::support::{ffmpeg, quick, studio};
use media::images;
use media::input::Input;
use media::inspect::{InspectError, MediaKind};
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;

#[expect(clippy::disallowed_methods, reason = "the folder is no part of the repository, so a run names it")]
fn suite() -> Option<PathBuf> {
    std::env::var_os("CLAQUETA_MEDIA_SUITE").map(PathBuf::from)
}

/// Files that may be refused, those that must be, and those that are sound only.
const MAY_BE_REFUSED: [&str; 5] = [
    "200kB-garbage-prefix.mp3",
    "sample_with_fake_auxiliary_tracks.mp4",
    "video_rotation_90.mp4",
    "test-middle-pat-pmt.ts",
    "8k24fps_300ms.mp4",
];
const REFUSED: [&str; 2] = ["chunk_out_of_range.mp4", "invalid-bitstream.webm"];
const SOUND: [&str; 2] = ["sample_eac3joc.mp4", "200kB-garbage-prefix.mp3"];

/// Shares of the files, each a test of its own, so that none takes all the time that a test may.
const SHARES: usize = 5;

macro_rules! every_odd_file_ends_ready_or_refused {
    ($($name:ident: $share:expr),* $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            every_odd_file_ends_ready_or_refused($share).await;
        }
    )*};
}

every_odd_file_ends_ready_or_refused!(
    the_first_odd_files_end_ready_or_refused: 0,
    the_second_odd_files_end_ready_or_refused: 1,
    the_third_odd_files_end_ready_or_refused: 2,
    the_fourth_odd_files_end_ready_or_refused: 3,
    the_last_odd_files_end_ready_or_refused: 4,
);

#[expect(clippy::print_stdout, reason = "what became of each file")]
async fn every_odd_file_ends_ready_or_refused(share: usize) {
    let Some(suite) = suite() else {
        println!("CLAQUETA_MEDIA_SUITE names no folder: nothing to do");
        return;
    };
    let files = ["odd", "found"].into_iter().flat_map(|folder| std::fs::read_dir(suite.join(folder)).unwrap());
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.into_iter().skip(share).step_by(SHARES) {
        let studio = studio().await;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let report = match studio.inspect(&path).await {
            Ok(report) => report,
            Err(InspectError::Rejected { reason, detail }) => {
                println!("{name}: {} ({})", reason.code(), detail.lines().last().unwrap_or_default());
                assert!(REFUSED.contains(&name.as_str()) || MAY_BE_REFUSED.contains(&name.as_str()), "{name}: {reason:?} {detail}");
                continue;
            }
            Err(error) => panic!("{name}: {error:?}"),
        };
        assert!(!REFUSED.contains(&name.as_str()), "{name}: {report:?}");
        assert_eq!(report.kind == MediaKind::Audio, SOUND.contains(&name.as_str()), "{name}");
        let film = studio.transcode(&path, &quick()).await;
        println!("{name}: {:?} {} us, {:?}", film.plan.rendition_names().collect::<Vec<_>>(), film.report.duration_us, film.notes());
        let (input, cancel) = (Input::File(path), CancellationToken::new());
        if report.kind == MediaKind::Video {
            assert!(images::poster(&studio.tools, &input, &report, &cancel).await.unwrap().is_some(), "{name}");
            assert!(images::storyboard(&studio.tools, &input, &report, &cancel).await.unwrap().is_some(), "{name}");
            assert!(images::preview(&studio.tools, &input, &report, &cancel).await.unwrap().is_some(), "{name}");
        }
    }
}

/// `CLAQUETA_TEST_FFMPEG` decides which version is tested.
#[tokio::test(flavor = "multi_thread")]
async fn the_named_ffmpeg_is_the_one_under_test() {
    let output = std::process::Command::new(ffmpeg().ffmpeg).arg("-version").output().unwrap();
    let version = String::from_utf8(output.stdout).unwrap();
    assert!(version.starts_with(&format!("ffmpeg version {} ", studio().await.tools.version())), "{version}");
}
