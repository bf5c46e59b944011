//! Where ffmpeg and ffprobe read a source from.

use std::path::PathBuf;

/// A source that can be sought in: a file of our own naming, or a short-lived signed URL.
///
/// Made by [`Store::input`](crate::storage::Store::input); turned into arguments only by the
/// ffmpeg runner, which adds the `file:` prefix and picks the protocol allow-list that fits.
#[derive(Clone, PartialEq, Eq)]
pub enum Input {
    /// An absolute path on this machine.
    File(PathBuf),
    /// A presigned `http` or `https` URL that answers byte ranges. Whoever holds it can read the
    /// source, so it never goes into a log.
    Url(String),
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Url(url) => f.debug_tuple("Url").field(&url.split('?').next().unwrap_or_default()).finish(),
        }
    }
}
