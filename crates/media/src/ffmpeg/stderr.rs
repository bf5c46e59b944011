//! The last words of a program, fit to be shown to the owner of a source.

use std::collections::VecDeque;

const LINES: usize = 12;
const LINE_BYTES: usize = 300;

/// Keeps the last few lines, with paths and addresses removed.
#[derive(Default)]
pub(super) struct LastLines(VecDeque<String>);

impl LastLines {
    /// Takes one line as the program wrote it.
    pub(super) fn push(&mut self, line: &[u8]) {
        let line = clean(&String::from_utf8_lossy(line));
        if line.is_empty() {
            return;
        }
        if self.0.len() == LINES {
            self.0.pop_front();
        }
        self.0.push_back(line);
    }

    /// The lines as one text.
    pub(super) fn into_text(self) -> String {
        if self.0.is_empty() {
            return "no message".to_owned();
        }
        Vec::from(self.0).join("\n")
    }
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

    #[test]
    fn paths_addresses_and_pointers_are_removed() {
        let mut lines = LastLines::default();
        lines.push(b"[mov,mp4 @ 0x55d0c0] moov atom not found");
        lines.push(b"file:/data/scratch/1/source: Invalid data found at rate 30000/1001");
        lines.push(b"https://store.test/videos/x?X-Amz-Signature=secret: Server returned 403");
        let text = lines.into_text();
        assert_eq!(text, "[mov,mp4 moov atom not found\n<source> Invalid data found at rate 30000/1001\n<source> Server returned 403");
    }

    #[test]
    fn only_the_end_is_kept_and_long_lines_are_cut_at_a_character() {
        let mut lines = LastLines::default();
        for n in 0..100 {
            lines.push(format!("{n} {}", "é".repeat(400)).as_bytes());
        }
        let text = lines.into_text();
        assert_eq!(text.lines().count(), LINES);
        assert!(text.starts_with("88 ") && text.lines().all(|line| line.len() <= LINE_BYTES));
    }
}
