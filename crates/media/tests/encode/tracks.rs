//! Tracks that are left out, sound of every usual codec, and encrypted files.

use crate::support::{quick, studio};
use media::inspect::{InspectError, MediaKind, RejectReason};
use std::path::Path;

const PICTURES: &str = "-f lavfi -i testsrc2=s=320x240:r=25:d=1.5";
const SOUND: &str = "-f lavfi -i sine=d=1.5";
const H264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";

/// A track of DVD subtitles, which no part of ffmpeg makes of text: packets of another kind under its name.
#[tokio::test(flavor = "multi_thread")]
async fn subtitles_made_of_pictures_are_left_out_with_a_note() {
    let studio = studio().await;
    studio.write("s.srt", b"1\n00:00:00,200 --> 00:00:01,000\nhola\n");
    let text = studio.make(&format!("{PICTURES} {SOUND} -i s.srt -map 0 -map 1 -map 2 {H264} -c:a aac -c:s srt"), "text.mkv");
    let mut bytes = std::fs::read(text).unwrap();
    let name = b"S_TEXT/UTF8";
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
    for codec in [b"S_VOBSUB\0\0\0", b"S_HDMV/PGS\0", b"S_DVBSUB\0\0\0", b"S_UNKNOWN\0\0"] {
        bytes[at..at + name.len()].copy_from_slice(codec);
        let film = studio.transcode(&studio.write("pictures.mkv", &bytes), &quick()).await;
        assert!(film.notes().contains(&"track-left-out"), "{codec:?}: {:?}", film.report.notes);
        assert_eq!((film.report.kind, film.report.audio.len()), (MediaKind::Video, 1));
        assert!(film.report.duration_us.abs_diff(1_500_000) < 60_000, "{}", film.report.duration_us);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn usual_codecs_beside_the_commonest_are_decoded() {
    let studio = studio().await;
    let sources = [
        ("-c:a wavpack", "wavpack.mkv", "wavpack"),
        ("-c:a tta", "tta.mkv", "tta"),
        ("-c:a truehd -strict -2 -ar 48000", "truehd.mkv", "truehd"),
        ("-c:a adpcm_yamaha", "yamaha.avi", "adpcm_yamaha"),
    ];
    for (encoder, name, codec) in sources {
        let source = studio.make(&format!("{PICTURES} {SOUND} {H264} {encoder}"), name);
        let film = studio.transcode(&source, &quick()).await;
        assert_eq!(film.report.audio.first().map(|track| track.codec.as_str()), Some(codec), "{name}");
    }
    let source = studio.make(&format!("{PICTURES} {SOUND} -c:v jpeg2000 -c:a pcm_s16le"), "jpeg2000.mov");
    let film = studio.transcode(&source, &quick()).await;
    assert_eq!(film.report.video.map(|video| video.codec).as_deref(), Some("jpeg2000"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_track_outside_the_list_of_decoders_leaves_the_others() {
    let studio = studio().await;
    let inputs = format!("{PICTURES} {SOUND} {SOUND} -map 0 -map 1 -map 2");
    let source = studio.make(&format!("{inputs} {H264} -ar 8000 -ac 1 -c:a:0 aac -c:a:1 g723_1 -b:a:1 6300"), "rare-sound.mkv");
    let film = studio.transcode(&source, &quick()).await;
    assert_eq!(film.report.audio.len(), 1);
    let note = film.report.notes.iter().find(|note| note.code == "track-left-out").unwrap();
    assert!(note.detail.contains("g723_1"), "{}", note.detail);

    let source = studio.make(&format!("{PICTURES} {SOUND} -c:v snow -strict -2 -c:a aac"), "rare-pictures.mkv");
    let film = studio.transcode(&source, &quick()).await;
    assert_eq!(film.report.kind, MediaKind::Audio);
    assert!(film.report.notes.iter().any(|note| note.detail.contains("snow")), "{:?}", film.report.notes);

    let source = studio.make(&format!("{PICTURES} -c:v snow -strict -2"), "only-rare.mkv");
    match studio.inspect(&source).await {
        Err(InspectError::Rejected { reason: RejectReason::UnsupportedFormat, detail }) => {
            assert_eq!(detail, "codec not supported: video track 0 (snow)");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_sound_files_are_accepted() {
    let studio = studio().await;
    let sources = [
        ("-c:a aac -f adts", "plain.aac", "aac"),
        ("-c:a ac3", "plain.ac3", "ac3"),
        ("-c:a eac3", "plain.eac3", "eac3"),
        ("-c:a wavpack", "plain.wv", "wavpack"),
        ("-c:a tta", "plain.tta", "tta"),
    ];
    for (encoder, name, codec) in sources {
        let source = studio.make(&format!("-f lavfi -i sine=d=3 {encoder}"), name);
        let film = studio.transcode(&source, &quick()).await;
        assert_eq!((film.report.kind, film.report.audio[0].codec.as_str()), (MediaKind::Audio, codec));
        assert!(film.report.duration_us.abs_diff(3_000_000) < 100_000, "{name}: {}", film.report.duration_us);
    }
}

/// The reason for which a file is refused; what its owner reads quotes no program.
async fn refusal(studio: &crate::support::Studio, path: &Path) -> RejectReason {
    match studio.inspect(path).await {
        Err(InspectError::Rejected { reason, detail }) => {
            let quoted = ["[", "0x", "Invalid data", "Error while", "no message", "ffmpeg"].iter().any(|sign| detail.contains(sign));
            assert!(!quoted, "{}: {detail}", path.display());
            reason
        }
        other => panic!("{}: {other:?}", path.display()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn encrypted_files_are_refused_as_such() {
    let studio = studio().await;
    let key =
        "-encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8";
    let both = studio.make(&format!("{PICTURES} {SOUND} {H264} -c:a aac {key}"), "both.mp4");
    assert_eq!(refusal(&studio, &both).await, RejectReason::Encrypted);
    // Pictures that decode in spite of it, to noise.
    let pictures = studio.make(&format!("{PICTURES} -c:v mpeg4 {key}"), "mpeg4.mp4");
    assert_eq!(refusal(&studio, &pictures).await, RejectReason::Encrypted);
    let sound = studio.make(&format!("{SOUND} -c:a aac {key}"), "sound.m4a");
    assert_eq!(refusal(&studio, &sound).await, RejectReason::Encrypted);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_refusal_quotes_a_program() {
    let studio = studio().await;
    let whole = std::fs::read(studio.make(&format!("{PICTURES} {H264} -movflags +faststart"), "whole.mp4")).unwrap();
    let mut broken = whole.clone();
    let data = broken.windows(4).position(|window| window == b"mdat").unwrap() + 4;
    broken[data..].iter_mut().enumerate().for_each(|(n, byte)| *byte = u8::try_from(n * 7 % 251).unwrap());
    let broken = studio.write("broken.mp4", &broken);
    assert_eq!(refusal(&studio, &broken).await, RejectReason::Corrupt);
    let noise = studio.write("noise.bin", &(0..9000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect::<Vec<_>>());
    refusal(&studio, &noise).await;
}
