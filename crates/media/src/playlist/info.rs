//! What playlists are made of. The structs are serde, so that rows can keep them as JSON.

use crate::encode::{KeyFrame, Segment};
use crate::plan::{AudioRendition, VideoRendition};
use crate::rational::Rational;
use domain::caption::CaptionKind;
use serde::{Deserialize, Serialize};

/// One finished segment, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentInfo {
    /// Number within the rendition; the film's first is 1.
    pub number: u32,
    /// Size of the object in bytes.
    pub bytes: u64,
    /// Ticks per second.
    pub timescale: u32,
    /// When it starts, in ticks.
    pub start: u64,
    /// How long it lasts, in ticks.
    pub duration: u64,
    /// Its key frames, in order; empty for sound.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_frames: Vec<KeyFrame>,
}

impl From<&Segment> for SegmentInfo {
    fn from(segment: &Segment) -> Self {
        Self {
            number: segment.number,
            bytes: u64::try_from(segment.data.len()).unwrap_or(u64::MAX),
            timescale: segment.timescale,
            start: segment.start,
            duration: segment.duration,
            key_frames: segment.key_frames.clone(),
        }
    }
}

/// What is said of a rendition in a master playlist; its name is the folder of its objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenditionInfo {
    /// Its folder: `v720`, `a0`.
    pub name: String,
    /// RFC 6381 codec string, from its init segment.
    pub codec: String,
    /// What kind it is.
    pub media: RenditionMedia,
    /// Its measured bit rates.
    pub measured: Measured,
}

/// The kind of a rendition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RenditionMedia {
    /// Pictures.
    Video {
        /// Encoded width.
        width: u32,
        /// Encoded height.
        height: u32,
        /// Frames per second.
        frame_rate: Rational,
    },
    /// Sound.
    Audio {
        /// Language code, ISO 639 or BCP 47, if it is known.
        language: Option<String>,
        /// What a menu calls it; unique among the sound renditions.
        label: String,
        /// Number of channels.
        channels: u32,
        /// Samples per second.
        sample_rate: u32,
        /// Whether a player picks it unasked.
        default: bool,
    },
}

/// Bit rates as they came out, in bits per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Peak segment bit rate as RFC 8216 section 4.1 defines it.
    pub peak: u64,
    /// All bytes over all time.
    pub average: u64,
    /// The peak of the key frames alone; `None` without pictures.
    pub key_frame_peak: Option<u64>,
    /// Length in microseconds.
    pub duration_us: u64,
}

impl RenditionInfo {
    /// Of a planned rung, once it has segments.
    pub fn of_video(plan: &VideoRendition, codec: impl Into<String>, measured: Measured) -> Self {
        let media = RenditionMedia::Video { width: plan.width, height: plan.height, frame_rate: plan.frame_rate };
        Self { name: plan.name.clone(), codec: codec.into(), media, measured }
    }

    /// Of a planned sound track, once it has segments. All of ours are stereo.
    pub fn of_audio(plan: &AudioRendition, codec: impl Into<String>, measured: Measured) -> Self {
        let media = RenditionMedia::Audio {
            language: plan.language.clone(),
            label: plan.label.clone(),
            channels: 2,
            sample_rate: plan.sample_rate,
            default: plan.default,
        };
        Self { name: plan.name.clone(), codec: codec.into(), media, measured }
    }
}

/// A caption track of the video, for the master playlist and the DASH manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captions {
    /// Language code, ISO 639 or BCP 47.
    pub language: String,
    /// What a menu calls it; unique among the tracks.
    pub label: String,
    /// What it is for.
    pub kind: CaptionKind,
    /// Where it is, relative to the list that names it or absolute: for HLS its
    /// [`captions_playlist`](super::captions_playlist), for DASH the file of WebVTT itself.
    pub uri: String,
    /// Whether a player shows it unasked.
    pub default: bool,
}
