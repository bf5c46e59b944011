//! The checklist for our own output, read as a player reads it.

use std::path::{Path, PathBuf};
use tests::film::{Entry, Master, Rendition};
use tests::probe::{self, Packet};
use tests::{Backend, Person, Server, clip};

/// One AAC frame at 48 kHz.
const SOUND_FRAME: f64 = 1024.0 / 48_000.0;

/// A finished video with all its bytes.
struct Output {
    master: Master,
    pictures: Vec<(Entry, Rendition)>,
    sound: Vec<(Entry, Rendition)>,
}

impl Output {
    async fn of(server: &Server, ana: &Person, file: &Path) -> Self {
        let video = ana.publish("Salida", "public", file).await;
        let api = server.api();
        let master = Master::fetch(&api, &ana.master(&video).await).await;
        let folder = server.media();
        let (mut pictures, mut sound) = (Vec::new(), Vec::new());
        for entry in &master.variants {
            pictures.push((entry.clone(), Rendition::fetch(&api, &entry.url, &folder).await));
        }
        for entry in &master.groups {
            sound.push((entry.clone(), Rendition::fetch(&api, &entry.url, &folder).await));
        }
        Self { master, pictures, sound }
    }
}

/// A film with a name, its length and its frame rate.
fn films(folder: &Path) -> [(&'static str, PathBuf, f64, f64); 3] {
    let encode = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -shortest -movflags +faststart";
    let make = |name: &str, rate: &str, seconds: f64| {
        let input = format!("-f lavfi -i testsrc2=s=640x360:r={rate}:d={seconds} -f lavfi -i sine=440:d={seconds}");
        clip::ffmpeg(folder, &format!("{input} {encode} {name}.mp4"))
    };
    [
        // The tail of 0.3 s is merged into the segment before.
        ("25 pictures per second, a short tail", make("tail", "25", 12.3), 12.3, 25.0),
        ("29.97 pictures per second", make("ntsc", "30000/1001", 14.0), 14.0, 30_000.0 / 1001.0),
        ("60 pictures per second", make("fast", "60", 9.0), 9.0, 60.0),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_output_holds_what_the_checklist_says() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    for (name, file, seconds, rate) in films(&server.media()) {
        eprintln!("{name}");
        let output = Output::of(&server, &ana, &file).await;
        assert_eq!((output.pictures.len(), output.sound.len()), (2, 1), "{}", output.master.text);
        key_frames_are_aligned(&output);
        for (_, rendition) in output.pictures.iter().chain(&output.sound) {
            times_are_continuous(rendition, rate);
            playlist_is_true(rendition, seconds, rate);
        }
        boundaries_agree(&output);
        master_is_true(&output, rate);
    }
}

/// Key frames stand at the same times on every rung, and each segment begins with one.
fn key_frames_are_aligned(output: &Output) {
    let keys = |rendition: &Rendition| -> Vec<f64> {
        probe::packets(rendition.path()).into_iter().filter(|packet| packet.key).map(|packet| packet.pts).collect()
    };
    let first = keys(&output.pictures[0].1);
    for (_, rendition) in &output.pictures {
        assert_same("key frames", &keys(rendition), &first, 1e-4);
        for start in rendition.starts() {
            // What ffprobe calls the first time of a file is its own affair; steps are not.
            let offset = first[0];
            assert!(first.iter().any(|key| (key - offset - start).abs() < 1e-3), "no key frame at {start}: {first:?}");
        }
    }
}

/// `tfdt` goes on where the segment before ended, and no picture is missing or doubled.
fn times_are_continuous(rendition: &Rendition, rate: f64) {
    let starts = rendition.starts();
    assert!(starts[0].abs() < 1e-6, "the film begins at {}", starts[0]);
    let packets = probe::packets(rendition.path());
    let is_sound = rendition.codec().starts_with("mp4a");
    let frame = if is_sound { SOUND_FRAME } else { 1.0 / rate };
    let dts: Vec<f64> = packets.iter().map(|packet| packet.dts).collect();
    assert!(dts.is_sorted());
    let mut pts: Vec<f64> = packets.iter().map(|packet| packet.pts).collect();
    pts.sort_by(f64::total_cmp);
    for times in [&dts, &pts] {
        for pair in times.windows(2) {
            assert!((pair[1] - pair[0] - frame).abs() < 0.0015, "a step of {} after {}", pair[1] - pair[0], pair[0]);
        }
    }
}

/// `EXTINF` are the measured lengths; no segment is far longer than the target.
fn playlist_is_true(rendition: &Rendition, seconds: f64, rate: f64) {
    let list = &rendition.playlist;
    let is_sound = rendition.codec().starts_with("mp4a");
    let frame = if is_sound { SOUND_FRAME } else { 1.0 / rate };
    let starts = rendition.starts();
    let packets = probe::packets(rendition.path());
    let end = packets.len() as f64 * frame;
    let ends = starts.iter().skip(1).copied().chain([end]);
    for ((start, end), (url, told)) in starts.iter().zip(ends).zip(&list.segments) {
        assert!((end - start - told).abs() < frame + 1e-3, "{url}: EXTINF {told}, measured {}", end - start);
        assert!(*told <= list.target + 0.5, "{url} is {told} long, the target is {}", list.target);
        assert!(told.round() <= list.target, "{url} is {told} long, the target is {}", list.target);
    }
    assert!(list.segments.iter().all(|(_, told)| *told >= 0.5), "a tail was not merged: {}", list.text);
    assert!((list.duration() - seconds).abs() < frame.max(seconds * 0.005), "{} of {seconds} s: {}", list.duration(), list.url);
}

/// Segments of sound and pictures begin together, within one frame of sound.
fn boundaries_agree(output: &Output) {
    let pictures = output.pictures[0].1.starts();
    for (_, rendition) in &output.pictures {
        assert_same("segment starts", &rendition.starts(), &pictures, 1e-6);
    }
    for (_, rendition) in &output.sound {
        assert_same("segment starts of sound", &rendition.starts(), &pictures, SOUND_FRAME + 1e-6);
    }
}

/// What the master says of each variant is what its bytes say.
fn master_is_true(output: &Output, rate: f64) {
    let master = &output.master;
    assert!(master.text.contains("#EXT-X-INDEPENDENT-SEGMENTS"), "{}", master.text);
    let [(group, sound)] = output.sound.as_slice() else { panic!("one sound: {}", master.text) };
    let wanted = [("TYPE", "AUDIO"), ("DEFAULT", "YES"), ("AUTOSELECT", "YES"), ("CHANNELS", "2")];
    assert!(wanted.iter().all(|(name, value)| group.get(name) == *value) && !group.get("NAME").is_empty(), "{group:?}");
    for (entry, rendition) in &output.pictures {
        assert_eq!(entry.get("CODECS"), format!("{},{}", rendition.codec(), sound.codec()));
        assert_eq!(entry.get("AUDIO"), group.get("GROUP-ID"));
        let seen = probe::probe(rendition.path());
        let picture = probe::stream(&seen, "video").expect("pictures");
        assert_eq!(entry.get("RESOLUTION"), format!("{}x{}", picture["width"], picture["height"]));
        assert_eq!(picture["pix_fmt"], "yuv420p");
        assert!((entry.number("FRAME-RATE") - rate).abs() < 0.001, "{entry:?}");
        let (peak, average) = (peak(rendition) + peak(sound), average(rendition) + average(sound));
        within_tenth("BANDWIDTH", entry.number("BANDWIDTH"), peak);
        within_tenth("AVERAGE-BANDWIDTH", entry.number("AVERAGE-BANDWIDTH"), average);
    }
    // The variant that is nearest to 2 Mbit/s is what players begin with.
    let heights: Vec<&str> = master.variants.iter().filter_map(|entry| entry.get("RESOLUTION").split('x').nth(1)).collect();
    assert_eq!(heights[0], "360", "{}", master.text);
    assert_eq!(master.iframes.len(), master.variants.len(), "{}", master.text);
}

#[track_caller]
fn assert_same(what: &str, left: &[f64], right: &[f64], tolerance: f64) {
    assert_eq!(left.len(), right.len(), "{what}: {left:?} and {right:?}");
    for (left, right) in left.iter().zip(right) {
        assert!((left - right).abs() <= tolerance, "{what}: {left} and {right}");
    }
}

#[track_caller]
fn within_tenth(what: &str, told: f64, measured: f64) {
    assert!((told / measured - 1.0).abs() <= 0.1, "{what} says {told}, measured {measured}");
}

/// The highest bit rate of a run of segments between half and one and a half target durations (RFC 8216, section 4.1).
fn peak(rendition: &Rendition) -> f64 {
    let list = &rendition.playlist;
    let parts: Vec<(f64, f64)> = list.segments.iter().zip(&rendition.segments).map(|((_, s), b)| (*s, b.len() as f64 * 8.0)).collect();
    let mut found: f64 = 0.0;
    for from in 0..parts.len() {
        for to in from + 1..=parts.len() {
            let (seconds, bits) = parts[from..to].iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
            if (0.5 * list.target..=1.5 * list.target).contains(&seconds) {
                found = found.max(bits / seconds);
            }
        }
    }
    found
}

fn average(rendition: &Rendition) -> f64 {
    rendition.segments.iter().map(bytes::Bytes::len).sum::<usize>() as f64 * 8.0 / rendition.playlist.duration()
}

/// A flash and a beep that come together in the source come together in every rung, over the joins
/// of chunks too.
#[tokio::test(flavor = "multi_thread")]
async fn pictures_and_sound_stay_together() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let source = clip::flashes(&server.media(), 14);
    let output = Output::of(&server, &ana, &source).await;
    let beeps = beeps(output.sound[0].1.path());
    assert_eq!(beeps.len(), 13, "{beeps:?}");
    for (entry, rendition) in &output.pictures {
        let lag = first_time(rendition);
        let flashes: Vec<f64> = flashes(rendition.path()).into_iter().map(|at| at - lag).collect();
        for (second, (flash, beep)) in (1_u32..).zip(flashes.iter().zip(&beeps)) {
            assert!((flash - f64::from(second)).abs() < 0.001, "{}: a flash at {flash}", entry.get("RESOLUTION"));
            assert!((flash - beep).abs() < 0.020, "{}: flash {flash}, beep {beep}", entry.get("RESOLUTION"));
        }
        assert_eq!(flashes.len(), beeps.len(), "{flashes:?}");
    }
}

/// ffmpeg shows files whose pictures are decoded out of order later by a constant; players do not.
fn first_time(rendition: &Rendition) -> f64 {
    let packets: Vec<Packet> = probe::packets(rendition.path());
    packets.iter().map(|packet| packet.pts).fold(f64::INFINITY, f64::min)
}

/// The first white frame of each flash.
fn flashes(file: &str) -> Vec<f64> {
    let report = probe::filtered(file, &["-vf", "signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-"]);
    let mut times = Vec::new();
    let (mut at, mut was_white) = (0.0, false);
    for line in report.lines() {
        if let Some((_, time)) = line.split_once("pts_time:") {
            at = time.trim().parse().expect("a time");
        } else if let Some((_, level)) = line.split_once("YAVG=") {
            let is_white = level.trim().parse::<f64>().expect("a level") > 120.0;
            if is_white && !was_white {
                times.push(at);
            }
            was_white = is_white;
        }
    }
    times
}

/// Where silence ends.
fn beeps(file: &str) -> Vec<f64> {
    let report = probe::filtered(file, &["-af", "silencedetect=n=-20dB:d=0.3"]);
    let ends = report.lines().filter_map(|line| line.split_once("silence_end: "));
    ends.filter_map(|(_, rest)| rest.split_ascii_whitespace().next()?.parse().ok()).filter(|at| *at < 13.9).collect()
}
