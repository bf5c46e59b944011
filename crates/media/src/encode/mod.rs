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
mod start;
mod tail;

pub use error::EncodeError;
pub use sink::{EncodeSink, InitSegment, KeyFrame, Segment, SinkError};

use crate::ffmpeg::{Arguments, Decoded, Invocation, Program, ProgressReader, Scratch, Tools};
use crate::input::Input;
use crate::plan::{EncodeTask, TranscodePlan, VideoRendition};
use assemble::Assembler;
use futures_util::future::try_join_all;
use start::ChunkSource;
use tokio_util::sync::CancellationToken;

/// Runs `task` of `plan` on the source and hands every init segment and segment to `sink`; returns how the source decoded.
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
) -> Result<Decoded, EncodeError> {
    let runner = Runner { tools, input, plan, sink, cancel };
    match task {
        EncodeTask::Video { chunk, renditions } => runner.pictures(task, *chunk, renditions).await,
        EncodeTask::Audio { rendition } => runner.sound(task, rendition).await,
    }
}

/// What every run of ffmpeg on one source needs.
struct Runner<'a> {
    tools: &'a Tools,
    input: &'a Input,
    plan: &'a TranscodePlan,
    sink: &'a dyn EncodeSink,
    cancel: &'a CancellationToken,
}

impl Runner<'_> {
    /// Where nothing decodes from the chunk's start on, the picture shown there is found farther back.
    async fn pictures(&self, task: &EncodeTask, chunk: u32, renditions: &[String]) -> Result<Decoded, EncodeError> {
        let Self { tools, input, plan, cancel, .. } = *self;
        let missing = || EncodeError::Unsupported(format!("the plan has no task {}", task.key()));
        let (video, chunk) = (plan.video.as_ref().ok_or_else(missing)?, plan.chunk(chunk).ok_or_else(missing)?);
        let rungs: Vec<&VideoRendition> = renditions.iter().map(|name| plan.rendition(name)).collect::<Option<_>>().ok_or_else(missing)?;
        let first = rungs.first().ok_or_else(missing)?;
        let source = ChunkSource { tools, input, plan, video, chunk, cancel };
        let mut from = source.start().await?;
        loop {
            let scratch = tools.scratch()?;
            let work = Work {
                arguments: arguments::video(&source, from, &rungs, scratch.path())?,
                assemblers: rungs.iter().map(|rung| Assembler::video(&plan.timeline, chunk, rung)).collect(),
                goal: Goal::Frames(chunk.units / first.rate_divisor),
            };
            match self.attempt(work, &scratch).await {
                Err(EncodeError::Undecodable) if from > 0 => from = source.earlier_start(from),
                other => return other,
            }
        }
    }

    async fn sound(&self, task: &EncodeTask, rendition: &str) -> Result<Decoded, EncodeError> {
        let track = self.plan.audio.iter().find(|track| track.name == *rendition);
        let track = track.ok_or_else(|| EncodeError::Unsupported(format!("the plan has no task {}", task.key())))?;
        let scratch = self.tools.scratch()?;
        let work = Work {
            arguments: arguments::audio(self.tools, self.input, self.plan, track, scratch.path()),
            assemblers: vec![Assembler::audio(&self.plan.timeline, track)],
            goal: Goal::Micros(self.plan.timeline.duration_us()),
        };
        self.attempt(work, &scratch).await
    }

    /// One run of ffmpeg, its files read while they grow.
    async fn attempt(&self, work: Work, scratch: &Scratch) -> Result<Decoded, EncodeError> {
        let ended = CancellationToken::new();
        let mut progress = ProgressReader::default();
        let process = async {
            let invocation = Invocation {
                program: Program::Ffmpeg,
                arguments: work.arguments.into_vec(),
                folder: scratch,
                network: matches!(self.input, Input::Url(_)),
                limit: self.tools.encode_limit(),
            };
            let report = |bytes: &[u8]| progress.feed(bytes, |now| self.sink.progress(work.goal.share(now)));
            let result = self.tools.run(invocation, self.cancel, report).await;
            // The readers go on to the end of the files in any case: segments that were finished count.
            ended.cancel();
            result.map_err(EncodeError::from_run)
        };
        let readers = try_join_all(work.assemblers.into_iter().map(|assembler| {
            let path = arguments::output(scratch.path(), assembler.rendition());
            let ended = &ended;
            async move { tail::follow(&path, assembler, self.sink, ended).await }
        }));
        // A reader that fails ends the process by dropping it; a process that fails tells more than the readers who miss its end.
        tokio::pin!(process, readers);
        tokio::select! {
            biased;
            result = &mut process => {
                let read = readers.await;
                let decoded = result?;
                match read {
                    Err(EncodeError::Incomplete { .. }) if decoded.nothing() => Err(EncodeError::Undecodable),
                    read => read.map(|_| decoded),
                }
            }
            read = &mut readers => {
                read?;
                process.await
            }
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
