//! The shape of a plan: what is encoded, on which time grid, in which tasks. Stored as JSON.

use crate::inspect::{Matrix, Transfer, VideoSource};
use crate::rational::Rational;
use serde::{Deserialize, Serialize};

/// Everything that is done to one source, decided once and stored with the generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscodePlan {
    /// Where the film begins, in microseconds from the container's own start.
    pub origin_us: u64,
    /// The grid of frames, segments and chunks that every rendition shares.
    pub timeline: Timeline,
    /// How pictures are made; `None` for sound only.
    pub video: Option<VideoPlan>,
    /// The sound renditions, the default one first; empty for a silent film.
    pub audio: Vec<AudioRendition>,
    /// The pieces of the film that are encoded separately; empty for sound only.
    pub chunks: Vec<Chunk>,
    /// The units of work, in the order in which a viewer needs them.
    pub tasks: Vec<EncodeTask>,
}

impl TranscodePlan {
    /// The rendition of this name.
    pub fn rendition(&self, name: &str) -> Option<&VideoRendition> {
        self.video.as_ref()?.renditions.iter().find(|rendition| rendition.name == name)
    }

    /// The chunk of this index.
    pub fn chunk(&self, index: u32) -> Option<&Chunk> {
        self.chunks.get(usize::try_from(index).ok()?)
    }

    /// Names of every rendition, pictures first.
    pub fn rendition_names(&self) -> impl Iterator<Item = &str> {
        let video = self.video.iter().flat_map(|video| &video.renditions).map(|rendition| rendition.name.as_str());
        video.chain(self.audio.iter().map(|rendition| rendition.name.as_str()))
    }
}

/// The time grid. One unit is one frame of the highest-rate rendition, or one AAC frame of a film
/// without pictures, so that every mark is a whole number of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// Units per second.
    pub rate: Rational,
    /// Units in the film.
    pub units: u64,
    /// Units between key frames.
    pub gop: u64,
    /// Units in a segment; a multiple of `gop`.
    pub segment: u64,
    /// A last segment with fewer units than this is joined to the one before it.
    pub min_tail: u64,
}

impl Timeline {
    /// How many segments the film has.
    pub fn segment_count(&self) -> u32 {
        let (full, rest) = (self.units / self.segment.max(1), self.units % self.segment.max(1));
        let count = if full == 0 || rest >= self.min_tail.max(1) { full + u64::from(rest > 0) } else { full };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// First unit of segment `number` (counted from 1), and of what follows the last one.
    pub fn segment_start(&self, number: u32) -> u64 {
        if number > self.segment_count() { self.units } else { u64::from(number.saturating_sub(1)) * self.segment }
    }

    /// When segment `number` starts, in microseconds.
    pub fn segment_start_us(&self, number: u32) -> u64 {
        self.rate.micros_of(self.segment_start(number))
    }

    /// How long segment `number` lasts, in microseconds.
    pub fn segment_duration_us(&self, number: u32) -> u64 {
        self.segment_start_us(number.saturating_add(1)).saturating_sub(self.segment_start_us(number))
    }

    /// How long the film is, in microseconds.
    pub fn duration_us(&self) -> u64 {
        self.rate.micros_of(self.units)
    }
}

/// How the picture track becomes renditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoPlan {
    /// Stream index in the source.
    pub stream: u32,
    /// Seconds before a chunk's mark at which reading begins, for sources whose seeks are inexact.
    pub preroll_seconds: u32,
    /// What is done to each picture before it is scaled.
    pub correction: Correction,
    /// The rungs, from the smallest to the largest.
    pub renditions: Vec<VideoRendition>,
}

/// What is wrong with the source's pictures and is put right for all rungs at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Weave two fields into one picture.
    pub deinterlace: bool,
    /// Bring a high dynamic range down to what every screen shows.
    pub tone_map: Option<Transfer>,
    /// The source's matrix, written onto each picture before filtering.
    pub matrix: Matrix,
    /// Whether the source uses full-range samples.
    pub full_range: bool,
}

impl Correction {
    /// What this source needs.
    pub(crate) fn of(video: &VideoSource) -> Self {
        Self {
            deinterlace: video.interlaced,
            tone_map: (video.transfer != Transfer::Sdr).then_some(video.transfer),
            matrix: video.matrix,
            full_range: video.full_range,
        }
    }
}

/// One rung of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoRendition {
    /// Folder and key, `v` and the short side: `v720`.
    pub name: String,
    /// Encoded and displayed width; even.
    pub width: u32,
    /// Encoded and displayed height; even.
    pub height: u32,
    /// Frames per second, the timeline's rate divided by `rate_divisor`.
    pub frame_rate: Rational,
    /// Every how many-th unit of the timeline is a frame here.
    pub rate_divisor: u64,
    /// Constant rate factor of x264.
    pub crf: u8,
    /// Speed preset of x264.
    pub preset: String,
    /// Upper limit of the bit rate in kbit/s over two seconds.
    pub max_kbps: u32,
}

impl VideoRendition {
    /// What a quality menu calls it, by the short side: `720p`.
    pub fn label(&self) -> String {
        format!("{}p", self.width.min(self.height))
    }

    /// Ticks per second of the track.
    pub fn timescale(&self) -> u32 {
        let num = self.frame_rate.num();
        u32::try_from(if num < 1000 { num * 1000 } else { num }).unwrap_or(u32::MAX)
    }

    /// Ticks from one frame to the next.
    pub fn frame_ticks(&self) -> u32 {
        let (num, den) = (self.frame_rate.num(), self.frame_rate.den());
        u32::try_from(if num < 1000 { den * 1000 } else { den }).unwrap_or(u32::MAX)
    }
}

/// One sound rendition: AAC-LC, stereo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioRendition {
    /// Folder and key: `a0`, `a1`, ...
    pub name: String,
    /// Stream index in the source.
    pub stream: u32,
    /// Language tag of the track.
    pub language: Option<String>,
    /// What a menu calls it; unique within the plan.
    pub label: String,
    /// Whether a player picks it unasked; exactly one is.
    pub default: bool,
    /// Samples per second.
    pub sample_rate: u32,
    /// Bit rate in kbit/s.
    pub kbps: u32,
    /// Whether the source's channels have no known layout, so that the first two are taken as left and right.
    pub first_two_channels: bool,
}

/// A run of the film that one task encodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Position in the film, from 0.
    pub index: u32,
    /// First unit of the timeline.
    pub start: u64,
    /// Number of units.
    pub units: u64,
    /// Number of its first segment (the film's first is 1).
    pub first_segment: u32,
    /// How many segments it holds.
    pub segments: u32,
}

/// One unit of work: one run of ffmpeg.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EncodeTask {
    /// Some rungs of one chunk, from one decode.
    Video {
        /// Index of the chunk.
        chunk: u32,
        /// Names of the renditions.
        renditions: Vec<String>,
    },
    /// One sound track of the whole film.
    Audio {
        /// Name of the rendition.
        rendition: String,
    },
}

impl EncodeTask {
    /// A key that is unique within the plan: `c0-v360`, `c3-v240-v720`, `a0`.
    pub fn key(&self) -> String {
        match self {
            Self::Video { chunk, renditions } => format!("c{chunk}-{}", renditions.join("-")),
            Self::Audio { rendition } => rendition.clone(),
        }
    }

    /// Names of the renditions that the task makes segments of.
    pub fn renditions(&self) -> &[String] {
        match self {
            Self::Video { renditions, .. } => renditions,
            Self::Audio { rendition } => std::slice::from_ref(rendition),
        }
    }
}
