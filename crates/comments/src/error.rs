//! Why a use case refuses.

use domain::access::Unseen;
use domain::page::BadCursor;
use domain::{ErrorKind, Fault, FieldError};

/// The result of every use case here.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case refuses.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such video, or whoever asks does not get to see it.
    #[error(transparent)]
    Unseen(#[from] Unseen),
    /// There is no such comment, or the actor must not learn of it.
    #[error("there is no such comment")]
    NotFound,
    /// There is no such account.
    #[error("there is no such account")]
    UserNotFound,
    /// The actor may see it and not do this with it.
    #[error("this is not allowed to you")]
    Forbidden,
    /// Somebody wants nothing to do with the actor.
    #[error("the person whom this is addressed to does not want to hear from you")]
    Blocked,
    /// The video takes no comments.
    #[error("the video takes no comments")]
    Closed,
    /// What it would reply to, or be done with, is gone.
    #[error("the comment was deleted, or is not shown to everybody")]
    NotLiving,
    /// The thread is as deep as threads may be.
    #[error("replies can't go deeper in this thread")]
    TooDeep,
    /// Only comments under the video itself can be pinned.
    #[error("only comments under the video itself can be pinned")]
    NotTopLevel,
    /// The actor is the one to be blocked.
    #[error("you can't block yourself")]
    OwnAccount,
    /// The comment has changed since the client read it.
    #[error("the comment has changed since you read it")]
    Stale,
    /// The idempotency key was used with another body.
    #[error("this idempotency key was used with another body")]
    KeyReused,
    /// A value is not acceptable here.
    #[error("a value is not acceptable")]
    Invalid(Vec<FieldError>),
    /// The cursor is of another list.
    #[error(transparent)]
    Cursor(#[from] BadCursor),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] persistence::Error),
}

impl Fault for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Unseen(e) => e.kind(),
            Self::NotFound | Self::UserNotFound => ErrorKind::NotFound,
            Self::Forbidden | Self::Blocked => ErrorKind::Forbidden,
            Self::Closed | Self::NotLiving | Self::NotTopLevel => ErrorKind::Conflict,
            Self::TooDeep | Self::OwnAccount | Self::KeyReused | Self::Invalid(_) => ErrorKind::Invalid,
            Self::Stale => ErrorKind::PreconditionFailed,
            Self::Cursor(e) => e.kind(),
            Self::Database(e) => e.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unseen(e) => e.code(),
            Self::NotFound => "comment-not-found",
            Self::UserNotFound => "user-not-found",
            Self::Forbidden => "forbidden",
            Self::Blocked => "blocked",
            Self::Closed => "comments-closed",
            Self::NotLiving => "comment-not-living",
            Self::TooDeep => "thread-too-deep",
            Self::NotTopLevel => "comment-not-top-level",
            Self::OwnAccount => "own-block",
            Self::Stale => "stale",
            Self::KeyReused => "idempotency-key-reused",
            Self::Invalid(_) => "validation-failed",
            Self::Cursor(e) => e.code(),
            Self::Database(e) => e.code(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            _ => &[],
        }
    }
}
