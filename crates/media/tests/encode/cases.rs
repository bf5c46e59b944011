//! The odd films that people upload, each through inspection, plan and encoding.
//! [`Studio::transcode`](crate::support::Studio::transcode) checks what holds for all of them.

use crate::support::{picture, probe, quick, samples, studio};
use media::inspect::{MediaKind, Transfer};
use media::plan::LadderSettings;
use media::rational::Rational;

const H264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";

/// ffmpeg 5 writes a display matrix from a tag, later versions from an input option.
fn turned(studio: &crate::support::Studio, base: &str) -> std::path::PathBuf {
    let path = studio.make_with(&["-i", base, "-c", "copy", "-metadata:s:v:0", "rotate=90"], "turned.mp4");
    if probe(&path, &[])["streams"][0]["side_data_list"].is_null() {
        return studio.make_with(&["-display_rotation", "270", "-i", base, "-c", "copy"], "turned.mp4");
    }
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn rotation_is_applied_on_every_rung() {
    let studio = studio().await;
    // Red above, blue below; a player that turns it by 90 degrees shows blue left, red right.
    studio.make(
        &format!("-f lavfi -i color=red:s=640x180:r=25:d=1.2 -f lavfi -i color=blue:s=640x180:r=25:d=1.2 -filter_complex vstack {H264}"),
        "base.mp4",
    );
    let source = turned(&studio, "base.mp4");
    let film = studio.transcode(&source, &quick()).await;
    let video = film.report.video.as_ref().unwrap();
    assert_eq!((video.width, video.height, video.rotation % 180), (360, 640, 90));
    assert_eq!(film.sizes(), [(120, 214), (240, 426), (360, 640)]);
    let reference = picture(&source, 0.2, 2, 1);
    for rung in ["v120", "v240", "v360"] {
        let shown = picture(&film.joined(rung), 0.2, 2, 1);
        assert!(
            shown[0][0].abs_diff(reference[0][0]) < 40 && shown[1][0].abs_diff(reference[1][0]) < 40,
            "{rung}: {shown:?} {reference:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_sizes_become_even() {
    let studio = studio().await;
    let first = studio.make("-f lavfi -i testsrc=s=325x247:r=15:d=1.2 -c:v libx264 -preset ultrafast -pix_fmt yuv444p", "odd.mp4");
    let film = studio.transcode(&first, &quick()).await;
    assert_eq!(film.sizes(), [(158, 120), (316, 240)]);
    assert!(film.notes().contains(&"odd-size") && film.notes().contains(&"no-sound"));
    let second =
        studio.make("-f lavfi -i testsrc=s=281x157:r=15:d=1 -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt yuv420p", "odd.webm");
    assert_eq!(studio.transcode(&second, &quick()).await.sizes(), [(214, 120), (280, 156)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn high_dynamic_range_becomes_standard() {
    let studio = studio().await;
    if !studio.tools.can_tone_map() {
        return;
    }
    for (curve, transfer) in [("smpte2084", Transfer::Pq), ("arib-std-b67", Transfer::Hlg)] {
        let parameters = format!("log-level=error:colorprim=bt2020:transfer={curve}:colormatrix=bt2020nc:hdr10=1");
        let pattern =
            "-f lavfi -i testsrc2=s=320x240:r=25:d=0.8 -vf format=yuv420p10le -c:v libx265 -preset ultrafast -tag:v hvc1 -x265-params";
        let source = studio.make(&format!("{pattern} {parameters}"), &format!("{curve}.mp4"));
        let film = studio.transcode(&source, &quick()).await;
        let video = film.report.video.as_ref().unwrap();
        assert_eq!((video.transfer, video.bit_depth), (transfer, 10));
        assert!(film.notes().contains(&"hdr") && film.notes().contains(&"high-bit-depth"));
        let shown = picture(&film.top(), 0.2, 8, 8);
        let (least, most) = (shown.iter().flatten().min().unwrap(), shown.iter().flatten().max().unwrap());
        assert!(most - least > 80, "not washed out: {least} to {most}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn variable_rates_are_resampled_and_stay_in_step() {
    let studio = studio().await;
    let select = "select='not(mod(n,7))+lt(mod(t,2),0.5)'";
    let inputs = "-f lavfi -i testsrc2=s=320x240:r=60:d=4 -f lavfi -i sine=d=4 -vf";
    let source = studio.make(&format!("{inputs} {select} -fps_mode vfr {H264} -c:a aac"), "vfr.mp4");
    let film = studio.transcode(&source, &quick()).await;
    assert!(film.notes().contains(&"variable-frame-rate"));
    assert_eq!(film.plan.timeline.rate, Rational::whole(60));
    let last = probe(&source, &["-show_entries", "stream=duration", "-select_streams", "v"]);
    let length: f64 = last["streams"][0]["duration"].as_str().unwrap().parse().unwrap();
    let made = f64::from(u32::try_from(film.plan.timeline.duration_us()).unwrap()) / 1e6;
    assert!((made - length).abs() < 0.05 || (made - 4.0).abs() < 0.05, "{made} of {length}");
    // The same moment shows the same picture, also in the gaps between the bursts.
    for at in [0.25, 0.9, 1.55, 2.3, 3.1, 3.6] {
        let (a, b) = (picture(&source, at, 4, 4), picture(&film.top(), at, 4, 4));
        let off = a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>() / 48;
        assert!(off < 12, "at {at}: {off}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fast_films_are_divided_down() {
    let studio = studio().await;
    let rates = [(144, 60, Rational::whole(48)), (60, 30, Rational::whole(30)), (50, 30, Rational::whole(25))];
    for (source_rate, cap, expected) in rates {
        let source = studio.make(&format!("-f lavfi -i testsrc2=s=128x240:r={source_rate}:d=1.5 {H264}"), &format!("{source_rate}.mp4"));
        let film = studio.transcode(&source, &LadderSettings { max_frame_rate: cap, ..quick() }).await;
        assert_eq!(film.plan.timeline.rate, expected);
        assert_eq!(film.plan.timeline.gop, expected.num());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slower_rung_shares_the_key_frames() {
    let studio = studio().await;
    let source = studio.make(&format!("-f lavfi -i testsrc2=s=256x240:r=50:d=3 {H264}"), "fifty.mp4");
    let mut settings = quick();
    settings.rungs[0].max_frame_rate = Some(30);
    let film = studio.transcode(&source, &settings).await;
    assert_eq!(film.plan.rendition("v120").unwrap().frame_rate, Rational::whole(25));
    assert_eq!(film.plan.rendition("v240").unwrap().frame_rate, Rational::whole(50));
}

#[tokio::test(flavor = "multi_thread")]
async fn interlaced_pal_is_woven_and_widened() {
    let studio = studio().await;
    let filter = "tinterlace=mode=interleave_top,fieldorder=tff,setsar=16/15";
    let encoder = "-pix_fmt yuv420p -flags +ilme+ildct -c:v mpeg2video -q:v 4 -top 1";
    let source = studio.make(&format!("-f lavfi -i testsrc2=s=720x576:r=50:d=1.2 -vf {filter} {encoder}"), "pal.mpg");
    let film = studio.transcode(&source, &quick()).await;
    let video = film.report.video.as_ref().unwrap();
    assert!(video.interlaced && film.plan.video.as_ref().unwrap().correction.deinterlace);
    assert_eq!((video.width, video.height), (768, 576));
    assert_eq!(film.plan.timeline.rate, Rational::whole(25));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_channel_layout_becomes_stereo() {
    let studio = studio().await;
    let inputs = format!("-f lavfi -i testsrc2=s=128x120:r=25:d=1.5 -f lavfi -i sine=frequency=440:duration=1.5 {H264}");
    let sources = [
        ("-af pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0 -c:a aac", "six.mp4", 6),
        ("-af pan=7.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0|c6=c0|c7=c0 -c:a flac", "eight.mkv", 8),
        ("-af pan=3.0|c0=c0|c1=c0|c2=c0 -c:a ac3", "three.mkv", 3),
        ("-af pan=12C|c0=c0|c1=c0 -c:a pcm_s16le", "twelve.mkv", 12),
        ("-ac 1 -ar 22050 -c:a aac", "one.mp4", 1),
    ];
    for (encoder, name, channels) in sources {
        let source = studio.make(&format!("{inputs} {encoder}"), name);
        let film = studio.transcode(&source, &quick()).await;
        assert_eq!(film.report.audio[0].channels, channels, "{name}");
        let loudest = samples(&film.joined("a0")).iter().map(|sample| sample.unsigned_abs()).max().unwrap();
        assert!(loudest > 500, "{name} is silent: {loudest}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tracks_are_chosen_and_nothing_else_is_mapped() {
    let studio = studio().await;
    studio.write("s.srt", b"1\n00:00:00,500 --> 00:00:01,000\nhola\n");
    studio.write("font.ttf", &[7; 4000]);
    let part = |from: u32, to: u32, title: &str| format!("[CHAPTER]\nTIMEBASE=1/1000\nSTART={from}\nEND={to}\ntitle={title}\n");
    studio.write("parts.txt", format!(";FFMETADATA1\n{}{}", part(0, 700, "Uno"), part(700, 1500, "Dos")).as_bytes());
    studio.make(
        &format!("-f lavfi -i testsrc2=s=128x240:r=25:d=1.5 -f lavfi -i sine=frequency=440:duration=1.5 {H264} -c:a aac"),
        "base.mp4",
    );
    let inputs =
        "-i base.mp4 -f lavfi -i sine=880:d=1.5 -i s.srt -i parts.txt -map_chapters 3 -map 0:v -map 0:a -map 1:a -map 2 -attach font.ttf";
    let tags = "-metadata:s:t mimetype=application/x-truetype-font -metadata:s:a:0 language=spa -metadata:s:a:1 language=eng -disposition:a:0 0 -disposition:a:1 default";
    let source = studio.make(&format!("{inputs} -c:v copy -c:a aac -c:s srt {tags}"), "tracks.mkv");
    let film = studio.transcode(&source, &quick()).await;
    let audio: Vec<_> = film.plan.audio.iter().map(|track| (track.language.as_deref(), track.default)).collect();
    assert_eq!(audio, [(Some("eng"), true), (Some("spa"), false)]);
    assert_eq!(film.report.subtitles.len(), 1);
    assert_eq!(film.report.subtitles[0].codec, "subrip");
    let parts: Vec<_> = film.report.chapters.iter().map(|part| (part.start_us, part.title.as_deref())).collect();
    assert_eq!(parts, [(0, Some("Uno")), (700_000, Some("Dos"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shortest_clips_become_one_segment() {
    let studio = studio().await;
    let half = studio.make(&format!("-f lavfi -i testsrc2=s=320x240:r=30:d=0.5 {H264}"), "half.mp4");
    let film = studio.transcode(&half, &quick()).await;
    assert_eq!((film.plan.timeline.segment_count(), film.plan.timeline.units), (1, 15));
    let single = studio.make(&format!("-f lavfi -i testsrc2=s=320x240:r=30 -frames:v 1 {H264}"), "single.mp4");
    let film = studio.transcode(&single, &quick()).await;
    assert_eq!((film.plan.timeline.segment_count(), film.plan.timeline.units), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn recordings_without_a_length_are_measured() {
    let studio = studio().await;
    let source =
        studio.make("-f lavfi -i testsrc2=s=256x240:r=30:d=2 -c:v libvpx -deadline realtime -cpu-used 8 -live 1 -f webm", "live.webm");
    let film = studio.transcode(&source, &quick()).await;
    assert_eq!(film.plan.timeline.units, 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn wide_and_tall_films_are_judged_by_their_short_side() {
    let studio = studio().await;
    let wide = studio.make(&format!("-f lavfi -i testsrc2=s=640x272:r=10:d=1 {H264}"), "wide.mp4");
    assert_eq!(studio.transcode(&wide, &quick()).await.sizes(), [(282, 120), (564, 240), (640, 272)]);
    let tall = studio.make(&format!("-f lavfi -i testsrc2=s=272x640:r=10:d=1 {H264}"), "tall.mp4");
    assert_eq!(studio.transcode(&tall, &quick()).await.sizes(), [(120, 282), (240, 564), (272, 640)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_files_with_and_without_a_cover() {
    let studio = studio().await;
    studio.make("-f lavfi -i color=c=red:s=200x200 -frames:v 1", "cover.jpg");
    let cover = "-f lavfi -i sine=frequency=440:duration=9 -i cover.jpg -map 0:a -map 1:v -c:v copy -disposition:v attached_pic";
    let with = studio.make(&format!("{cover} -c:a libmp3lame -id3v2_version 3"), "with.mp3");
    let apple = studio.make(&format!("{cover} -c:a aac"), "with.m4a");
    let without = studio.make("-f lavfi -i sine=frequency=440:duration=9 -c:a libmp3lame", "without.mp3");
    for (source, has_cover) in [(with, true), (apple, true), (without, false)] {
        let film = studio.transcode(&source, &LadderSettings::default()).await;
        assert_eq!((film.report.kind, film.report.cover.is_some(), film.plan.video.is_none()), (MediaKind::Audio, has_cover, true));
        assert!(film.report.duration_us.abs_diff(9_000_000) < 60_000, "{}", film.report.duration_us);
        assert_eq!(film.plan.timeline.segment_count(), 3);
        assert!(samples(&film.joined("a0")).len().abs_diff(432_000) < 24_000);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tracks_of_different_length_lose_nothing() {
    let studio = studio().await;
    let long_sound = studio.make(&format!("-f lavfi -i testsrc2=s=128x120:r=25:d=1.2 -f lavfi -i sine=d=2.6 {H264} -c:a aac"), "sound.mp4");
    let film = studio.transcode(&long_sound, &quick()).await;
    assert!(film.plan.timeline.units.abs_diff(65) <= 1, "{}", film.plan.timeline.units);
    let long_picture =
        studio.make(&format!("-f lavfi -i testsrc2=s=128x120:r=25:d=2.6 -f lavfi -i sine=d=1.2 {H264} -c:a aac"), "picture.mp4");
    let film = studio.transcode(&long_picture, &quick()).await;
    assert_eq!(film.plan.timeline.units, 65);
}
