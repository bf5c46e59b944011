//! Why a use case refuses.

use domain::page::BadCursor;
use domain::{ErrorKind, Fault};
use integrations::opensearch::OpenSearchError;

/// The result of every use case here.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case refuses.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The cursor is of another list.
    #[error(transparent)]
    Cursor(#[from] BadCursor),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] persistence::Error),
    /// An index elsewhere doesn't answer.
    #[error(transparent)]
    Index(#[from] OpenSearchError),
}

impl Fault for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Cursor(e) => e.kind(),
            Self::Database(e) => e.kind(),
            Self::Index(_) => ErrorKind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Cursor(e) => e.code(),
            Self::Database(e) => e.code(),
            Self::Index(_) => "unavailable",
        }
    }
}
