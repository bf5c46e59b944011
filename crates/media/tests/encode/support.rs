//! A folder, the tools, and one function for each thing that tests do again and again.

use async_trait::async_trait;
use media::encode::{self, EncodeSink, InitSegment, Segment, SinkError};
use media::ffmpeg::{Decoded, FfmpegSettings, Tools};
use media::input::Input;
use media::inspect::{InspectError, InspectSettings, RejectReason, SourceReport, inspect};
use media::plan::{LadderSettings, RungSettings, TranscodePlan, plan};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// A place to make and transcode media in.
pub(crate) struct Studio {
    pub(crate) dir: TempDir,
    pub(crate) tools: Tools,
}

pub(crate) async fn studio() -> Studio {
    let dir = tempfile::tempdir().unwrap();
    let tools = Tools::detect(ffmpeg(), &dir.path().join("scratch")).await.unwrap();
    Studio { dir, tools }
}

/// The program under test: `CLAQUETA_TEST_FFMPEG`, or the system's ffmpeg. Sources are always made and results always read
/// with the system's, so that both versions are given and judged by the same.
#[expect(clippy::disallowed_methods, reason = "a run of the tests names the program")]
pub(crate) fn ffmpeg() -> FfmpegSettings {
    let default = FfmpegSettings::default();
    FfmpegSettings { ffmpeg: std::env::var("CLAQUETA_TEST_FFMPEG").unwrap_or(default.ffmpeg), ..default }
}

/// Cheap settings: few rungs, and segments of a second so that short clips have several chunks.
pub(crate) fn quick() -> LadderSettings {
    let rung = |short_side, max_kbps| RungSettings { short_side, max_kbps, max_frame_rate: None };
    LadderSettings {
        rungs: vec![rung(120, 200), rung(240, 500), rung(1080, 5000)],
        gop_seconds: 1,
        segment_seconds: 1,
        first_chunk_seconds: 1,
        chunk_seconds: 2,
        ..LadderSettings::default()
    }
}

impl Studio {
    /// Runs ffmpeg on whitespace-separated arguments in the studio's folder; gives the path of `name`, the last of them.
    pub(crate) fn make(&self, arguments: &str, name: &str) -> PathBuf {
        self.make_with(&arguments.split_whitespace().collect::<Vec<_>>(), name)
    }

    pub(crate) fn make_with(&self, arguments: &[&str], name: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        let mut command = Command::new("ffmpeg");
        command.current_dir(self.dir.path()).args(["-y", "-v", "error", "-nostdin"]).args(arguments).arg(&path);
        assert!(command.status().unwrap().success(), "{arguments:?}");
        path
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) async fn inspect(&self, path: &Path) -> Result<SourceReport, InspectError> {
        let input = Input::File(path.to_owned());
        inspect(&self.tools, &InspectSettings::default(), &input, &CancellationToken::new()).await
    }

    /// The reason for which a source is refused; the detail never names a path.
    pub(crate) async fn reason(&self, path: &Path) -> RejectReason {
        match self.inspect(path).await {
            Err(InspectError::Rejected { reason, detail }) => {
                assert!(!detail.contains(self.dir.path().to_str().unwrap()), "{detail}");
                reason
            }
            other => panic!("{}: {other:?}", path.display()),
        }
    }

    /// Inspects, plans, runs every task and checks the whole output.
    pub(crate) async fn transcode(&self, path: &Path, settings: &LadderSettings) -> Film {
        let report = self.inspect(path).await.unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
        let plan = plan(&report, settings);
        let sink = Memory::default();
        let input = Input::File(path.to_owned());
        let mut decoded = Vec::new();
        for task in &plan.tasks {
            let result = encode::run(&self.tools, &input, &plan, task, &sink, &CancellationToken::new()).await;
            decoded.push(result.unwrap_or_else(|error| panic!("{} of {}: {error:?}", task.key(), path.display())));
        }
        let dir = self.dir.path().join(format!("out-{}", path.file_name().unwrap().to_string_lossy()));
        let film = Film { report, plan, decoded, made: sink.0.into_inner().unwrap(), dir };
        film.check();
        film
    }
}

/// Everything that a sink was given, by rendition.
#[derive(Default)]
pub(crate) struct Memory(pub(crate) Mutex<BTreeMap<String, Made>>);

#[derive(Default)]
pub(crate) struct Made {
    pub(crate) inits: Vec<InitSegment>,
    pub(crate) segments: BTreeMap<u32, Segment>,
}

