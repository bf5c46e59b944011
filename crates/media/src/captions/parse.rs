//! From text to cues. A cue is wherever a line of times is, in WebVTT and SRT alike; what stands in no
//! cue (headers, counters, notes, style sheets, regions) is passed over.

use super::{Cue, payload};

/// No film is longer, in hours.
const MAX_HOURS: u64 = 9999;

/// A line of times, and what follows them.
struct Times<'a> {
    start_ms: u64,
    end_ms: u64,
    rest: &'a str,
}

/// The cues in the order of the file.
pub(super) fn cues(text: &str) -> Vec<Cue> {
    let is_vtt = text.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    let mut found = Vec::new();
    let mut open: Option<(Times<'_>, Vec<&str>)> = None;
    for line in text.lines() {
        if let Some(times) = times(line) {
            found.extend(open.take().and_then(|(times, lines)| cue(&times, &lines, is_vtt, true)));
            open = Some((times, Vec::new()));
        } else if let Some((times, lines)) = &mut open {
            if is_vtt && line.trim().is_empty() {
                found.extend(cue(times, lines, is_vtt, false));
                open = None;
            } else {
                lines.push(line);
            }
        }
    }
    found.extend(open.and_then(|(times, lines)| cue(&times, &lines, is_vtt, false)));
    found
}

/// The cue with these times and lines. SRT has cues with blank lines in them, so there the lines go on to
/// the next times and may end with the counter of the next cue.
fn cue(times: &Times<'_>, lines: &[&str], is_vtt: bool, is_followed: bool) -> Option<Cue> {
    let counted = match lines {
        [before @ .., last] if is_followed && !is_vtt && is_counter(last) => before,
        all => all,
    };
    let text = if is_vtt { payload::of_vtt(&counted.join("\n")) } else { payload::of_srt(&counted.join("\n")) }?;
    let settings = if is_vtt { settings(times.rest) } else { placed(counted) };
    (times.start_ms < times.end_ms).then_some(Cue { start_ms: times.start_ms, end_ms: times.end_ms, settings, text })
}

fn is_counter(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}

/// SRT that came from other formats says "at the top" by an override.
fn placed(lines: &[&str]) -> String {
    let top = lines.iter().any(|line| ["{\\an7}", "{\\an8}", "{\\an9}"].iter().any(|mark| line.contains(mark)));
    if top { "line:0".to_owned() } else { String::new() }
}

fn times(line: &str) -> Option<Times<'_>> {
    let (from, rest) = line.split_once("-->")?;
    let rest = rest.trim_start();
    let (to, rest) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
    Some(Times { start_ms: time(from.trim())?, end_ms: time(to)?, rest })
}

/// A time in milliseconds: hours and the fraction may be missing, and the fraction may follow a comma.
pub(super) fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.rsplit_once(['.', ',']).unwrap_or((text, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [minutes, seconds] => (0, number(minutes)?, number(seconds)?),
        [hours, minutes, seconds] => (number(hours)?, number(minutes)?, number(seconds)?),
        _ => return None,
    };
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) || hours > MAX_HOURS || minutes > 59 || seconds > 59 {
        return None;
    }
    let millis: u64 = format!("{fraction:0<3.3}").parse().ok()?;
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + millis)
}

fn number(digits: &str) -> Option<u64> {
    let good = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if good { digits.parse().ok() } else { None }
}

/// The cue settings that mean something without regions, each once.
fn settings(words: &str) -> String {
    let mut kept: Vec<(&str, &str)> = Vec::new();
    for (name, value) in words.split_whitespace().filter_map(|word| word.split_once(':')) {
        if is_setting(name, value) && !kept.iter().any(|(known, _)| *known == name) {
            kept.push((name, value));
        }
    }
    kept.iter().map(|(name, value)| format!("{name}:{value}")).collect::<Vec<_>>().join(" ")
}

fn is_setting(name: &str, value: &str) -> bool {
    let (amount, anchor) = value.split_once(',').map_or((value, None), |(amount, anchor)| (amount, Some(anchor)));
    match name {
        "vertical" => matches!(value, "rl" | "lr"),
        "line" => (is_percentage(amount) || is_line(amount)) && anchor.is_none_or(|a| matches!(a, "start" | "center" | "end")),
        "position" => is_percentage(amount) && anchor.is_none_or(|a| matches!(a, "line-left" | "center" | "line-right")),
        "size" => is_percentage(value),
        "align" => matches!(value, "start" | "center" | "end" | "left" | "right"),
        _ => false,
    }
}

fn is_line(amount: &str) -> bool {
    let digits = amount.strip_prefix('-').unwrap_or(amount);
    (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_percentage(amount: &str) -> bool {
    let Some(number) = amount.strip_suffix('%') else { return false };
    let plain =
        number.len() <= 9 && number.starts_with(|c: char| c.is_ascii_digit()) && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    plain && number.parse::<f64>().is_ok_and(|n| (0.0..=100.0).contains(&n))
}
