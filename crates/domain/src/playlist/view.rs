//! Lists as clients see them.

use super::{Cover, Playlist, PlaylistKind};
use crate::id::{PlaylistId, PlaylistItemId};
use crate::page::Page;
use crate::time::Timestamp;
use crate::user::{Author, AuthorView};
use crate::video::{MediaGuard, MediaLinks, VideoSummary, Visibility};
use serde::Serialize;
use utoipa::ToSchema;

/// A list of videos.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaylistView {
    /// Its identifier.
    pub id: PlaylistId,
    /// Its name.
    pub title: String,
    /// Plain text; may be empty.
    pub description: String,
    /// Who can see it.
    pub visibility: Visibility,
    /// What it is for.
    pub kind: PlaylistKind,
    /// How many videos are in it, also those that not everybody may see.
    pub items_count: i64,
    /// The poster of the first video that everybody may see.
    pub poster_url: Option<String>,
    /// Who put it together.
    pub owner: AuthorView,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anything last changed, its videos included.
    pub updated_at: Timestamp,
}

impl PlaylistView {
    /// The view of a list of this owner's.
    pub fn new(playlist: Playlist, owner: Author, cover: Option<Cover>, links: &dyn MediaLinks, now: Timestamp) -> Self {
        let poster = |Cover { video, generation }| format!("{}/poster.jpg", links.base(video, generation, MediaGuard::Open, now));
        Self {
            id: playlist.id,
            title: playlist.title,
            description: playlist.description,
            visibility: playlist.visibility,
            kind: playlist.kind,
            items_count: playlist.items,
            poster_url: cover.map(poster),
            owner: AuthorView::new(owner, links.avatars()),
            created_at: playlist.created_at,
            updated_at: playlist.updated_at,
        }
    }
}

/// A video in a list.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PlaylistItemView {
    /// Its identifier, which stays when it is moved.
    pub id: PlaylistItemId,
    /// The video.
    pub video: VideoSummary,
    /// When it was added.
    pub added_at: Timestamp,
}

/// A list with a page of its videos.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PlaylistPage {
    /// The list.
    #[serde(flatten)]
    pub playlist: PlaylistView,
    /// Its videos in their order: those that the viewer may see.
    pub items: Page<PlaylistItemView>,
}