#[async_trait]
impl EncodeSink for Memory {
    async fn init(&self, init: InitSegment) -> Result<(), SinkError> {
        self.0.lock().unwrap().entry(init.rendition.clone()).or_default().inits.push(init);
        Ok(())
    }

    async fn segment(&self, segment: Segment) -> Result<(), SinkError> {
        self.0.lock().unwrap().entry(segment.rendition.clone()).or_default().segments.insert(segment.number, segment);
        Ok(())
    }
}

/// A transcoded source.
pub(crate) struct Film {
    pub(crate) report: SourceReport,
    pub(crate) plan: TranscodePlan,
    /// How the source decoded in each task of the plan.
    pub(crate) decoded: Vec<Decoded>,
    pub(crate) made: BTreeMap<String, Made>,
    dir: PathBuf,
}

impl Film {
    /// Init segment and all segments of a rendition as one file.
    pub(crate) fn joined(&self, name: &str) -> PathBuf {
        std::fs::create_dir_all(&self.dir).unwrap();
        let path = self.dir.join(format!("{name}.mp4"));
        let made = &self.made[name];
        let mut bytes = made.inits[0].data.to_vec();
        for segment in made.segments.values() {
            bytes.extend_from_slice(&segment.data);
        }
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The largest rung as one file.
    pub(crate) fn top(&self) -> PathBuf {
        self.joined(&self.plan.video.as_ref().unwrap().renditions.last().unwrap().name)
    }

    pub(crate) fn sizes(&self) -> Vec<(u32, u32)> {
        self.plan.video.as_ref().unwrap().renditions.iter().map(|rung| (rung.width, rung.height)).collect()
    }

    pub(crate) fn notes(&self) -> Vec<&str> {
        self.report.notes.iter().map(|note| note.code.as_str()).collect()
    }

    /// What must hold for every output, whatever the source.
    fn check(&self) {
        let names: BTreeSet<&str> = self.plan.rendition_names().collect();
        assert_eq!(self.made.keys().map(String::as_str).collect::<BTreeSet<_>>(), names);
        let mut key_times = Vec::new();
        for rung in self.plan.video.iter().flat_map(|video| &video.renditions) {
            let made = &self.made[&rung.name];
            self.check_segments(&rung.name, made, u64::from(rung.frame_ticks()));
            let path = self.joined(&rung.name);
            check_picture_stream(&probe(&path, &[])["streams"][0], rung.width, rung.height);
            let packets = packets(&path);
            assert_eq!(packets.len() as u64, self.plan.timeline.units / rung.rate_divisor, "frames of {}", rung.name);
            let step = i64::from(rung.frame_ticks());
            let mut times: Vec<i64> = packets.iter().map(|packet| packet.pts).collect();
            times.sort_unstable();
            let even = times.iter().enumerate().all(|(n, pts)| *pts == i64::try_from(n).unwrap() * step);
            assert!(even, "{} steps by {step}: {times:?}", rung.name);
            let keys = packets.iter().filter(|packet| packet.key);
            key_times.push(keys.map(|packet| packet.pts * 1_000_000 / i64::from(rung.timescale())).collect::<Vec<_>>());
            check_key_frames(&packets, made);
            assert_eq!(decoded_frames(&path), packets.len() as u64, "{} decodes without a fault", rung.name);
        }
        assert!(key_times.windows(2).all(|pair| pair[0] == pair[1]), "key frames align: {key_times:?}");
        for track in &self.plan.audio {
            let made = &self.made[&track.name];
            self.check_segments(&track.name, made, 1024);
            let stream = &probe(&self.joined(&track.name), &[])["streams"][0];
            assert_eq!((stream["codec_name"].as_str(), stream["profile"].as_str()), (Some("aac"), Some("LC")));
            assert_eq!((stream["channels"].as_u64(), stream["sample_rate"].as_str()), (Some(2), Some("48000")));
            assert_eq!(made.inits[0].codec, "mp4a.40.2");
        }
    }

    /// Numbers, times and lengths of a rendition's segments against the plan, to one frame.
    fn check_segments(&self, name: &str, made: &Made, frame_ticks: u64) {
        assert!(made.inits.windows(2).all(|pair| pair[0] == pair[1]), "{name}: every task makes the same init segment");
        let count = self.plan.timeline.segment_count();
        assert_eq!(made.segments.keys().copied().collect::<Vec<_>>(), (1..=count).collect::<Vec<_>>(), "{name}");
        let mut next = 0;
        for segment in made.segments.values() {
            assert_eq!(segment.start, next, "{name} {} follows without a gap", segment.number);
            next += segment.duration;
            let off = segment.start_us().abs_diff(self.plan.timeline.segment_start_us(segment.number));
            assert!(off <= frame_ticks * 1_000_000 / u64::from(segment.timescale), "{name} {} is {off} us off its mark", segment.number);
        }
        let film = self.plan.timeline.duration_us();
        let made_us = next * 1_000_000 / u64::from(made.segments[&1].timescale);
        assert!(made_us.abs_diff(film) <= 22_000, "{name} lasts {made_us} of {film}");
    }
}

fn check_picture_stream(stream: &Value, width: u32, height: u32) {
    let text = |key: &str| stream[key].as_str().unwrap_or("missing");
    assert_eq!((stream["width"].as_u64(), stream["height"].as_u64()), (Some(u64::from(width)), Some(u64::from(height))));
    assert_eq!((text("codec_name"), text("profile"), text("pix_fmt")), ("h264", "High", "yuv420p"));
    assert_eq!(text("sample_aspect_ratio"), "1:1");
    let tags = [text("color_space"), text("color_transfer"), text("color_primaries"), text("color_range")];
    assert_eq!(tags, ["bt709", "bt709", "bt709", "tv"]);
    assert!(stream["side_data_list"].is_null() && stream["tags"]["rotate"].is_null(), "no rotation is left: {stream}");
}

/// Each noted key frame opens a fragment and lies within its segment; together they are all key frames.
fn check_key_frames(packets: &[Packet], made: &Made) {
    let noted: usize = made.segments.values().map(|segment| segment.key_frames.len()).sum();
    assert_eq!(noted, packets.iter().filter(|packet| packet.key).count());
    for segment in made.segments.values() {
        for key in &segment.key_frames {
            let (from, to) = (usize::try_from(key.offset).unwrap(), usize::try_from(key.offset + key.length).unwrap());
            assert_eq!(&segment.data[from + 4..from + 8], b"moof");
            assert!(to <= segment.data.len());
        }
        let lengths: u64 = segment.key_frames.iter().map(|key| key.duration_us).sum();
        assert!(lengths.abs_diff(segment.duration_us()) < 10);
    }
}

/// One packet as ffprobe shows it, in ticks.
pub(crate) struct Packet {
    pub(crate) pts: i64,
    pub(crate) key: bool,
}

pub(crate) fn packets(path: &Path) -> Vec<Packet> {
    let found = probe(path, &["-show_entries", "packet=pts,flags"]);
    let packet = |packet: &Value| Packet { pts: packet["pts"].as_i64().unwrap(), key: packet["flags"].as_str().unwrap().starts_with('K') };
    found["packets"].as_array().unwrap().iter().map(packet).collect()
}

pub(crate) fn probe(path: &Path, extra: &[&str]) -> Value {
    let shown = if extra.is_empty() { vec!["-show_streams", "-show_format"] } else { extra.to_vec() };
    let output = Command::new("ffprobe").args(["-v", "error", "-of", "json"]).args(shown).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Decodes everything and fails on the first fault.
pub(crate) fn decoded_frames(path: &Path) -> u64 {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-xerror", "-i"]).arg(path);
    let output = command.args(["-map", "0:v", "-f", "rawvideo", "-pix_fmt", "gray", "-vf", "scale=2:2", "-"]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout.len() as u64 / 4
}

/// The first picture at or after `at` seconds as RGB, scaled to `width` x `height`.
pub(crate) fn picture(path: &Path, at: f64, width: usize, height: usize) -> Vec<[u8; 3]> {
    let filter = format!("scale={width}:{height}:flags=area");
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-ss", &at.to_string(), "-i"]).arg(path);
    let output = command.args(["-frames:v", "1", "-vf", &filter, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]).output().unwrap();
    let picture: Vec<[u8; 3]> = output.stdout.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect();
    assert_eq!(picture.len(), width * height, "{} at {at}", path.display());
    picture
}

/// Mono samples of a file at 48 kHz.
pub(crate) fn samples(path: &Path) -> Vec<i16> {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-i"]).arg(path);
    let output = command.args(["-map", "0:a:0", "-ac", "1", "-ar", "48000", "-f", "s16le", "-"]).output().unwrap();
    output.stdout.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
}
