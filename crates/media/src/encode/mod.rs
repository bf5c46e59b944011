//! Running one task of a plan: ffmpeg decodes and encodes, and finished segments go to a sink
//! while it still runs.
//!
//! ffmpeg writes one growing fragmented MP4 per rendition into a scratch folder. Each file is read
//! behind its writer (`tail`), its fragments are counted, checked and written anew with the
//! film's times (`assemble`), and every segment goes to the [`EncodeSink`] at once.

mod arguments;
mod assemble;
mod error;
mod sink;
mod tail;

pub use error::EncodeError;
pub use sink::{EncodeSink, InitSegment, KeyFrame, Segment, SinkError};

use crate::ffmpeg::{Arguments, Invocation, Program, ProgressReader, Scratch, Tools};
use crate::input::Input;
use crate::plan::{EncodeTask, TranscodePlan, VideoRendition};
use assemble::Assembler;
use futures_util::future::try_join_all;
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
    let scratch = tools.scratch()?;
    let work = prepare(tools, input, plan, task, &scratch)?;
    let ended = CancellationToken::new();
    let mut progress = ProgressReader::default();
    let process = async {
        let invocation = Invocation {
            program: Program::Ffmpeg,
            arguments: work.arguments.into_vec(),
            folder: &scratch,
            network: matches!(input, Input::Url(_)),
            limit: tools.encode_limit(),
        };
        let report = |bytes: &[u8]| progress.feed(bytes, |now| sink.progress(work.goal.share(now)));
        let result = tools.run(invocation, cancel, report).await;
        // The readers go on to the end of the files in any case: segments that were finished count.
        ended.cancel();
        result
    };
    let readers = try_join_all(work.assemblers.into_iter().map(|assembler| {
        let path = arguments::output(scratch.path(), assembler.rendition());
        let ended = &ended;
        async move { tail::follow(&path, assembler, sink, ended).await }
    }));
    // A reader that fails ends the process by dropping it; a process that fails tells more than the readers who miss its end.
    tokio::pin!(process, readers);
    tokio::select! {
        biased;
        result = &mut process => {
            let read = readers.await;
            result?;
            read.map(drop)
        }
        read = &mut readers => {
            read?;
            process.await.map_err(EncodeError::from)
        }
    }
}

/// What a task comes down to.
struct Work {
    arguments: Arguments,
    assemblers: Vec<Assembler>,
    goal: Goal,
}

/// How far ffmpeg has to come, in the terms of its progress reports.
enum Goal {
    /// Frames of the first output.
    Frames(u64),
    /// Microseconds of sound.
    Micros(u64),
}

impl Goal {
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a share for showing")]
    fn share(&self, now: crate::ffmpeg::Progress) -> f32 {
        let (done, all) = match self {
            Self::Frames(all) => (now.frames, *all),
            Self::Micros(all) => (now.out_time_us, *all),
        };
        (done as f64 / all.max(1) as f64).min(1.0) as f32
    }
}

fn prepare(tools: &Tools, input: &Input, plan: &TranscodePlan, task: &EncodeTask, scratch: &Scratch) -> Result<Work, EncodeError> {
    let missing = || EncodeError::Unsupported(format!("the plan has no task {}", task.key()));
    let timeline = &plan.timeline;
    match task {
        EncodeTask::Video { chunk, renditions } => {
            let video = plan.video.as_ref().ok_or_else(missing)?;
            let chunk = plan.chunk(*chunk).ok_or_else(missing)?;
            let rungs: Vec<&VideoRendition> =
                renditions.iter().map(|name| plan.rendition(name)).collect::<Option<_>>().ok_or_else(missing)?;
            let first = rungs.first().ok_or_else(missing)?;
            Ok(Work {
                arguments: arguments::video(tools, input, plan, video, chunk, &rungs, scratch.path())?,
                assemblers: rungs.iter().map(|rung| Assembler::video(timeline, chunk, rung)).collect(),
                goal: Goal::Frames(chunk.units / first.rate_divisor),
            })
        }
        EncodeTask::Audio { rendition } => {
            let track = plan.audio.iter().find(|track| track.name == *rendition).ok_or_else(missing)?;
            Ok(Work {
                arguments: arguments::audio(tools, input, plan, track, scratch.path()),
                assemblers: vec![Assembler::audio(timeline, track)],
                goal: Goal::Micros(timeline.duration_us()),
            })
        }
    }
}
