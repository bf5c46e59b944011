//! What can go wrong with the bytes of an upload.

use crate::storage::is_full;
use domain::{ErrorKind, Fault};

/// Why bytes were not taken. After any of these, [`Claim::offset`](super::Claim::offset) tells
/// where the upload stands; what was received before a break is kept.
#[derive(Debug, thiserror::Error)]
pub enum StagingError {
    /// This node has no such file.
    #[error("there is no such upload")]
    NotFound,
    /// The request begins elsewhere than the file ends; nothing was written.
    #[error("the upload stands at {actual} bytes")]
    WrongOffset {
        /// Where the file ends.
        actual: u64,
    },
    /// The body goes past the declared length. None of this request's bytes were kept: a client
    /// that sends more than it said is wrong about all of it.
    #[error("the upload is longer than {limit} bytes")]
    TooLarge {
        /// The declared length, or the limit while there is none.
        limit: u64,
    },
    /// The bytes do not have the promised checksum, and none of this request's were kept.
    #[error("the bytes do not match Upload-Checksum")]
    ChecksumMismatch,
    /// The body broke off, or nothing came for too long.
    #[error("the request broke off: {0}")]
    Interrupted(String),
    /// A newer request for the same upload, or a shutdown, made this one stop.
    #[error("a newer request goes on with this upload")]
    Superseded,
    /// Another request holds the upload and did not let go in time.
    #[error("another request is using this upload")]
    Locked,
    /// The disk is full, or would become so.
    #[error("there is not enough room for this upload")]
    InsufficientStorage,
    /// The disk failed.
    #[error("a staged file failed")]
    File(#[source] std::io::Error),
}

impl StagingError {
    /// The status where the protocol has one that no [`ErrorKind`] stands for: 460 for a wrong
    /// checksum.
    pub fn status(&self) -> Option<u16> {
        matches!(self, Self::ChecksumMismatch).then_some(460)
    }
}

impl Fault for StagingError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::WrongOffset { .. } => ErrorKind::Conflict,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::ChecksumMismatch => ErrorKind::Malformed,
            // Clients of the protocol try again after 423 and 5xx, and give up after any other 4xx.
            Self::Superseded | Self::Locked => ErrorKind::Locked,
            Self::Interrupted(_) => ErrorKind::Unavailable,
            Self::InsufficientStorage => ErrorKind::InsufficientStorage,
            Self::File(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "upload-not-found",
            Self::WrongOffset { .. } => "upload-offset-mismatch",
            Self::TooLarge { .. } => "upload-too-large",
            Self::ChecksumMismatch => "checksum-mismatch",
            Self::Interrupted(_) => "upload-interrupted",
            Self::Superseded => "upload-superseded",
            Self::Locked => "upload-locked",
            Self::InsufficientStorage => "insufficient-storage",
            Self::File(_) => "upload-file",
        }
    }
}

impl From<std::io::Error> for StagingError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            _ if is_full(&error) => Self::InsufficientStorage,
            std::io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::File(error),
        }
    }
}
