//! Captions as files: WebVTT and SRT in, WebVTT out. Pure functions over bytes.
//!
//! What comes in is of any hand and any program, so nothing is refused that can be understood: any common
//! encoding and line ending, times with commas, cues out of order. What goes out is WebVTT of our own
//! writing: UTF-8, cues in order, and in their text only the marks that the format knows.
//!
//! Start reading at [`read`].

mod decode;
mod parse;
mod payload;

#[cfg(test)]
mod tests;

use std::fmt::Write;

/// A piece of text with the time for which it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// When it appears, in milliseconds.
    pub start_ms: u64,
    /// When it goes, after it appeared.
    pub end_ms: u64,
    /// Where it stands on the picture, as WebVTT cue settings.
    pub settings: String,
    /// WebVTT cue text without blank lines.
    pub text: String,
}

/// The cues of a WebVTT or SRT file in the order of their times; none if it is neither. Cues without
/// text or duration are left out. The language (BCP 47) helps to recognize the encoding of a file without a mark.
pub fn read(file: &[u8], language: Option<&str>) -> Vec<Cue> {
    let mut cues = parse::cues(&decode::text_of(file, language));
    cues.sort_by_key(|cue| (cue.start_ms, cue.end_ms));
    cues
}

/// The cues that a film of this length shows.
pub fn within(cues: Vec<Cue>, length_ms: u64) -> Vec<Cue> {
    let shown = cues.into_iter().filter(|cue| cue.start_ms < length_ms);
    shown.map(|cue| Cue { end_ms: cue.end_ms.min(length_ms), ..cue }).collect()
}

/// A WebVTT file.
pub fn write(cues: &[Cue]) -> String {
    let mut file = String::from("WEBVTT\n");
    for Cue { start_ms, end_ms, settings, text } in cues {
        let space = if settings.is_empty() { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(file, "\n{} --> {}{space}{settings}\n{text}\n", Clock(*start_ms), Clock(*end_ms));
    }
    file
}

/// What is said in a WebVTT file of ours, without times and marks.
pub fn spoken(file: &str) -> String {
    let mut said = String::new();
    for cue in parse::cues(file) {
        let mut in_mark = false;
        let text = cue.text.chars().filter(|c| {
            let shown = !in_mark && *c != '<';
            in_mark = *c == '<' || (in_mark && *c != '>');
            shown
        });
        said.extend(text);
        said.push('\n');
    }
    ["&amp;", "&lt;", "&gt;", "&nbsp;"].iter().fold(said, |said, sign| said.replace(sign, " "))
}

/// A WebVTT file of chapters: where each starts and its plain name; each ends where the next one starts.
pub fn chapters<'a>(chapters: impl IntoIterator<Item = (u64, &'a str)>, length_ms: u64) -> String {
    let mut cues: Vec<Cue> = Vec::new();
    for (start_ms, title) in chapters {
        if let Some(before) = cues.last_mut() {
            before.end_ms = start_ms;
        }
        cues.push(Cue { start_ms, end_ms: length_ms, settings: String::new(), text: payload::plain(title) });
    }
    write(&cues)
}

/// A time as WebVTT writes it.
struct Clock(u64);

impl std::fmt::Display for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(ms) = self;
        write!(f, "{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
    }
}
