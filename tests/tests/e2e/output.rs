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
    async fn of(server: &Server, ana: &Person, video: &str) -> Self {
        let api = server.api();
        let master = Master::fetch(&api, &ana.master(video).await).await;
        let folder = server.media().join(video);
        std::fs::create_dir(&folder).unwrap();
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

/// A film to make, and what is expected of its renditions.
struct Source {
    size: &'static str,
    /// Pictures per second as ffmpeg takes it, and as the output has it.
    rate: (&'static str, f64),
    seconds: f64,
    has_sound: bool,
    rungs: usize,
}

const fn source(size: &'static str, rate: (&'static str, f64), seconds: f64, has_sound: bool, rungs: usize) -> Source {
    Source { size, rate, seconds, has_sound, rungs }
}

/// Landscape, upright, square, wide and odd; every usual rate and some that are divided; shorter than a segment and
/// longer than two chunks; with and without sound.
const SOURCES: [Source; 16] = [
    source("640x360", ("10", 10.0), 3.0, true, 2),
    source("360x640", ("15", 15.0), 3.0, true, 2),
    source("160x90", ("15", 15.0), 41.0, true, 1),
    source("640x272", ("24000/1001", 24_000.0 / 1001.0), 6.0, true, 2),
    source("321x181", ("24", 24.0), 4.0, true, 1),
    // The tail of 0.3 s is merged into the segment before.
    source("640x360", ("25", 25.0), 12.3, true, 2),
    source("320x240", ("25", 25.0), 0.48, true, 1),
    source("640x360", ("30000/1001", 30_000.0 / 1001.0), 14.0, true, 2),
    source("426x240", ("30", 30.0), 4.5, false, 1),
    source("320x240", ("30", 30.0), 0.1, false, 1),
    source("240x426", ("50", 50.0), 4.0, true, 1),
    source("320x240", ("60000/1001", 60_000.0 / 1001.0), 5.0, true, 1),
    source("640x360", ("60", 60.0), 9.0, true, 2),
    source("360x360", ("60", 60.0), 2.0, false, 2),
    source("564x240", ("120", 60.0), 1.5, false, 1),
    source("320x240", ("144", 48.0), 2.0, true, 1),
];

impl Source {
    fn make(&self, folder: &Path, number: usize) -> PathBuf {
        let Self { size, rate: (rate, _), seconds, .. } = self;
        let sound = if self.has_sound { format!("-f lavfi -i sine=440:d={seconds} -c:a aac -shortest") } else { String::new() };
        // Without subsampled colours a picture may have odd sides.
        let encode = "-c:v libx264 -preset ultrafast -pix_fmt yuv444p -movflags +faststart";
        clip::ffmpeg(folder, &format!("-f lavfi -i testsrc2=s={size}:r={rate}:d={seconds} {sound} {encode} source-{number}.mp4"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_output_holds_what_the_checklist_says() {
    let server = Server::start(Backend::Local).await;
    let ana = Person::register(&server, "ana").await;
    let mut sent = Vec::new();
    for (number, source) in SOURCES.iter().enumerate() {
        let file = source.make(&server.media(), number);
        sent.push((source, ana.send("Salida", "public", &file).await));
    }
    for (source, video) in sent {
        let Source { size, rate: (name, rate), seconds, .. } = *source;
        eprintln!("{size} at {name}, {seconds} s");
        ana.until_ready(&video).await;
        let output = Output::of(&server, &ana, &video).await;
        assert_eq!((output.pictures.len(), output.sound.len()), (source.rungs, usize::from(source.has_sound)), "{}", output.master.text);
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
    let merged = list.segments.len() == 1 || list.segments.iter().all(|(_, told)| *told >= 0.5);
    assert!(merged, "a tail was not merged: {}", list.text);
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
    let sound = output.sound.first();
    if let Some((group, _)) = sound {
        let wanted = [("TYPE", "AUDIO"), ("DEFAULT", "YES"), ("AUTOSELECT", "YES"), ("CHANNELS", "2")];
        assert!(wanted.iter().all(|(name, value)| group.get(name) == *value) && !group.get("NAME").is_empty(), "{group:?}");
    }
    for (entry, rendition) in &output.pictures {
        let codecs: Vec<String> = [Some(rendition), sound.map(|(_, sound)| sound)].into_iter().flatten().map(Rendition::codec).collect();
        assert_eq!(entry.get("CODECS"), codecs.join(","));
        assert_eq!(entry.get("AUDIO"), sound.map_or("", |(group, _)| group.get("GROUP-ID")));
        let seen = probe::probe(rendition.path());
        let picture = probe::stream(&seen, "video").expect("pictures");
        assert_eq!(entry.get("RESOLUTION"), format!("{}x{}", picture["width"], picture["height"]));
        assert_eq!(picture["pix_fmt"], "yuv420p");
        assert!((entry.number("FRAME-RATE") - rate).abs() < 0.001, "{entry:?}");
        let with_sound = |rate: fn(&Rendition) -> f64| rate(rendition) + sound.map_or(0.0, |(_, sound)| rate(sound));
        within_tenth("BANDWIDTH", entry.number("BANDWIDTH"), with_sound(peak));
        within_tenth("AVERAGE-BANDWIDTH", entry.number("AVERAGE-BANDWIDTH"), with_sound(average));
    }
    // Players begin with the first variant, which is the one that is nearest to 2 Mbit/s.
    let distances: Vec<f64> = master.variants.iter().map(|entry| (entry.number("AVERAGE-BANDWIDTH") - 2e6).abs()).collect();
    assert!(distances.iter().all(|distance| *distance >= distances[0]), "{}", master.text);
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
    // A film that is shorter than that has no such run.
    if found > 0.0 { found } else { average(rendition) }
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
    let video = ana.publish("Salida", "public", &source).await;
    let output = Output::of(&server, &ana, &video).await;
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
