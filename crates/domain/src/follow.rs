//! Who follows whom, and what comes of it.

use crate::time::Timestamp;
use crate::user::AuthorView;
use crate::video::VideoSummary;
use serde::Serialize;
use utoipa::ToSchema;

/// Whether the viewer follows an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FollowView {
    /// Whether.
    pub following: bool,
}

/// Somebody who follows an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FollowerView {
    /// Who.
    pub user: AuthorView,
    /// Since when.
    pub followed_at: Timestamp,
}

/// A video of somebody whom the viewer follows.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FeedItem {
    /// The video.
    pub video: VideoSummary,
}
