//! What ffmpeg says on standard error: its last error lines, and how many pictures it could not decode well.

use std::collections::VecDeque;

const LINES: usize = 12;
const LINE_BYTES: usize = 300;

/// Levels whose lines explain a failure, in ffmpeg's words.
const ERRORS: [&str; 3] = ["[error] ", "[fatal] ", "[panic] "];
/// Levels that ffmpeg writes besides.
const REMARKS: [&str; 4] = ["[warning] ", "[info] ", "[verbose] ", "[debug] "];

/// A frame came out of the decoder with concealed or missing parts.
const DAMAGED: &str = "corrupt decoded frame";
/// A packet could not be decoded: ffmpeg 5, 6 and 7 on.
const FAILED: [&str; 3] = ["Error while decoding stream", "Error submitting packet to decoder", "Decoding error:"];
/// ffmpeg up to 6 fails with these words, and without statistics, when no frame was decoded.
const NOTHING: &str = "Cannot determine format of input";

/// How the frames of a run decoded. A run counts what it reads, so pictures before a chunk's mark count too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// Frames that came out of the decoder, good or damaged; `None` when the program did not say.
    pub frames: Option<u64>,
    /// Packets that could not be decoded.
    pub failed: u64,
    /// Frames among `frames` that have concealed or missing parts.
    pub damaged: u64,
}

impl Decoded {
    /// Whether the program says that no frame at all was decoded.
    pub fn nothing(&self) -> bool {
        self.frames == Some(0)
    }

    /// Frames and failed packets together.
    pub fn total(&self) -> u64 {
        self.frames.unwrap_or(self.damaged).saturating_add(self.failed)
    }

    /// Whether more than half of what was read is broken.
    pub fn is_mostly_broken(&self) -> bool {
        self.broken().saturating_mul(2) > self.total()
    }

    /// Failed packets and damaged frames together.
    pub fn broken(&self) -> u64 {
        self.failed.saturating_add(self.damaged)
    }
}

/// Reads standard error line by line.
#[derive(Default)]
pub(super) struct Log {
    last: VecDeque<String>,
    decoded: Decoded,
}

