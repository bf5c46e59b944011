//! Where the reading of a chunk begins: far enough before its mark that the picture shown there is decoded.
//!
//! A container with an index leads to the key frame before the mark by itself, however far that lies. One without has to
//! be asked: its packets before the mark are looked at, without decoding, farther and farther back until there is a key
//! frame among them.

use super::EncodeError;
use crate::ffmpeg::{Arguments, Program, RunError, Tools, input_options, seconds};
use crate::input::Input;
use crate::plan::{Chunk, TranscodePlan, VideoPlan};
use tokio_util::sync::CancellationToken;

/// How much farther back each further look or try begins.
const GROWTH: u64 = 4;
/// The least distance of a further try, in seconds.
const LEAST_SECONDS: u64 = 10;

/// A chunk, the source that it is read from, and the tools for that.
pub(super) struct ChunkSource<'a> {
    pub(super) tools: &'a Tools,
    pub(super) input: &'a Input,
    pub(super) plan: &'a TranscodePlan,
    pub(super) video: &'a VideoPlan,
    pub(super) chunk: &'a Chunk,
    pub(super) cancel: &'a CancellationToken,
}

impl ChunkSource<'_> {
    /// The unit of the timeline at which reading begins.
    ///
    /// # Errors
    /// When the source cannot be reached or ffprobe cannot run.
    pub(super) async fn start(&self) -> Result<u64, EncodeError> {
        if self.chunk.start == 0 || self.video.preroll_seconds == 0 {
            return Ok(self.chunk.start);
        }
        let mut from = self.chunk.start.saturating_sub(self.units(u64::from(self.video.preroll_seconds)));
        while from > 0 && !self.has_key_frame(from).await? {
            from = self.earlier_start(from);
        }
        Ok(from)
    }

    /// Where a further try begins when nothing decodes from `from` on; 0 at last.
    pub(super) fn earlier_start(&self, from: u64) -> u64 {
        let distance = (self.chunk.start.saturating_sub(from)).max(self.units(LEAST_SECONDS));
        self.chunk.start.saturating_sub(distance.saturating_mul(GROWTH))
    }

    fn units(&self, seconds: u64) -> u64 {
        self.plan.timeline.rate.scale(seconds).max(1)
    }

    /// Whether a key frame begins between `from` and the chunk's mark.
    ///
    /// Copying a stream begins with its first key frame, so its output tells, independent of the other tracks: unlike
    /// ffprobe, ffmpeg does not mind tracks that it has no decoder for.
    async fn has_key_frame(&self, from: u64) -> Result<bool, EncodeError> {
        let at = |unit| self.plan.origin_us + self.plan.timeline.rate.micros_of(unit);
        let (start, mark) = (at(from), at(self.chunk.start));
        let mut arguments = Arguments::new();
        arguments.add(["-noaccurate_seek", "-ss", &seconds(start)]);
        input_options(&mut arguments, self.tools, self.input);
        arguments.option("-map", format!("0:{}", self.video.stream)).add(["-c", "copy"]);
        arguments.option("-t", seconds(mark - start)).option("-frames:v", 1).add(["-f", "framecrc", "-"]);
        let folder = self.tools.scratch()?;
        let mut output = Vec::new();
        let invocation = self.tools.look_invocation(Program::Ffmpeg, arguments, &folder, self.input);
        match self.tools.run(invocation, self.cancel, |bytes| output.extend_from_slice(bytes)).await {
            Ok(_) => Ok(names_a_packet(&output)),
            // A place that cannot be read is one without a key frame.
            Err(error @ RunError::Failed { .. }) if error.blames_source() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether there is a line besides the header of a `framecrc` file.
fn names_a_packet(output: &[u8]) -> bool {
    output.split(|byte| *byte == b'\n').any(|line| !line.is_empty() && !line.starts_with(b"#"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_alone_names_no_packet() {
        let header = b"#software: Lavf\n#tb 0: 1/90000\n#media_type 0: video\n";
        assert!(!names_a_packet(header));
        assert!(names_a_packet(&[header.as_slice(), b"0,          0,          0,     3600,      512, 0x8f2e1a4b\n"].concat()));
    }
}
