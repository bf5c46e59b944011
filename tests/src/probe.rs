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
