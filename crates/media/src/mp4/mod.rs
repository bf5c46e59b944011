//! Fragmented MP4 (ISO/IEC 14496-12, CMAF): reading what ffmpeg writes and writing our own segments.

mod init;

pub use init::{Init, Track};

/// Why bytes are not the MP4 that was expected.
#[derive(Debug, thiserror::Error)]
pub enum Mp4Error {
    /// A box does not follow the standard.
    #[error("a box cannot be read")]
    Box(#[from] mp4_atom::Error),
    /// The boxes read, but do not say what they must.
    #[error("{0}")]
    Unexpected(&'static str),
}
