//! What is known of a source after inspection. Stored as JSON, and partly shown to the owner.

use crate::rational::Rational;
use domain::processing::Remark;
use serde::{Deserialize, Serialize};

/// The facts of one source that the planner and the owner need.
///
/// "Displayed" means after rotation and sample aspect ratio: what a player shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceReport {
    /// Whether there are moving pictures to encode.
    pub kind: MediaKind,
    /// Short name of the sniffed container: `mp4`, `matroska`, `mpegts`, ...
    pub container: String,
    /// Where the film begins, in microseconds from the container's own start: tracks that are not used may begin earlier.
    pub origin_us: u64,
    /// Length of the film in microseconds: the later end of picture and sound.
    pub duration_us: u64,
    /// Whether a seek lands where it should.
    pub seek: Seek,
    /// The picture track; `None` for sound only.
    pub video: Option<VideoSource>,
    /// Every sound track that can be decoded, the default one first.
    pub audio: Vec<AudioSource>,
    /// Text subtitle tracks found inside the file.
    pub subtitles: Vec<SubtitleSource>,
    /// Named parts of the film.
    #[serde(default)]
    pub chapters: Vec<ChapterMark>,
    /// Stream index of an embedded cover picture.
    pub cover: Option<u32>,
    /// What the owner may want to know of the file.
    pub notes: Vec<Note>,
}

/// What a source is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MediaKind {
    /// Moving pictures, with or without sound.
    Video,
    /// Sound only; a cover picture does not count.
    Audio,
}

/// How a decoder gets to the middle of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seek {
    /// The container has an index: a seek lands on the key frame before the mark.
    Index,
    /// A seek guesses by byte position and may land after that key frame, so chunks begin to read earlier.
    Scan,
}

/// The picture track that is encoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoSource {
    /// Stream index in the container.
    pub stream: u32,
    /// ffmpeg's codec name, such as `h264`.
    pub codec: String,
    /// Displayed width in pixels.
    pub width: u32,
    /// Displayed height in pixels.
    pub height: u32,
    /// Clockwise turn that a player applies, in degrees: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Frames per second as the container tells it; the planner decides what is made of it.
    pub frame_rate: Rational,
    /// The smallest step between frames as a rate, where the container knows one.
    pub base_rate: Option<Rational>,
    /// Whether the distance between frames varies.
    pub variable_rate: bool,
    /// Whether pictures come as two fields.
    pub interlaced: bool,
    /// Bits per colour sample.
    pub bit_depth: u8,
    /// The transfer curve, as far as tone mapping cares.
    pub transfer: Transfer,
    /// The matrix between RGB and YUV, guessed from the size when untagged.
    pub matrix: Matrix,
    /// Whether samples use the full range (0-255) instead of 16-235.
    pub full_range: bool,
    /// End of the last picture in microseconds from the start of the film.
    pub end_us: u64,
}

impl VideoSource {
    /// The smaller of the displayed sides, by which the rungs are chosen.
    pub fn short_side(&self) -> u32 {
        self.width.min(self.height)
    }
}

/// Transfer curves that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transfer {
    /// Standard dynamic range.
    Sdr,
    /// SMPTE ST 2084, as in HDR10.
    Pq,
    /// Hybrid log-gamma (ARIB STD-B67).
    Hlg,
}

/// Colour matrices that are told apart; everything else is normalised to one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matrix {
    /// ITU-R BT.601, standard definition.
    Bt601,
    /// ITU-R BT.709, high definition.
    Bt709,
    /// ITU-R BT.2020 non-constant luminance.
    Bt2020,
    /// RGB stored as such.
    Rgb,
}

/// One sound track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioSource {
    /// Stream index in the container.
    pub stream: u32,
    /// ffmpeg's codec name, such as `aac`.
    pub codec: String,
    /// Number of channels.
    pub channels: u32,
    /// Whether the channels have a layout that a downmix table exists for.
    pub known_layout: bool,
    /// Language tag of the track as BCP 47 or ISO 639-2; `None` when unset or `und`.
    pub language: Option<String>,
    /// The track's title.
    pub title: Option<String>,
    /// Whether the container marks it as the default.
    pub default: bool,
    /// End of the last sample in microseconds from the start of the film.
    pub end_us: u64,
}

/// One text subtitle track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubtitleSource {
    /// Stream index in the container.
    pub stream: u32,
    /// ffmpeg's codec name, such as `subrip`.
    pub codec: String,
    /// Language tag; `None` when unset or `und`.
    pub language: Option<String>,
    /// The track's title.
    pub title: Option<String>,
}

/// Where a part of the film starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChapterMark {
    /// Its start in microseconds from the start of the film.
    pub start_us: u64,
    /// Its name.
    pub title: Option<String>,
}

/// One remark on the source for its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Stable kebab-case code.
    pub code: String,
    /// The same for a person, in English.
    pub detail: String,
    /// The remark with its parameters; reports of former releases have none.
    #[serde(default)]
    pub remark: Option<Remark>,
}

impl SourceReport {
    /// The same with a note for the owner: this is a copy of a source whose clock was broken.
    #[must_use]
    pub fn with_one_clock(mut self) -> Self {
        self.notes.push(Remark::ClockRestarts.into());
        self
    }
}

impl From<Remark> for Note {
    fn from(remark: Remark) -> Self {
        Self { code: remark.code().to_owned(), detail: remark.to_string(), remark: Some(remark) }
    }
}
