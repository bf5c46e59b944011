//! Why a use case refuses.

use domain::page::BadCursor;
use domain::video::Refusal;
use domain::{ErrorKind, Fault, FieldError};

/// The result of every use case here.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case refuses.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such video, or the actor must not learn of it.
    #[error("there is no such video")]
    NotFound,
    /// There is no such category.
    #[error("there is no such category")]
    CategoryNotFound,
    /// A value is not acceptable, which shows only beside what is there already.
    #[error("{}", .0.detail)]
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

impl Fault for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound | Self::CategoryNotFound | Self::ReportNotFound => ErrorKind::NotFound,
            Self::TakenDown => ErrorKind::Conflict,
            Self::Forbidden => ErrorKind::Forbidden,
            Self::Stale => ErrorKind::PreconditionFailed,
            Self::KeyReused | Self::ChapterBeyondEnd | Self::Invalid(_) => ErrorKind::Invalid,
            Self::Cursor(e) => e.kind(),
            Self::Database(e) => e.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "video-not-found",
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
}
