//! The history, and the places to go on from, as clients see them.

use super::Watch;
use crate::id::VideoId;
use crate::page::Page;
use crate::time::{Timestamp, seconds_from_millis};
use crate::video::VideoSummary;
use serde::Serialize;
use utoipa::ToSchema;

/// How far a person watched a video.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct ProgressView {
    /// Where to go on, in seconds from the beginning.
    #[schema(example = 61.5)]
    pub position_seconds: f64,
    /// Whether it was watched to its end.
    pub finished: bool,
    /// When.
    pub at: Timestamp,
}

impl From<&Watch> for ProgressView {
    fn from(watch: &Watch) -> Self {
        Self { position_seconds: seconds_from_millis(watch.position_ms), finished: watch.finished, at: watch.watched_at }
    }
}

/// How far a person watched which video.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct ProgressOf {
    /// The video.
    pub video_id: VideoId,
    /// How far.
    #[serde(flatten)]
    pub progress: ProgressView,
}

/// How far a person watched those of the videos asked about that he watched at all.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ProgressList {
    /// One for each, in no order.
    pub items: Vec<ProgressOf>,
}

/// A video that was watched.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct HistoryItem {
    /// The video.
    pub video: VideoSummary,
    /// When last.
    pub watched_at: Timestamp,
    /// How far.
    pub progress: ProgressView,
}

/// A page of the history.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct HistoryPage {
    /// The rows and where they go on.
    #[serde(flatten)]
    pub page: Page<HistoryItem>,
    /// Whether nothing new is remembered.
    pub paused: bool,
}

/// Whether what is watched is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HistoryState {
    /// Whether nothing new is remembered.
    pub paused: bool,
}

/// A video that was not watched to its end.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ContinueItem {
    /// The video.
    pub video: VideoSummary,
    /// Where to go on.
    pub progress: ProgressView,
}
