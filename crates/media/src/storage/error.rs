//! What can go wrong at the storage.

use domain::{ErrorKind, Fault};

/// Why the storage did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// A name that cannot be an object's key. Names come from our own code, or from a URL path.
    #[error("not a storage key: {0:?}")]
    BadKey(String),
    /// The object is not there (only where its absence is an error, not an answer).
    #[error("no object {0}")]
    Missing(String),
    /// The object is larger than the caller can take.
    #[error("object {key} is over {limit} bytes")]
    TooLong {
        /// The object.
        key: String,
        /// The caller's limit in bytes.
        limit: u64,
    },
    /// No room left on the disk.
    #[error("the storage is full")]
    Full,
    /// The settings do not describe a storage; found at start.
    #[error("storage settings: {0}")]
    Settings(String),
    /// The readiness check did not end in time.
    #[error("the storage did not answer in time")]
    Timeout,
    /// The store refused or did not answer, after all retries.
    #[error("the storage failed")]
    Store(#[source] object_store::Error),
    /// A local file could not be read or written.
    #[error("a local file failed")]
    File(#[source] std::io::Error),
}

impl Fault for StorageError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::BadKey(_) | Self::Missing(_) => ErrorKind::NotFound,
            Self::Full => ErrorKind::InsufficientStorage,
            Self::Timeout | Self::Store(_) => ErrorKind::Unavailable,
            Self::TooLong { .. } | Self::Settings(_) | Self::File(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::BadKey(_) | Self::Missing(_) => "object-not-found",
            Self::TooLong { .. } => "object-too-long",
            Self::Full => "storage-full",
            Self::Settings(_) => "storage-settings",
            Self::Timeout | Self::Store(_) => "storage-unavailable",
            Self::File(_) => "storage-file",
        }
    }
}

impl From<std::io::Error> for StorageError {
    fn from(error: std::io::Error) -> Self {
        if is_full(&error) { Self::Full } else { Self::File(error) }
    }
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { path, .. } => Self::Missing(path),
            error if is_absent(&error) => Self::Missing(error.to_string()),
            error if caused_by(&error, is_full) => Self::Full,
            error => Self::Store(error),
        }
    }
}

/// No space, or the user's disk quota is used up.
pub(crate) fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}

/// Whether a name stands for no object: there is nothing, or it is a folder, or it lies below a file.
pub(super) fn is_absent(error: &object_store::Error) -> bool {
    use std::io::ErrorKind::{IsADirectory, NotADirectory};
    let at_no_file = |error: &std::io::Error| matches!(error.kind(), IsADirectory | NotADirectory);
    matches!(error, object_store::Error::NotFound { .. }) || caused_by(error, at_no_file)
}

fn caused_by(error: &(dyn std::error::Error + 'static), cause: impl Fn(&std::io::Error) -> bool) -> bool {
    std::iter::successors(Some(error), |e| e.source()).filter_map(|e| e.downcast_ref()).any(cause)
}
