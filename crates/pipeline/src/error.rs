//! Why a use case refuses.

use domain::access::Unseen;
use domain::page::BadCursor;
use domain::{ErrorKind, Fault};
use media::staging::StagingError;
use media::storage::StorageError;
use media::tus::TusError;

/// The result of every use case here.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case refuses.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such upload, or it isn't the actor's.
    #[error("there is no such upload")]
    UploadNotFound,
    /// There is no such video, or whoever asks does not get to see it.
    #[error(transparent)]
    Unseen(#[from] Unseen),
    /// The video of an upload was deleted; the bytes that had come are removed.
    #[error("the video of this upload was deleted")]
    VideoDeleted,
    /// The client says that the file is of a type that holds neither moving pictures nor sound.
    #[error("a file of the type {0} is neither video nor audio")]
    NotMedia(String),
    /// There is nothing at this address.
    #[error("there is nothing at this address")]
    MediaNotFound,
    /// The video has no captions in this language.
    #[error("there are no captions in this language")]
    CaptionNotFound,
    /// There is no cue in what should be captions.
    #[error("there are no captions in this file")]
    NoCues,
    /// The video has captions in as many languages as it may.
    #[error("the video has captions in too many languages")]
    TooManyCaptions,
    /// What is to be changed has changed since the client read it.
    #[error("it has changed since you read it")]
    Stale,
    /// The actor may see it and not do this with it.
    #[error("this is not allowed to you")]
    Forbidden,
    /// The video doesn't play yet.
    #[error("the video does not play yet")]
    NotPlayable,
    /// Nothing failed that could be tried again.
    #[error("there is no failed file to try again")]
    NothingToRetry,
    /// The bytes lie on another server, which must get the request.
    #[error("this upload goes on at another server")]
    Elsewhere,
    /// A file without a byte.
    #[error("the file is empty")]
    EmptyFile,
    /// A part of a joined upload isn't complete.
    #[error("a part of this upload is not complete")]
    IncompletePart,
    /// The cursor belongs to another list.
    #[error(transparent)]
    Cursor(#[from] BadCursor),
    /// The request breaks the protocol.
    #[error(transparent)]
    Tus(#[from] TusError),
    /// The bytes can't be taken.
    #[error(transparent)]
    Staging(#[from] StagingError),
    /// The store doesn't do as it should.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] persistence::Error),
    /// A stored report, plan or manifest can't be read by this version.
    #[error("unreadable {what} of a transcode: {source}")]
    Unreadable {
        /// What can't be read.
        what: &'static str,
        /// Why.
        source: serde_json::Error,
    },
}

impl Error {
    /// The status that tus gives this error where HTTP's own classes don't do.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Staging(e) => e.status(),
            _ => None,
        }
    }
}

impl Fault for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Unseen(e) => e.kind(),
            Self::UploadNotFound | Self::MediaNotFound | Self::CaptionNotFound => ErrorKind::NotFound,
            Self::VideoDeleted => ErrorKind::Gone,
            Self::NotMedia(_) => ErrorKind::Unsupported,
            Self::Forbidden => ErrorKind::Forbidden,
            Self::NotPlayable | Self::NothingToRetry | Self::IncompletePart | Self::TooManyCaptions => ErrorKind::Conflict,
            Self::Stale => ErrorKind::PreconditionFailed,
            Self::Elsewhere => ErrorKind::Locked,
            Self::EmptyFile | Self::NoCues => ErrorKind::Invalid,
            Self::Cursor(e) => e.kind(),
            Self::Tus(e) => e.kind(),
            Self::Staging(e) => e.kind(),
            Self::Storage(e) => e.kind(),
            Self::Database(e) => e.kind(),
            Self::Unreadable { .. } => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::UploadNotFound => "upload-not-found",
            Self::Unseen(e) => e.code(),
            Self::VideoDeleted => "video-deleted",
            Self::NotMedia(_) => "upload-file-type",
            Self::MediaNotFound => "media-not-found",
            Self::CaptionNotFound => "caption-not-found",
            Self::NoCues => "no-cues",
            Self::TooManyCaptions => "too-many-captions",
            Self::Stale => "stale",
            Self::Forbidden => "forbidden",
            Self::NotPlayable => "not-playable",
            Self::NothingToRetry => "nothing-to-retry",
            Self::Elsewhere => "upload-elsewhere",
            Self::EmptyFile => "empty-file",
            Self::IncompletePart => "incomplete-part",
            Self::Cursor(e) => e.code(),
            Self::Tus(e) => e.code(),
            Self::Staging(e) => e.code(),
            Self::Storage(e) => e.code(),
            Self::Database(e) => e.code(),
            Self::Unreadable { .. } => "internal",
        }
    }
}
