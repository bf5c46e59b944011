//! Where the reading of a chunk begins: far enough before its mark that the picture shown there is decoded.
//!
//! A container with an index leads to the key frame before the mark by itself, however far that lies. One without has to
//! be asked: its packets before the mark are looked at, without decoding, farther and farther back until there is a key
//! frame among them.

use super::EncodeError;
use crate::ffmpeg::{Arguments, Program, RunError, Tools, input_options, seconds};
use crate::input::Input;
use crate::plan::{Chunk, TranscodePlan, VideoPlan};
use serde::Deserialize;
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
    async fn has_key_frame(&self, from: u64) -> Result<bool, EncodeError> {
        let at = |unit| self.plan.origin_us + self.plan.timeline.rate.micros_of(unit);
        let (start, mark) = (at(from), at(self.chunk.start));
        let mut arguments = Arguments::new();
        arguments.option("-select_streams", self.video.stream);
        // With a plus sign times count from the container's start, as those of ffmpeg do.
        arguments.option("-read_intervals", format!("+{}%+{}", seconds(start), seconds(mark - start)));
        arguments.add(["-of", "json", "-show_entries", "format=start_time:packet=pts_time,dts_time,flags"]);
        input_options(&mut arguments, self.tools, self.input);
        let folder = self.tools.scratch()?;
        let mut output = Vec::new();
        let invocation = self.tools.look_invocation(Program::Ffprobe, arguments, &folder, self.input);
        match self.tools.run(invocation, self.cancel, |bytes| output.extend_from_slice(bytes)).await {
            Ok(_) => {}
            // A place that cannot be read is one without a key frame.
            Err(error @ RunError::Failed { .. }) if error.blames_source() => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        let look: Look = serde_json::from_slice(&output).unwrap_or_default();
        Ok(look.has_key_frame_up_to(mark))
    }
}

/// ffprobe's answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Look {
    format: Format,
    packets: Vec<Packet>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Format {
    start_time: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Packet {
    pts_time: Option<String>,
    dts_time: Option<String>,
    flags: String,
}

impl Look {
    /// Whether a key frame begins at or before `mark`, in microseconds from the container's start.
    fn has_key_frame_up_to(&self, mark: u64) -> bool {
        let start = micros(self.format.start_time.as_deref()).unwrap_or(0.0);
        self.packets.iter().filter(|packet| packet.flags.starts_with('K')).any(|packet| {
            let at = micros(packet.pts_time.as_deref()).or_else(|| micros(packet.dts_time.as_deref()));
            #[expect(clippy::cast_precision_loss, reason = "times of media are far below 2^52 microseconds")]
            at.is_some_and(|at| at - start <= mark as f64)
        })
    }
}

fn micros(seconds: Option<&str>) -> Option<f64> {
    seconds?.parse::<f64>().ok().map(|seconds| (seconds * 1e6).round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_key_frames_up_to_the_mark_count() {
        let look = |packets: &str| -> Look {
            serde_json::from_str(&format!(r#"{{"packets":[{packets}],"format":{{"start_time":"1.400000"}}}}"#)).unwrap()
        };
        let packet = |time: &str, flags: &str| format!(r#"{{"pts_time":"{time}","flags":"{flags}"}}"#);
        assert!(look(&packet("11.400000", "K__")).has_key_frame_up_to(10_000_000));
        assert!(!look(&packet("11.500000", "K__")).has_key_frame_up_to(10_000_000), "it begins after the mark");
        assert!(!look(&packet("5.000000", "___")).has_key_frame_up_to(10_000_000), "it needs others");
        assert!(look(r#"{"dts_time":"2.0","flags":"K_"}"#).has_key_frame_up_to(10_000_000));
        assert!(!look(r#"{"flags":"K_"}"#).has_key_frame_up_to(10_000_000), "no time at all");
    }
}
