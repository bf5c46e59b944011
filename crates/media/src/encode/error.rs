//! How an encode task can fail.

use super::SinkError;
use crate::ffmpeg::RunError;
use crate::mp4::Mp4Error;
use domain::{ErrorKind, Fault};

/// Why a task did not make what it promises.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// ffmpeg did not run well.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The source was read, and no picture or sound in it decodes.
    #[error("nothing of the source decodes")]
    Undecodable,
    /// ffmpeg ended well, yet what it wrote is not what was asked for.
    #[error("{rendition}: {detail}")]
    Incomplete {
        /// The rendition.
        rendition: String,
        /// What is wrong or missing.
        detail: String,
    },
    /// What ffmpeg wrote cannot be read.
    #[error("{rendition}: the encoder's output cannot be read")]
    Output {
        /// The rendition.
        rendition: String,
        /// What is wrong with it.
        source: Mp4Error,
    },
    /// The sink could not take a segment.
    #[error("{rendition}: a segment could not be stored")]
    Sink {
        /// The rendition.
        rendition: String,
        /// What the sink says.
        source: SinkError,
    },
    /// The plan has no such task, or this ffmpeg lacks what the plan needs.
    #[error("{0}")]
    Unsupported(String),
}

impl EncodeError {
    /// Whether the task was stopped on purpose, and is to be handed back without counting an attempt.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Run(RunError::Cancelled))
    }

    /// Whether the cause lies outside the source and the program, and may pass.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Run(run) => run.is_passing(),
            Self::Sink { .. } => true,
            Self::Undecodable | Self::Incomplete { .. } | Self::Output { .. } | Self::Unsupported(_) => false,
        }
    }

    /// The failure in one line that is the same each time the task fails in the same way. For operators, not for owners.
    pub fn fingerprint(&self) -> String {
        match self {
            Self::Run(run) => run.fingerprint(),
            Self::Output { rendition, source } => format!("{rendition}: the encoder's output cannot be read: {source}"),
            other => other.to_string(),
        }
    }

    /// Tells a source of which nothing decodes from other failures of the program.
    pub(super) fn from_run(error: RunError) -> Self {
        if error.decoded_nothing() { Self::Undecodable } else { Self::Run(error) }
    }
}

impl Fault for EncodeError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Run(run) => run.kind(),
            Self::Undecodable => ErrorKind::Invalid,
            _ => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Run(run) => run.code(),
            Self::Undecodable => "source-undecodable",
            Self::Incomplete { .. } => "encode-incomplete",
            Self::Output { .. } => "encode-output-unreadable",
            Self::Sink { .. } => "segment-not-stored",
            Self::Unsupported(_) => "encode-unsupported",
        }
    }
}
