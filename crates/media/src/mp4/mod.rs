//! Fragmented MP4 (ISO/IEC 14496-12, CMAF): reading what ffmpeg writes and writing our own segments.
//!
//! ffmpeg is the codec; the container is ours. Its muxer's choices differ between versions (edit
//! lists, shifted time stamps, durations of last samples), so only sizes, order and composition
//! offsets are taken from it, and every fragment is written anew with exact times.

mod fragment;
mod init;

pub(crate) use fragment::write;
pub use fragment::{Fragment, Sample};
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
