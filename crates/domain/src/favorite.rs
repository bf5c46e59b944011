//! Videos that a person wants to find again.

use crate::id::VideoId;
use crate::time::Timestamp;
use crate::video::VideoSummary;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A video to be kept.
#[derive(Clone, Copy, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddFavorite {
    /// The video.
    #[garde(skip)]
    pub video_id: VideoId,
}

/// That a video is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FavoriteView {
    /// The video.
    pub video_id: VideoId,
    /// Since when.
    pub added_at: Timestamp,
}

/// A video that is kept, as the list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FavoriteItem {
    /// The video.
    pub video: VideoSummary,
    /// Since when.
    pub added_at: Timestamp,
}
