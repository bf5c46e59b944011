//! Why a use case refuses.

use crate::locks::Trouble;
use domain::access::Unseen;
use domain::page::BadCursor;
use domain::video::Refusal;
use domain::{ErrorKind, Fault, FieldError};
use std::time::Duration;

/// The result of every use case here.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case refuses.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such video, or whoever asks does not get to see it.
    #[error(transparent)]
    Unseen(#[from] Unseen),
    /// It is another password.
    #[error("this is not the password of the video")]
    WrongPassword,
    /// The video has no password.
    #[error("the video has no password")]
    NoPassword,
    /// A password can't be hashed or tried now.
    #[error("{0}")]
    Locksmith(Trouble),
    /// There is no such category.
    #[error("there is no such category")]
    CategoryNotFound,
    /// A value is not acceptable, which shows only beside what is there already.
    #[error("a value is not acceptable")]
    Invalid(FieldError),
    /// There is no such complaint.
    #[error("there is no such complaint")]
    ReportNotFound,
    /// A moderator hid the video, so it stays private.
    #[error("a moderator hid this video")]
    TakenDown,
    /// The actor may see it and not do this with it.
    #[error("this is not allowed to you")]
    Forbidden,
    /// The video has changed since the client read it.
    #[error("the video has changed since you read it")]
    Stale,
    /// The idempotency key was used with another body.
    #[error("this idempotency key was used with another body")]
    KeyReused,
    /// A chapter starts after the end of the video.
    #[error("a chapter starts after the end of the video")]
    ChapterBeyondEnd,
    /// The cursor is of another list.
    #[error(transparent)]
    Cursor(#[from] BadCursor),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] persistence::Error),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Field(field) => Self::Invalid(field),
            Refusal::TakenDown => Self::TakenDown,
        }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        Self::Locksmith(trouble)
    }
}

impl Fault for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Unseen(e) => e.kind(),
            Self::CategoryNotFound | Self::ReportNotFound => ErrorKind::NotFound,
            Self::TakenDown | Self::NoPassword => ErrorKind::Conflict,
            Self::Forbidden | Self::WrongPassword => ErrorKind::Forbidden,
            Self::Stale => ErrorKind::PreconditionFailed,
            Self::KeyReused | Self::ChapterBeyondEnd | Self::Invalid(_) => ErrorKind::Invalid,
            Self::Locksmith(e) => e.kind(),
            Self::Cursor(e) => e.kind(),
            Self::Database(e) => e.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unseen(e) => e.code(),
            Self::WrongPassword => "wrong-video-password",
            Self::NoPassword => "video-without-password",
            Self::Locksmith(e) => e.code(),
            Self::CategoryNotFound => "category-not-found",
            Self::ReportNotFound => "report-not-found",
            Self::TakenDown => "video-taken-down",
            Self::Invalid(_) => "validation-failed",
            Self::Forbidden => "forbidden",
            Self::Stale => "stale",
            Self::KeyReused => "idempotency-key-reused",
            Self::ChapterBeyondEnd => "chapter-beyond-end",
            Self::Cursor(e) => e.code(),
            Self::Database(e) => e.code(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(field) => std::slice::from_ref(field),
            _ => &[],
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Locksmith(e) => e.retry_after(),
            _ => None,
        }
    }
}
