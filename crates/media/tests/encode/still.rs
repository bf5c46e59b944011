//! Films without a new picture for a while: at every moment the last picture that began is shown, on every rung.

use crate::support::{Film, Studio, picture, quick, studio};
use media::plan::{EncodeTask, LadderSettings};
use std::path::PathBuf;

/// A picture a second, each ten steps brighter than the one before, from 50 on.
const SECONDS: &str = "color=s=240x240:r=1:d=20,geq=lum='50+N*10':cb=128:cr=128";
const H264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -color_range tv -c:a aac";

impl Studio {
    /// Pictures that begin at these seconds, under 20 s of sound.
    fn slides(&self, seconds: &[u32], codecs: &str, name: &str) -> PathBuf {
        let select = seconds.iter().map(|n| format!("eq(n\\,{n})")).collect::<Vec<_>>().join("+");
        let pictures = format!("{SECONDS},select={select}");
        let inputs = ["-f", "lavfi", "-i", &pictures, "-f", "lavfi", "-i", "sine=d=20", "-fps_mode", "vfr"];
        self.make_with(&inputs.into_iter().chain(codecs.split_whitespace()).collect::<Vec<_>>(), name)
    }
}

/// Every rung shows, half a second after each of these times, the picture of that second; the film lasts 20 s.
fn assert_shows(film: &Film, shown: &[(u32, u32)]) {
    assert!(film.plan.timeline.duration_us().abs_diff(20_000_000) < 150_000, "{} us", film.plan.timeline.duration_us());
    let rungs = &film.plan.video.as_ref().unwrap().renditions;
    assert!(rungs.len() > 1 && film.plan.chunks.len() > 5, "the film is cut into chunks");
    for rung in rungs {
        let path = film.joined(&rung.name);
        for (at, second) in shown {
            let got = picture(&path, f64::from(*at) + 0.5, 1, 1)[0][1];
            let want = u8::try_from((50 + second * 10 - 16) * 255 / 219).unwrap();
            assert!(got.abs_diff(want) <= 4, "{} at {at}.5 s: {got} for {want}", rung.name);
        }
    }
}

const TALK: [(u32, u32); 7] = [(0, 0), (1, 1), (4, 1), (8, 1), (16, 1), (17, 17), (19, 17)];

#[tokio::test(flavor = "multi_thread")]
async fn a_talk_with_few_pictures_keeps_each_until_the_next() {
    let studio = studio().await;
    for name in ["talk.mp4", "talk.mkv"] {
        let source = studio.slides(&[0, 1, 17], H264, name);
        assert_shows(&studio.transcode(&source, &quick()).await, &TALK);
    }
}

/// Nothing but reading leads to the last picture here, and it lies farther back than any chunk looks by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_talk_in_containers_without_an_index_keeps_each_picture_too() {
    let studio = studio().await;
    let flash = studio.slides(&[0, 1, 17], &format!("{H264} -ar 44100"), "talk.flv");
    let windows = studio.slides(&[0, 1, 17], "-c:v wmv2 -q:v 2 -c:a wmav2", "talk.wmv");
    for source in [flash, windows] {
        assert_shows(&studio.transcode(&source, &quick()).await, &TALK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_picture_stays_to_the_end_of_the_sound() {
    let studio = studio().await;
    let source = studio.slides(&[0, 1, 2, 3], H264, "tail.mp4");
    assert_shows(&studio.transcode(&source, &quick()).await, &[(0, 0), (2, 2), (3, 3), (10, 3), (19, 3)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_picture_under_sound_stays_for_all_of_it() {
    let studio = studio().await;
    let source = studio.slides(&[3], H264, "podcast.mp4");
    let film = studio.transcode(&source, &quick()).await;
    assert_shows(&film, &[(0, 3), (1, 3), (7, 3), (19, 3)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_picture_is_shown_from_the_start() {
    let studio = studio().await;
    let pictures = "color=s=240x240:r=1:d=5,geq=lum='150+N*10':cb=128:cr=128";
    let late = ["-itsoffset", "15", "-f", "lavfi", "-i", pictures, "-f", "lavfi", "-i", "sine=d=20"];
    let source = studio.make_with(&late.into_iter().chain(H264.split_whitespace()).collect::<Vec<_>>(), "late.mp4");
    assert_shows(&studio.transcode(&source, &quick()).await, &[(0, 10), (5, 10), (14, 10), (15, 10), (17, 12), (19, 14)]);
}

/// Neither the film's length nor a track that is left out makes a chunk read more than its neighbourhood.
#[tokio::test(flavor = "multi_thread")]
async fn no_chunk_of_a_transport_stream_is_read_from_the_beginning() {
    let studio = studio().await;
    let inputs = "-f lavfi -i testsrc2=s=128x240:r=5:d=40 -f lavfi -i sine=d=40:r=48000 -map 0 -map 1 -map 1";
    let codecs = "-c:v mpeg2video -r 25 -g 25 -c:a:0 mp2 -c:a:1 s302m -strict -2 -ac 2 -f mpegts";
    let source = studio.make(&format!("{inputs} {codecs}"), "long.ts");
    let film = studio.transcode(&source, &LadderSettings { chunk_seconds: 5, ..quick() }).await;
    let tasks = film.plan.tasks.iter().zip(&film.decoded);
    let most = tasks.filter(|(task, _)| matches!(task, EncodeTask::Video { .. })).map(|(_, decoded)| decoded.total()).max().unwrap();
    assert!((50..500).contains(&most), "{most} of 1,000 pictures are read for five seconds");
}
