//! How long a film is: what was read counts, not what a header says.

use crate::support::{Studio, quick, studio};
use media::inspect::RejectReason;
use std::path::PathBuf;

const PICTURES: &str = "-f lavfi -i testsrc2=s=320x240:r=25";
const H264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";

#[tokio::test(flavor = "multi_thread")]
async fn sound_ends_with_its_last_sample() {
    let studio = studio().await;
    let opus = "-c:a libopus -frame_duration 120";
    let sources = [
        (format!("{opus} -page_duration 20000000"), "long-pages.opus"),
        (format!("{opus} -live 1 -f webm"), "live.webm"),
        (opus.to_owned(), "packets.mka"),
        (opus.to_owned(), "packets.ts"),
        ("-c:a wmav2".to_owned(), "windows.wma"),
        ("-c:a libvorbis".to_owned(), "vorbis.ogg"),
    ];
    for (encoder, name) in sources {
        let source = studio.make(&format!("-f lavfi -i sine=d=3.7:r=48000 {encoder}"), name);
        let report = studio.inspect(&source).await.unwrap();
        assert!(report.duration_us.abs_diff(3_700_000) < 130_000, "{name}: {}", report.duration_us);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_picture_that_stays_is_no_missing_end() {
    let studio = studio().await;
    let slides = "-f lavfi -i testsrc2=s=320x240:r=1:d=80 -f lavfi -i sine=d=80";
    let filter = "-vf select=eq(n\\,0)+eq(n\\,5)+eq(n\\,70) -fps_mode vfr";
    for name in ["slides.mkv", "slides.mp4"] {
        let source = studio.make(&format!("{slides} {filter} {H264} -c:a aac"), name);
        let report = studio.inspect(&source).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert!(report.duration_us.abs_diff(80_000_000) < 100_000, "{name}: {}", report.duration_us);
        assert!(report.notes.iter().all(|note| note.code != "ends-early"), "{name}: {:?}", report.notes);
    }
}

/// A file of fragments whose header says that it lasts `seconds`.
fn boastful(studio: &Studio, seconds: u32) -> PathBuf {
    let sound = "-f lavfi -i sine=d=4";
    let fragments = "-movflags +frag_keyframe+empty_moov -frag_duration 1000000";
    let honest = studio.make(&format!("{PICTURES}:d=4 {sound} {H264} -c:a aac {fragments}"), "honest.mp4");
    let mut bytes = std::fs::read(honest).unwrap();
    for (name, scale, length) in [(b"mvhd", Some(16), 20), (b"tkhd", None, 24), (b"mdhd", Some(16), 20)] {
        let places: Vec<usize> = bytes.windows(4).enumerate().filter(|(_, window)| window == name).map(|(at, _)| at).collect();
        for at in places {
            let scale = scale.map_or(1000, |scale| u32::from_be_bytes(bytes[at + scale..at + scale + 4].try_into().unwrap()));
            bytes[at + length..at + length + 4].copy_from_slice(&(seconds * scale).to_be_bytes());
        }
    }
    studio.write("boastful.mp4", &bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_of_a_streaming_file_plays() {
    let studio = studio().await;
    let film = studio.transcode(&boastful(&studio, 3900), &quick()).await;
    assert!(film.notes().contains(&"ends-early"), "{:?}", film.notes());
    assert!(film.report.duration_us.abs_diff(4_000_000) < 100_000, "{}", film.report.duration_us);

    for name in ["cut.mkv", "cut.ts", "cut.flv"] {
        let sound = "-f lavfi -i sine=d=12";
        let whole = std::fs::read(studio.make(&format!("{PICTURES}:d=12 {sound} {H264} -c:a aac"), name)).unwrap();
        let half = studio.write(&format!("half-{name}"), &whole[..whole.len() / 3]);
        let film = studio.transcode(&half, &quick()).await;
        assert!((2_000_000..6_000_000).contains(&film.report.duration_us), "{name}: {}", film.report.duration_us);
        // The clock of a transport stream is all that it has: nothing says that more should come.
        assert_eq!(film.notes().contains(&"ends-early"), name != "cut.ts", "{name}: {:?}", film.notes());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_indexed_file_is_truncated_when_most_is_missing() {
    let studio = studio().await;
    let whole = std::fs::read(studio.make(&format!("{PICTURES}:d=12 {H264} -movflags +faststart"), "front.mp4")).unwrap();
    let little = studio.write("little.mp4", &whole[..whole.len() / 4]);
    assert_eq!(studio.reason(&little).await, RejectReason::Truncated);
    let most = studio.write("most.mp4", &whole[..whole.len() * 4 / 5]);
    let film = studio.transcode(&most, &quick()).await;
    assert!(film.notes().contains(&"ends-early"), "{:?}", film.notes());
    assert!((8_000_000..11_000_000).contains(&film.report.duration_us), "{}", film.report.duration_us);
}
