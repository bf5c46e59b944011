//! What a step of the pipeline gets beside the context, and how it ends.

use media::ffmpeg::Tools;
use media::inspect::InspectSettings;
use media::plan::LadderSettings;

/// What work on media needs beside the context.
#[derive(Clone, Debug)]
pub struct MediaWork {
    /// ffmpeg and ffprobe.
    pub tools: Tools,
    /// What sources are taken.
    pub inspect: InspectSettings,
    /// What is made of them.
    pub ladder: LadderSettings,
}

/// How a step that ran to its end, or was stopped, ended; see [`jobs::Failure`].
pub(crate) enum Outcome {
    Done,
    Stopped,
    Passing(String),
    Reproducible(String),
    Final(String),
}