impl Log {
    /// Takes one line as the program wrote it.
    pub(super) fn push(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        self.count(&line);
        if REMARKS.iter().any(|level| level_at(&line, level).is_some()) {
            return;
        }
        let level = ERRORS.iter().find_map(|level| Some((level_at(&line, level)?, level.len())));
        let line = match level {
            Some((at, length)) => clean(&[line.get(..at), line.get(at + length..)].into_iter().flatten().collect::<String>()),
            None => clean(&line),
        };
        if line.is_empty() {
            return;
        }
        if self.last.len() == LINES {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    /// The last error lines as one text, with paths and addresses removed.
    pub(super) fn into_text(self) -> String {
        if self.last.is_empty() {
            return "no message".to_owned();
        }
        Vec::from(self.last).join("\n")
    }

    /// What was counted so far.
    pub(super) fn decoded(&self) -> Decoded {
        self.decoded
    }

    fn count(&mut self, line: &str) {
        if line.contains(DAMAGED) {
            self.decoded.damaged += 1;
        } else if FAILED.iter().any(|words| line.contains(words)) {
            self.decoded.failed += 1;
        } else if line.contains(NOTHING) {
            self.decoded.frames.get_or_insert(0);
        } else if let Some(frames) = frames_decoded(line) {
            self.decoded.frames = Some(self.decoded.frames.unwrap_or(0).saturating_add(frames));
        }
    }
}

/// `Input stream #0:0 (video): 54 packets read (429539 bytes); 52 frames decoded; `
fn frames_decoded(line: &str) -> Option<u64> {
    let (before, _) = line.split_once(" frames decoded")?;
    before.contains("Input stream #").then(|| before.rsplit(' ').next()?.parse().ok()).flatten()
}

/// Where the level stands in a line: at its start, or behind the name of what speaks.
fn level_at(line: &str, level: &str) -> Option<usize> {
    let at = line.find(level)?;
    (at == 0 || line.get(..at).is_some_and(|before| before.starts_with('[') && before.ends_with("] "))).then_some(at)
}

/// Drops every word that names a file, an address or a memory location, and cuts the line.
fn clean(line: &str) -> String {
    let words = line.split_whitespace().filter(|word| *word != "@" && !word.starts_with("0x"));
    let kept: Vec<&str> =
        words.map(|word| if word.contains('/') && !is_fraction(word) || word.contains("file:") { "<source>" } else { word }).collect();
    let mut text: String = kept.join(" ").replace('\0', "");
    if text.len() > LINE_BYTES {
        let end = (0..=LINE_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
    }
    text
}

/// `30000/1001` and `mov/mp4` are not paths: no separator at the start, one at most.
fn is_fraction(word: &str) -> bool {
    !word.starts_with('/') && word.matches('/').count() == 1 && !word.contains(':') && word.len() < 24
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(lines: &[&str]) -> Log {
        let mut log = Log::default();
        for line in lines {
            log.push(line.as_bytes());
        }
        log
    }

    #[test]
    fn paths_addresses_and_pointers_are_removed() {
        let log = log(&[
            "[mov,mp4 @ 0x55d0c0] moov atom not found",
            "file:/data/scratch/1/source: Invalid data found at rate 30000/1001",
            "https://store.test/videos/x?X-Amz-Signature=secret: Server returned 403",
        ]);
        assert_eq!(
            log.into_text(),
            "[mov,mp4 moov atom not found\n<source> Invalid data found at rate 30000/1001\n<source> Server returned 403"
        );
    }

    #[test]
    fn only_the_end_is_kept_and_long_lines_are_cut_at_a_character() {
        let mut log = Log::default();
        for n in 0..100 {
            log.push(format!("{n} {}", "é".repeat(400)).as_bytes());
        }
        let text = log.into_text();
        assert_eq!(text.lines().count(), LINES);
        assert!(text.starts_with("88 ") && text.lines().all(|line| line.len() <= LINE_BYTES));
    }

    #[test]
    fn only_errors_are_kept_of_lines_with_a_level() {
        let log = log(&[
            "[info]     title           : a [error] in a title",
            "[h264 @ 0x5] [error] no frame!",
            "[verbose] Output file #0",
            "[fatal] Error marking filters as finished",
        ]);
        assert_eq!(log.into_text(), "[h264 no frame!\nError marking filters as finished");
    }

    #[test]
    fn broken_frames_are_counted_in_the_words_of_every_version() {
        let five = log(&[
            "[warning] x.mp4: corrupt decoded frame in stream 0",
            "[error] Error while decoding stream #0:0: Invalid data found when processing input",
            "[verbose]   Input stream #0:0 (video): 54 packets read (429539 bytes); 52 frames decoded; ",
            "[verbose]   Input stream #0:1 (audio): 1 packets read (967 bytes); ",
        ]);
        assert_eq!(five.decoded(), Decoded { frames: Some(52), failed: 1, damaged: 1 });
        let nine = log(&[
            "[vist#0:0/h264 @ 0x1] [dec:h264 @ 0x2] [warning] corrupt decoded frame",
            "[vist#0:0/h264 @ 0x1] [dec:h264 @ 0x2] [error] Decoding error: Invalid data found when processing input",
            "[vist#0:0/h264 @ 0x1] [dec:h264 @ 0x2] [error] Error submitting packet to decoder: Invalid data found",
            "[in#0/mov @ 0x3] [verbose]   Input stream #0:0 (video): 54 packets read (429539 bytes); 10 frames decoded; 2 decode errors; ",
        ]);
        assert_eq!((nine.decoded().total(), nine.decoded().broken()), (12, 3));
        assert!(log(&["[error] Cannot determine format of input stream 0:0 after EOF"]).decoded().nothing());
        assert!(!Decoded::default().nothing());
    }
}
