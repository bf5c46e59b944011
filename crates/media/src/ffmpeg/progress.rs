//! The key=value lines that `-progress pipe:1` writes.

/// How far a run has come, by its own account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Frames that the first picture output has taken.
    pub(crate) frames: u64,
    /// Time of the last output packet in microseconds.
    pub(crate) out_time_us: u64,
}

/// Reads progress from pieces of output that may break anywhere.
#[derive(Debug, Default)]
pub(crate) struct ProgressReader {
    line: Vec<u8>,
    now: Progress,
}

impl ProgressReader {
    /// Takes some output; calls `report` for each complete set of values.
    pub(crate) fn feed(&mut self, bytes: &[u8], mut report: impl FnMut(Progress)) {
        for &byte in bytes {
            if byte != b'\n' {
                self.line.push(byte);
                continue;
            }
            if self.take_line() {
                report(self.now);
            }
            self.line.clear();
        }
    }

    /// The last values seen.
    pub(crate) fn last(&self) -> Progress {
        self.now
    }

    /// Notes one line; true at the end of a set.
    fn take_line(&mut self) -> bool {
        let line = String::from_utf8_lossy(&self.line);
        let Some((key, value)) = line.split_once('=') else { return false };
        // "N/A", and negative times before the first packet, leave the value as it was.
        match (key, value.trim().parse::<u64>()) {
            ("frame", Ok(frames)) => self.now.frames = frames,
            ("out_time_us", Ok(micros)) => self.now.out_time_us = micros,
            ("progress", _) => return true,
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_read_across_breaks_and_odd_values_are_skipped() {
        let mut reader = ProgressReader::default();
        let mut seen = Vec::new();
        for piece in ["fra", "me=12\nout_time_us=N/A\nprogress=contin", "ue\nframe=25\nout_time_us=1000000\nprogress=end\n"] {
            reader.feed(piece.as_bytes(), |progress| seen.push(progress));
        }
        assert_eq!(seen, [Progress { frames: 12, out_time_us: 0 }, Progress { frames: 25, out_time_us: 1_000_000 }]);
        assert_eq!(reader.last().frames, 25);
    }
}
