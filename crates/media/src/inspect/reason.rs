//! Why a source is refused: stable codes that a client may branch on.

use super::InspectError;
use crate::ffmpeg::RunError;
use domain::{ErrorKind, Fault};
use serde::{Deserialize, Serialize};

/// The reason for refusing a source for good; trying again gives the same answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RejectReason {
    /// There are no bytes.
    EmptyFile,
    /// No container that we know of: text, an archive, noise.
    NotMedia,
    /// A single picture.
    NotAVideo,
    /// A container or codec that is not accepted: playlists, raw streams, rarities.
    UnsupportedFormat,
    /// The end of the file, or the index that was there, is missing.
    Truncated,
    /// A container without any track of pictures or sound.
    NoStreams,
    /// The container reads, but its pictures or sound do not decode.
    Corrupt,
    /// The pictures or the sound are encrypted.
    Encrypted,
    /// More pixels than the configured limit.
    PictureTooLarge,
    /// Longer than the configured limit.
    TooLong,
    /// Sound only, and the installation takes only videos.
    AudioNotAccepted,
}

impl RejectReason {
    /// The kebab-case code, the same as on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::EmptyFile => "empty-file",
            Self::NotMedia => "not-media",
            Self::NotAVideo => "not-a-video",
            Self::UnsupportedFormat => "unsupported-format",
            Self::Truncated => "truncated",
            Self::NoStreams => "no-streams",
            Self::Corrupt => "corrupt",
            Self::Encrypted => "encrypted",
            Self::PictureTooLarge => "picture-too-large",
            Self::TooLong => "too-long",
            Self::AudioNotAccepted => "audio-not-accepted",
        }
    }
}

impl Fault for InspectError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Rejected { .. } | Self::BrokenClock => ErrorKind::Invalid,
            Self::Run(run) => run.kind(),
            Self::Read(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Rejected { reason, .. } => reason.code(),
            Self::BrokenClock => "broken-clock",
            Self::Run(run) => run.code(),
            Self::Read(_) => "source-unreadable",
        }
    }
}

impl InspectError {
    /// A refusal for good.
    pub(super) fn rejected(reason: RejectReason, detail: impl Into<String>) -> Self {
        Self::Rejected { reason, detail: detail.into() }
    }

    /// What a failed look at the source means: the program's own refusal is the file's fault, the rest is ours.
    ///
    /// The owner reads `detail`; what the program wrote goes to the log.
    pub(super) fn from_run(error: RunError, reason: RejectReason, detail: &str) -> Self {
        match error {
            RunError::Failed { ref stderr, .. } if error.blames_source() => {
                tracing::info!(reason = reason.code(), stderr, "a source is refused");
                Self::rejected(reason, detail)
            }
            other => Self::Run(other),
        }
    }
}
