//! What can be wrong with a request of the upload protocol.

use domain::{ErrorKind, Fault};

/// Why a tus request is refused.
///
/// [`VersionMismatch`](Self::VersionMismatch) must be answered with the `Tus-Version` header too.
/// What can go wrong with the bytes themselves is [`StagingError`](crate::staging::StagingError).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TusError {
    /// `Tus-Resumable` is missing or names another version: 412.
    #[error("Tus-Resumable must be 1.0.0")]
    VersionMismatch,
    /// A header that this request needs is missing.
    #[error("the header {0} is missing")]
    Missing(&'static str),
    /// A header has a value that is not allowed.
    #[error("{header}: {reason}")]
    BadHeader {
        /// Its name.
        header: &'static str,
        /// What is wrong, for the developer of a client.
        reason: &'static str,
    },
    /// The declared length is over the limit: 413.
    #[error("at most {limit} bytes may be uploaded")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The body of a PATCH, or of a POST that carries bytes, has another type: 415.
    #[error("the content type must be application/offset+octet-stream")]
    WrongContentType,
    /// The checksum algorithm is not one of ours: 400, as the protocol says.
    #[error("the checksum algorithm must be sha1, sha256 or crc32")]
    UnknownChecksumAlgorithm,
    /// An id, or a part named in `Upload-Concat`, that is none of ours: 404.
    #[error("there is no such upload")]
    UnknownUpload,
}

impl Fault for TusError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::VersionMismatch => ErrorKind::PreconditionFailed,
            Self::Missing(_) | Self::BadHeader { .. } | Self::UnknownChecksumAlgorithm => ErrorKind::Malformed,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::WrongContentType => ErrorKind::Unsupported,
            Self::UnknownUpload => ErrorKind::NotFound,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::VersionMismatch => "tus-version-mismatch",
            Self::Missing(_) => "tus-header-missing",
            Self::BadHeader { .. } => "tus-header-invalid",
            Self::TooLarge { .. } => "upload-too-large",
            Self::WrongContentType => "upload-content-type",
            Self::UnknownChecksumAlgorithm => "checksum-algorithm-unknown",
            Self::UnknownUpload => "upload-not-found",
        }
    }
}
