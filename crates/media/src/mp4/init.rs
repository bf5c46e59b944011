//! Init segments: what they tell a playlist.

use super::Mp4Error;
use bytes::Bytes;

/// An init segment and what its boxes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Init {
    /// The file, without metadata.
    pub data: Bytes,
    /// RFC 6381 codec string.
    pub codec: String,
    /// Ticks per second.
    pub timescale: u32,
    /// What kind of track it is.
    pub track: Track,
}

/// What kind of track an init segment opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// Pictures of this size.
    Video {
        /// Encoded width.
        width: u16,
        /// Encoded height.
        height: u16,
    },
    /// Sound.
    Audio {
        /// Number of channels.
        channels: u16,
        /// Samples per second.
        sample_rate: u32,
    },
}

impl Init {
    /// Reads `ftyp` and `moov`.
    ///
    /// # Errors
    /// When they are not those of one H.264 or AAC track.
    pub fn parse(_bytes: &[u8]) -> Result<Self, Mp4Error> {
        Err(Mp4Error::Unexpected("x"))
    }
}
