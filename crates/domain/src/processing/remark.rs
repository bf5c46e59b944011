//! Remarks on a source file: what is unusual about it, as values. Their words in other languages are the server's.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Something unusual about a source file that explains how it was treated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "remark", rename_all = "kebab-case")]
pub enum Remark {
    /// More than 8 bits per colour sample.
    HighBitDepth {
        /// Bits per sample.
        bits: u8,
        /// Codec of the pictures.
        codec: String,
    },
    /// High dynamic range.
    Hdr {
        /// The transfer curve: `PQ` or `HLG`.
        curve: String,
    },
    /// The distance between pictures varies.
    VariableFrameRate {
        /// Pictures per second on average.
        rate: String,
    },
    /// More than 60 pictures per second.
    HighFrameRate {
        /// Pictures per second.
        rate: String,
    },
    /// Pictures come as two fields.
    Interlaced,
    /// Players turn the pictures.
    Rotated {
        /// Degrees clockwise.
        degrees: u16,
    },
    /// Samples use all values from 0 to 255.
    FullRange,
    /// A side has an odd number of pixels.
    OddSize {
        /// Displayed width.
        width: u32,
        /// Displayed height.
        height: u32,
    },
    /// The first picture comes after the first sound.
    LatePicture {
        /// How long after it.
        milliseconds: u64,
    },
    /// Pictures only.
    NoSound,
    /// More than one sound track.
    SeveralAudioTracks {
        /// How many.
        count: usize,
    },
    /// More than two channels.
    Surround {
        /// How many.
        channels: u32,
    },
    /// A sound track that does not decode is left out.
    AudioUndecodable {
        /// Its number in the file.
        track: u32,
    },
    /// A track of a codec that is not supported is left out.
    TrackLeftOut {
        /// `video`, `audio` or `subtitle`.
        kind: String,
        /// Its number in the file.
        track: u32,
        /// Its codec.
        codec: String,
    },
    /// There are more sound tracks than are looked at.
    TracksLeftOut {
        /// How many are left out.
        count: usize,
    },
    /// The file ends before its header says.
    EndsEarly {
        /// How much is missing.
        seconds: i64,
    },
    /// The times of the file restarted or jumped.
    ClockRestarts,
}

impl Remark {
    /// The stable kebab-case code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HighBitDepth { .. } => "high-bit-depth",
            Self::Hdr { .. } => "hdr",
            Self::VariableFrameRate { .. } => "variable-frame-rate",
            Self::HighFrameRate { .. } => "high-frame-rate",
            Self::Interlaced => "interlaced",
            Self::Rotated { .. } => "rotated",
            Self::FullRange => "full-range",
            Self::OddSize { .. } => "odd-size",
            Self::LatePicture { .. } => "late-picture",
            Self::NoSound => "no-sound",
            Self::SeveralAudioTracks { .. } => "several-audio-tracks",
            Self::Surround { .. } => "surround",
            Self::AudioUndecodable { .. } => "audio-undecodable",
            Self::TrackLeftOut { .. } | Self::TracksLeftOut { .. } => "track-left-out",
            Self::EndsEarly { .. } => "ends-early",
            Self::ClockRestarts => "clock-restarts",
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HighBitDepth { bits, codec } => write!(f, "{bits}-bit {}", codec.to_uppercase()),
            Self::Hdr { curve } => write!(f, "high dynamic range ({curve})"),
            Self::VariableFrameRate { rate } => write!(f, "variable frame rate, {rate} per second on average"),
            Self::HighFrameRate { rate } => write!(f, "{rate} frames per second"),
            Self::Interlaced => f.write_str("interlaced"),
            Self::Rotated { degrees } => write!(f, "turned by {degrees} degrees when shown"),
            Self::FullRange => f.write_str("full-range colours"),
            Self::OddSize { width, height } => write!(f, "odd size {width}x{height}"),
            Self::LatePicture { milliseconds } => write!(f, "the first picture comes {milliseconds} ms after the sound (edit list or cut)"),
            Self::NoSound => f.write_str("no sound"),
            Self::SeveralAudioTracks { count } => write!(f, "{count} audio tracks"),
            Self::Surround { channels } => write!(f, "{channels} channels, mixed down to stereo"),
            Self::AudioUndecodable { track } => write!(f, "audio track {track} does not decode and is left out"),
            Self::TrackLeftOut { kind, track, codec } => write!(f, "codec not supported: {kind} track {track} ({codec})"),
            Self::TracksLeftOut { count } => write!(f, "{count} more audio tracks than are looked at"),
            Self::EndsEarly { seconds } => write!(f, "ends {seconds} s earlier than its header says"),
            Self::ClockRestarts => f.write_str("the times of the file restart or jump and were made continuous"),
        }
    }
}
