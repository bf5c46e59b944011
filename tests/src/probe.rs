//! What ffprobe and ffmpeg say about a file or an address.

use serde_json::Value;
use std::process::{Command, Output};

/// Everything that ffprobe tells: `format` and `streams`.
#[track_caller]
pub fn probe(input: &str) -> Value {
    json(&["-show_format", "-show_streams", input])
}

/// A packet, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Packet {
    /// Presentation time.
    pub pts: f64,
    /// Decoding time.
    pub dts: f64,
    /// Duration.
    pub duration: f64,
    /// Whether decoding can begin here.
    pub key: bool,
    /// Bytes.
    pub size: u64,
}

/// All packets of a file with one track, in the order of the file.
#[track_caller]
pub fn packets(input: &str) -> Vec<Packet> {
    let all = json(&["-show_entries", "packet=pts_time,dts_time,duration_time,flags,size", input]);
    let number = |packet: &Value, name: &str| packet[name].as_str().and_then(|text| text.parse().ok());
    let read = |packet: &Value| Packet {
        pts: number(packet, "pts_time").expect("pts"),
        dts: number(packet, "dts_time").expect("dts"),
        duration: number(packet, "duration_time").unwrap_or(0.0),
        key: packet["flags"].as_str().is_some_and(|flags| flags.starts_with('K')),
        size: packet["size"].as_str().and_then(|text| text.parse().ok()).expect("size"),
    };
    all["packets"].as_array().expect("packets").iter().map(read).collect()
}

/// Decodes everything and says what was wrong; nothing if all was well.
pub fn decode_errors(input: &str) -> String {
    let output = run("ffmpeg", &["-v", "error", "-nostdin", "-xerror", "-i", input, "-f", "null", "-"]);
    let errors = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if errors.is_empty() && !output.status.success() { output.status.to_string() } else { errors }
}

/// Passes a file through ffmpeg filters and gives what it prints, timestamps left as they are.
pub fn filtered(input: &str, arguments: &[&str]) -> String {
    let mut words = vec!["-hide_banner", "-nostdin", "-nostats", "-copyts", "-i", input];
    words.extend(arguments);
    words.extend(["-f", "null", "-"]);
    let output = run("ffmpeg", &words);
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The first picture of a file as RGB, passed through these filters and scaled to `width` x `height`.
///
/// # Panics
/// If there is none.
#[track_caller]
pub fn picture(input: &str, filters: &str, width: usize, height: usize) -> Vec<[u8; 3]> {
    // Shrunk as RGB: two subsampled pixels would share one colour.
    let filters = format!("{filters},format=gbrp,scale={width}:{height}:flags=area");
    let filters = filters.trim_start_matches(',');
    let raw = raw(&["-i", input, "-frames:v", "1", "-vf", filters, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]);
    assert_eq!(raw.len(), width * height * 3, "no picture in {input}");
    raw.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect()
}

/// All pictures of a file as brightness, row by row in their own size, and the length of a row.
#[track_caller]
pub fn brightness(input: &str) -> (Vec<Vec<u8>>, usize) {
    let seen = probe(input);
    let side = |name: &str| usize::try_from(stream(&seen, "video").expect("pictures")[name].as_u64().expect("a side")).expect("a side");
    let (width, height) = (side("width"), side("height"));
    let raw = raw(&["-i", input, "-map", "0:v", "-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "-"]);
    (raw.chunks_exact(width * height).map(<[u8]>::to_vec).collect(), width)
}

/// The root mean square of the left and of the right channel between two times, 1 being the loudest square wave.
#[track_caller]
pub fn loudness(input: &str, from: f64, to: f64) -> [f64; 2] {
    let raw = raw(&["-i", input, "-map", "0:a", "-ss", &from.to_string(), "-to", &to.to_string(), "-f", "f32le", "-ac", "2", "-"]);
    let samples: Vec<f64> = raw.chunks_exact(4).map(|b| f64::from(f32::from_le_bytes([b[0], b[1], b[2], b[3]]))).collect();
    [0, 1].map(|channel| {
        let squares: Vec<f64> = samples.iter().skip(channel).step_by(2).map(|sample| sample * sample).collect();
        (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
    })
}

/// What ffmpeg writes to its standard output.
#[track_caller]
fn raw(words: &[&str]) -> Vec<u8> {
    let output = run("ffmpeg", &[&["-v", "error", "-nostdin"], words].concat());
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[track_caller]
fn json(arguments: &[&str]) -> Value {
    let mut words = vec!["-v", "error", "-print_format", "json"];
    words.extend(arguments);
    let output = run("ffprobe", &words);
    let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "ffprobe {arguments:?}: {errors}");
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("ffprobe {arguments:?}: {e}: {text} {errors}"))
}

fn run(program: &str, words: &[&str]) -> Output {
    Command::new(program).args(words).output().unwrap_or_else(|e| panic!("{program}: {e}"))
}

/// A number that ffprobe wrote as text.
#[track_caller]
pub fn number(value: &Value) -> f64 {
    value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_f64()).unwrap_or_else(|| panic!("no number: {value}"))
}

/// The first stream of a kind: `video` or `audio`.
pub fn stream<'a>(probe: &'a Value, kind: &str) -> Option<&'a Value> {
    probe["streams"].as_array()?.iter().find(|stream| stream["codec_type"] == kind)
}
