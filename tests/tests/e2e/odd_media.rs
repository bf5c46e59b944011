//! Films as people's telephones, recorders and editors make them, through the whole server.

use crate::browsers::suite;
use serde_json::{Value, json};
use std::path::Path;
use tests::film::{Master, Rendition};
use tests::person::text;
use tests::probe::{self, number, stream};
use tests::{Backend, Person, Server, clip};

/// What may become of a file.
enum End {
    /// Ready, with pictures.
    Film,
    /// Ready, with sound only.
    Sound,
    /// Refused with one of these reasons.
    Refused(&'static [&'static str]),
    /// Ready, or refused with one of these reasons.
    Either(&'static [&'static str]),
}

const BROKEN: &[&str] = &["corrupt", "truncated", "not-media", "unsupported-format", "no-streams"];

/// The files of the suite with what its page says of them.
const ODD: [(&str, End); 20] = [
    ("sample_rotate_and_reflect.mp4", End::Film),
    ("portrait_4k60.mp4", End::Film),
    ("hlg10-color-test.mp4", End::Film),
    ("dolbyVision-hdr.MOV", End::Film),
    ("h265_with_metadata_track.mp4", End::Film),
    ("edit_list_positive_shift.mp4", End::Film),
    ("bbb_800x640_768kbps_30fps_avc_2b_firstpts_10_sec.mp4", End::Film),
    ("sample_empty_track.mp4", End::Film),
    ("sample_shorter_audio.mp4", End::Film),
    ("sample_with_fake_auxiliary_tracks.mp4", End::Either(BROKEN)),
    ("8k24fps_300ms.mp4", End::Either(&["picture-too-large"])),
    ("sample_eac3joc.mp4", End::Sound),
    ("bear-vp9-odd-dimensions.webm", End::Film),
    ("invalid-bitstream.webm", End::Either(BROKEN)),
    ("200kB-garbage-prefix.mp3", End::Either(BROKEN)),
    ("sample.flv", End::Film),
    ("sample_scte35.ts", End::Film),
    ("video_rotation_90.mp4", End::Either(BROKEN)),
    ("chunk_out_of_range.mp4", End::Refused(BROKEN)),
    ("test-middle-pat-pmt.ts", End::Either(BROKEN)),
];

