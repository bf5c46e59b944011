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
    /// There is no such account.
    #[error("there is no such account")]
    UserNotFound,
    /// There is no such list, or the actor must not learn of it.
    #[error("there is no such playlist")]
    PlaylistNotFound,
    /// The list has no such item.
    #[error("the playlist has no such item")]
    ItemNotFound,
    /// The video doesn't play yet.
    #[error("the video does not play yet")]
    NotPlayable,
    /// A value is not acceptable, which shows only beside what is there already.
    #[error("a value is not acceptable")]
    Invalid(FieldError),
    /// The actor may see it and not do this with it.
    #[error("this is not allowed to you")]
    Forbidden,
    /// The account does not show who follows it.
    #[error("this account does not show who follows it")]
    FollowersHidden,
    /// Nobody follows himself.
    #[error("you can't follow yourself")]
    Oneself,
    /// The list is full.
    #[error("a playlist holds at most 5,000 videos")]
    PlaylistFull,
    /// The account has no room for more lists.
    #[error("an account has at most 500 playlists")]
    TooManyPlaylists,
    /// The list for later stays as it is.
    #[error("the list for later can't be renamed, shown or deleted")]
    WatchLaterStays,
    /// The list has changed since the client read it.
    #[error("the playlist has changed since you read it")]
    Stale,
    /// The idempotency key was used with another body.
    #[error("this idempotency key was used with another body")]
    KeyReused,
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
            Self::UserNotFound | Self::PlaylistNotFound | Self::ItemNotFound => ErrorKind::NotFound,
            Self::FollowersHidden | Self::Forbidden => ErrorKind::Forbidden,
            Self::Oneself | Self::KeyReused | Self::Invalid(_) => ErrorKind::Invalid,
            Self::NotPlayable | Self::PlaylistFull | Self::TooManyPlaylists | Self::WatchLaterStays => ErrorKind::Conflict,
            Self::Stale => ErrorKind::PreconditionFailed,
            Self::Cursor(e) => e.kind(),
            Self::Database(e) => e.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unseen(e) => e.code(),
            Self::UserNotFound => "not-found",
            Self::PlaylistNotFound => "playlist-not-found",
            Self::ItemNotFound => "playlist-item-not-found",
            Self::NotPlayable => "not-playable",
            Self::Invalid(_) => "validation-failed",
            Self::Forbidden => "forbidden",
            Self::FollowersHidden => "followers-hidden",
            Self::Oneself => "cannot-follow-yourself",
            Self::PlaylistFull => "playlist-full",
            Self::TooManyPlaylists => "too-many-playlists",
            Self::WatchLaterStays => "watch-later-stays",
            Self::Stale => "stale",
            Self::KeyReused => "idempotency-key-reused",
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
