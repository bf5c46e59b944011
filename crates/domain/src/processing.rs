//! How a file becomes a video, as its owner sees it.

mod remark;

pub use remark::Remark;

use crate::caption::CaptionView;
use crate::time::Timestamp;
use crate::video::{Failure, MediaKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where the work on a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ProcessingState {
    /// No file yet, or no worker yet.
    Waiting,
    /// The file is being looked at.
    Inspecting,
    /// Renditions are being made.
    Encoding,
    /// All done.
    Ready,
    /// It can't be done; see `failure`.
    Failed,
}

/// Progress of a file on its way to playback.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ProcessingView {
    /// Where the work stands.
    pub state: ProcessingState,
    /// Whether a player can start now.
    pub playable: bool,
    /// Share of the work that is done, 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    pub progress: f64,
    /// What is being made, with its own progress.
    pub renditions: Vec<RenditionProgress>,
    /// What was found in the file; `null` before inspection.
    pub source: Option<SourceView>,
    /// Why it can't be done.
    pub failure: Option<Failure>,
}

/// Progress of one rendition.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct RenditionProgress {
    /// Short name for people.
    #[schema(example = "720p")]
    pub label: String,
    /// Encoded width in pixels; `null` for sound.
    pub width: Option<u32>,
    /// Encoded height in pixels; `null` for sound.
    pub height: Option<u32>,
    /// Share that is done, 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    pub progress: f64,
}

/// What was found in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SourceView {
    /// Container format.
    #[schema(example = "mov,mp4,m4a,3gp,3g2,mj2")]
    pub container: String,
    /// Codec of the pictures.
    #[schema(example = "h264")]
    pub video_codec: Option<String>,
    /// Codec of the sound.
    #[schema(example = "aac")]
    pub audio_codec: Option<String>,
    /// Displayed width in pixels.
    pub width: Option<u32>,
    /// Displayed height in pixels.
    pub height: Option<u32>,
    /// Pictures per second.
    pub frame_rate: Option<f64>,
    /// Length in seconds.
    pub duration_seconds: f64,
    /// What is unusual about the file.
    pub notes: Vec<SourceNote>,
}

/// Something unusual about a file that explains how it was treated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceNote {
    /// Stable kebab-case code.
    #[schema(example = "variable-frame-rate")]
    pub code: String,
    /// For a person.
    pub detail: String,
    /// The remark with its parameters, to be said in another language; `None` for files inspected by former releases.
    #[serde(skip)]
    #[schema(ignore)]
    pub remark: Option<Remark>,
}

/// Addresses for players.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PlaybackView {
    /// Pictures or sound only.
    pub kind: MediaKind,
    /// Whether renditions are still being made: lists grow and are to be read again.
    pub growing: bool,
    /// HLS multivariant playlist (RFC 8216).
    pub hls_url: String,
    /// MPEG-DASH manifest; `null` while growing.
    pub dash_url: Option<String>,
    /// Still picture.
    pub poster_url: Option<String>,
    /// WebVTT of thumbnails along the timeline.
    pub storyboard_url: Option<String>,
    /// Animated preview.
    pub preview_url: Option<String>,
    /// Subtitles.
    pub captions: Vec<CaptionView>,
    /// Chapters.
    pub chapters_url: Option<String>,
    /// Files to keep.
    pub downloads: Vec<String>,
    /// When the addresses stop working; `null` if never.
    pub expires_at: Option<Timestamp>,
}