/// Every file of the suite ends as it should, and what comes out of it is clean.
#[tokio::test(flavor = "multi_thread")]
async fn every_odd_file_ends_well_or_with_a_reason() {
    let Some(folder) = suite("odd") else { return };
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let mut sent = Vec::new();
    for (name, end) in &ODD {
        sent.push((name, end, ana.send(name, "public", &folder.join(name)).await));
    }
    let mut faults = Vec::new();
    for (name, end, video) in sent {
        let view = ana.until_done(&video).await;
        let code = view["failure"]["code"].as_str();
        let sound = ana.video(&video).await.json()["kind"] == "audio";
        eprintln!("{name}: {} {} {}", view["state"], code.unwrap_or_default(), if sound { "sound" } else { "film" });
        let well = match (end, code) {
            (End::Film, None) => !sound,
            (End::Sound, None) => sound,
            (End::Either(_), None) => true,
            (End::Refused(reasons) | End::Either(reasons), Some(code)) => reasons.contains(&code),
            _ => false,
        };
        if !well {
            faults.push(format!("{name}: {view}"));
        } else if code.is_none() {
            faults.extend(clean(&server, &ana, &video).await.into_iter().map(|fault| format!("{name}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What is wrong with a finished video, by looking at all its bytes.
async fn clean(server: &Server, ana: &Person, video: &str) -> Vec<String> {
    let api = server.api();
    let view = ana.video(video).await.json();
    let master_url = ana.master(video).await;
    let master = Master::fetch(&api, &master_url).await;
    let folder = server.media().join(video);
    std::fs::create_dir_all(&folder).unwrap();
    let mut faults = Vec::new();
    for entry in master.playlists() {
        let rendition = Rendition::fetch(&api, &entry.url, &folder).await;
        let errors = probe::decode_errors(rendition.path());
        if !errors.is_empty() {
            faults.push(format!("{}: {errors}", entry.url));
        }
        let seen = probe::probe(rendition.path());
        if let Some(picture) = stream(&seen, "video") {
            faults.extend(clean_picture(picture, &view));
        }
        let told = view["duration_seconds"].as_f64().unwrap();
        if (rendition.playlist.duration() - told).abs() > 0.1_f64.max(told * 0.005) {
            faults.push(format!("{}: {} s long, the video says {told}", entry.url, rendition.playlist.duration()));
        }
    }
    faults
}

/// 8 bit, standard range and colours, even, upright, in the video's own shape.
fn clean_picture(picture: &Value, view: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let (width, height) = (picture["width"].as_f64().unwrap(), picture["height"].as_f64().unwrap());
    if picture["pix_fmt"] != "yuv420p" || !width.rem_euclid(2.0).eq(&0.0) || !height.rem_euclid(2.0).eq(&0.0) {
        faults.push(format!("{} {width}x{height}", picture["pix_fmt"]));
    }
    for (tag, value) in [("color_space", "bt709"), ("color_transfer", "bt709"), ("color_primaries", "bt709"), ("color_range", "tv")] {
        if picture[tag] != value && !picture[tag].is_null() {
            faults.push(format!("{tag} is {}", picture[tag]));
        }
    }
    let turned = picture["side_data_list"].as_array().is_some_and(|list| list.iter().any(|data| !data["rotation"].is_null()));
    let shape = view["width"].as_f64().unwrap() / view["height"].as_f64().unwrap();
    if turned || (width / height / shape - 1.0).abs() > 0.03 {
        faults.push(format!("{width}x{height} of a video of {}x{}", view["width"], view["height"]));
    }
    if !matches!(picture["sample_aspect_ratio"].as_str(), None | Some("1:1")) {
        faults.push(format!("pixels of {}", picture["sample_aspect_ratio"]));
    }
    faults
}

tests::on_both_backends! {
    /// M01, M02, M03, M04, M07, M12, M14, M18 and M21 as made films: kind, shape, length, tracks.
    async fn made_films_end_as_their_rows_say(backend: Backend) {
        let server = Server::start(backend).await;
        let ana = Person::register(&server, "ana").await;
        let mut sent = Vec::new();
        for made in rows(&server.media()) {
            let video = ana.send(made.name, "public", &made.file).await;
            sent.push((made, video));
        }
        for (made, video) in sent {
            let name = made.name;
            let processing = ana.until_ready(&video).await;
            let view = ana.video(&video).await.json();
            assert_eq!(view["kind"], made.kind, "{name}: {view}");
            if let Some((width, height)) = made.size {
                assert_eq!((&view["width"], &view["height"]), (&json!(width), &json!(height)), "{name}: {view}");
            }
            assert!((view["duration_seconds"].as_f64().unwrap() - made.seconds).abs() < 0.1, "{name}: {view}");
            let faults = clean(&server, &ana, &video).await;
            assert!(faults.is_empty(), "{name}: {faults:#?}");
            let master = Master::fetch(&server.api(), &ana.master(&video).await).await;
            assert_eq!(master.groups.len(), made.sounds, "{name}: {}", master.text);
            if made.kind == "video" {
                assert!(view["poster_url"].is_string(), "{name} has no poster: {processing}");
            }
            if name == "m12.mkv" {
                let tracks: Vec<(&str, &str)> = master.groups.iter().map(|group| (group.get("LANGUAGE"), group.get("DEFAULT"))).collect();
                assert!(tracks.contains(&("en", "YES")) && tracks.contains(&("es", "NO")), "{tracks:?}");
            }
            if name == "m04.mp3" {
                server.api().get(&text(&view["poster_url"])).await.expect(200);
            }
        }
    }
}

struct Made {
    name: &'static str,
    file: std::path::PathBuf,
    kind: &'static str,
    size: Option<(u32, u32)>,
    seconds: f64,
    sounds: usize,
}

fn rows(folder: &Path) -> Vec<Made> {
    let make = |arguments: &str| clip::ffmpeg(folder, arguments);
    let video = "-f lavfi -i testsrc2=s=640x360:r=30:d=3";
    let sound = "-f lavfi -i sine=frequency=440:duration=3";
    let fast = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    make(&format!("{video} {sound} {fast} -c:a aac -shortest base.mp4"));
    make("-f lavfi -i color=c=red:s=600x600 -frames:v 1 cover.jpg");
    clip::file(folder, "s.srt", "1\n00:00:00,500 --> 00:00:02,000\nhola\n");
    clip::file(folder, "font.ttf", vec![9; 4000]);
    // From ffmpeg 6 on the display matrix is an option of the input.
    let turned = ["-i base.mp4 -c copy -metadata:s:v:0 rotate=90 m01.mp4", "-display_rotation 90 -i base.mp4 -c copy m01.mp4"];
    let turned = turned.iter().map(|arguments| make(arguments)).find(|file| is_turned(file)).expect("a turned film");
    let film = |name, file, size, seconds, sounds| Made { name, file, kind: "video", size, seconds, sounds };
    let tracks = "-map 0:v -map 0:a -map 1:a -map 2 -attach font.ttf -metadata:s:t mimetype=application/x-truetype-font -c:v copy -c:a aac -c:s srt \
        -metadata:s:a:0 language=spa -metadata:s:a:1 language=eng -disposition:a:0 0 -disposition:a:1 default";
    vec![
        film("m01.mp4", turned, Some((360, 640)), 3.0, 1),
        film(
            "m02.mp4",
            make("-f lavfi -i testsrc=s=1165x767:r=15:d=2 -c:v libx264 -preset ultrafast -pix_fmt yuv444p m02.mp4"),
            Some((1165, 767)),
            2.0,
            0,
        ),
        film("m03.mp4", make(&format!("{video} {fast} m03.mp4")), Some((640, 360)), 3.0, 0),
        Made {
            name: "m04.mp3",
            file: make(&format!(
                "{sound} -i cover.jpg -map 0:a -map 1:v -c:a libmp3lame -c:v copy -id3v2_version 3 -disposition:v attached_pic m04.mp3"
            )),
            kind: "audio",
            size: None,
            seconds: 3.0,
            sounds: 0,
        },
        Made { name: "m04.m4a", file: make(&format!("{sound} -c:a aac m04.m4a")), kind: "audio", size: None, seconds: 3.0, sounds: 0 },
        film("m12.mkv", make(&format!("-i base.mp4 -f lavfi -i sine=880:d=3 -i s.srt {tracks} m12.mkv")), Some((640, 360)), 3.0, 2),
        film(
            "m14_1frame.mp4",
            make("-f lavfi -i testsrc2=s=320x240:r=30 -frames:v 1 -c:v libx264 -pix_fmt yuv420p m14_1frame.mp4"),
            Some((320, 240)),
            0.033,
            0,
        ),
        film(
            "m14_half.mp4",
            make("-f lavfi -i testsrc2=s=320x240:r=30:d=0.5 -c:v libx264 -pix_fmt yuv420p m14_half.mp4"),
            Some((320, 240)),
            0.5,
            0,
        ),
        film(
            "m18.webm",
            make(&format!("{video} -c:v libvpx -deadline realtime -cpu-used 8 -live 1 -f webm m18.webm")),
            Some((640, 360)),
            3.0,
            0,
        ),
        film("m21.mp4", make(&format!("-f lavfi -i testsrc2=s=544x1280:r=10:d=1 {fast} m21.mp4")), Some((544, 1280)), 1.0, 0),
    ]
}

fn is_turned(file: &Path) -> bool {
    let seen = probe::probe(file.to_str().unwrap());
    stream(&seen, "video").is_some_and(|picture| {
        picture["side_data_list"]
            .as_array()
            .is_some_and(|list| list.iter().any(|data| data["rotation"].as_i64().is_some_and(|turn| turn != 0)))
    })
}

/// M23: what the owner edits while the file is being encoded does not touch the encode.
#[tokio::test(flavor = "multi_thread")]
async fn edits_do_not_touch_the_encode() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let song = clip::ffmpeg(&server.media(), "-f lavfi -i sine=frequency=330:duration=180 -c:a libmp3lame -b:a 64k song.mp3");
    let video = ana.send("Canción", "private", &song).await;
    let mut edits = 0;
    loop {
        let body = json!({ "title": format!("Canción {edits}"), "visibility": if edits % 2 == 0 { "public" } else { "private" } });
        ana.api.patch(&format!("/api/videos/{video}"), &body).await.expect(200);
        edits += 1;
        let view = ana.processing(&video).await;
        assert_ne!(view["state"], "failed", "{view}");
        if view["state"] == "ready" {
            break;
        }
        tests::wait::pause(100).await;
    }
    assert!(edits > 2, "only {edits} edits before it was ready");
    ana.api.patch(&format!("/api/videos/{video}"), &json!({ "visibility": "public" })).await.expect(200);
    let view = ana.video(&video).await.json();
    assert!((view["duration_seconds"].as_f64().unwrap() - 180.0).abs() < 0.5, "{view}");
    let seen = probe::probe(&ana.master(&video).await);
    assert!((number(&seen["format"]["duration"]) - 180.0).abs() < 0.5, "{}", seen["format"]);
    assert!(text(&view["title"]).starts_with("Canción"));
}
