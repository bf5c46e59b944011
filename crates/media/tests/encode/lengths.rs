//! How long a film is: what was read counts, not what a header says.

use crate::support::{Studio, picture, quick, samples, studio};
use media::input::Input;
use media::inspect::{InspectError, RejectReason, with_one_clock};
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;

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

/// Three seconds of a recording whose clock begins at `start`, with a flash and a tone from 1.0 to 1.2 s.
fn recording(studio: &Studio, start: &str, name: &str) -> Vec<u8> {
    let flash = "-f lavfi -i color=black:s=320x240:r=30:d=3,drawbox=c=white:t=fill:enable='between(t,1,1.19)'";
    let tone = "-f lavfi -i aevalsrc=if(between(t\\,1\\,1.2)\\,sin(6283*t)\\,0):d=3:s=48000";
    let made = studio.make(&format!("{flash} {tone} {H264} -c:a aac -output_ts_offset {start} -f mpegts"), name);
    std::fs::read(made).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_jump_restart_or_wrap_make_a_film_of_what_is_shown() {
    let studio = studio().await;
    let (zero, ahead) = (recording(&studio, "0", "zero.ts"), recording(&studio, "1000", "ahead.ts"));
    let (later, wrap) = (recording(&studio, "500", "later.ts"), recording(&studio, "95440.7", "wrap.ts"));
    let joined = [
        ("jump.ts", [zero.clone(), ahead].concat(), 2),
        ("back.ts", [later, zero.clone()].concat(), 2),
        ("again.ts", [zero.clone(), zero.clone(), zero].concat(), 3),
        ("wrapped.ts", wrap, 1),
    ];
    for (name, bytes, parts) in joined {
        let source = studio.write(name, &bytes);
        assert!(matches!(studio.inspect(&source).await, Err(InspectError::BrokenClock)), "{name}");
        let copy = with_one_clock(&studio.tools, &Input::File(source), &CancellationToken::new()).await.unwrap();
        let film = studio.transcode(&copy.path(), &quick()).await;
        assert!(film.report.duration_us.abs_diff(parts * 3_000_000) < 100_000, "{name}: {}", film.report.duration_us);
        let (top, sound) = (film.top(), samples(&film.joined("a0")));
        for part in 0..u32::try_from(parts).unwrap() {
            let second = f64::from(part) * 3.0 + 1.0;
            let bright = |at: f64| picture(&top, at, 1, 1)[0][1] > 128;
            assert_eq!([bright(second - 0.1), bright(second + 0.06), bright(second + 0.3)], [false, true, false], "{name} {part}");
            let at = usize::try_from(part).unwrap() * 144_000 + 48_000;
            let loud = |from: usize| sound[from..from + 2_400].iter().any(|sample| sample.unsigned_abs() > 2_000);
            assert_eq!([loud(at - 5_000), loud(at + 3_000), loud(at + 14_000)], [false, true, false], "{name} {part}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_with_one_clock_stays_as_it_is() {
    let studio = studio().await;
    for (start, name) in [("0", "zero.ts"), ("1000", "late.ts")] {
        let source = studio.write(name, &recording(&studio, start, "made.ts"));
        let report = studio.inspect(&source).await.unwrap();
        assert!(report.duration_us.abs_diff(3_000_000) < 100_000, "{name}: {}", report.duration_us);
    }
}
