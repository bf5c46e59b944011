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

    /// What the owner of the source may read: no paths, no addresses.
    pub fn detail(&self) -> String {
        match self {
            Self::Run(run) => run.to_string(),
            Self::Incomplete { .. } | Self::Unsupported(_) | Self::Output { .. } => self.to_string(),
            Self::Sink { .. } => "storage did not take a segment".to_owned(),
        }
    }
}

impl Fault for EncodeError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Run(run) => run.kind(),
            _ => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Run(run) => run.code(),
            Self::Incomplete { .. } => "encode-incomplete",
            Self::Output { .. } => "encode-output-unreadable",
            Self::Sink { .. } => "segment-not-stored",
            Self::Unsupported(_) => "encode-unsupported",
        }
    }
}
