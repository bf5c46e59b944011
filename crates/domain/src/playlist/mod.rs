//! Lists of videos that people put together, in an order of their own.

mod command;
mod rank;
mod view;

pub use command::{AddItem, CreatePlaylist, MoveItem, ReplacePlaylist};
pub use rank::Rank;
pub use view::{PlaylistItemView, PlaylistPage, PlaylistView};

use crate::access::Actor;
use crate::id::{GenerationId, PlaylistId, PlaylistItemId, UserId, VideoId};
use crate::text;
use crate::time::Timestamp;
use crate::video::Visibility;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most videos in a list.
pub const MAX_ITEMS: i64 = 5_000;
/// The most lists of an account.
pub const MAX_PLAYLISTS: u64 = 500;

/// What a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaylistKind {
    /// Whatever its owner likes.
    Normal,
    /// Videos for later. Everybody has one; it is private and can't be deleted.
    WatchLater,
}

impl PlaylistKind {
    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::WatchLater => "watch-later",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Normal, Self::WatchLater].into_iter().find(|kind| kind.name() == name)
    }
}

/// A list of videos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playlist {
    /// Its identifier.
    pub id: PlaylistId,
    /// Who put it together.
    pub owner_id: UserId,
    /// What it is for.
    pub kind: PlaylistKind,
    /// 1 to 120 characters.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// Who can see it.
    pub visibility: Visibility,
    /// How many videos are in it, also those that not everybody may see.
    pub items: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anything last changed, its videos included.
    pub updated_at: Timestamp,
    /// Rises with every change of its words.
    pub version: i64,
}

impl Playlist {
    /// A new list.
    pub fn new(id: PlaylistId, owner_id: UserId, command: &CreatePlaylist, now: Timestamp) -> Self {
        Self {
            id,
            owner_id,
            kind: PlaylistKind::Normal,
            title: text::normal(&command.title),
            description: text::normal(&command.description),
            visibility: command.visibility,
            items: 0,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// The list for later of an account.
    pub fn watch_later(id: PlaylistId, owner_id: UserId, now: Timestamp) -> Self {
        let words = CreatePlaylist { title: "Watch later".to_owned(), description: String::new(), visibility: Visibility::Private };
        Self { kind: PlaylistKind::WatchLater, ..Self::new(id, owner_id, &words, now) }
    }

    /// Puts new words in place of the old.
    pub fn replace(&mut self, command: &ReplacePlaylist, now: Timestamp) {
        self.title = text::normal(&command.title);
        self.description = text::normal(&command.description);
        self.visibility = command.visibility;
        self.updated_at = now;
        self.version += 1;
    }

    /// Whether somebody may learn that the list exists.
    pub fn may_be_seen_by(&self, actor: Option<&Actor>) -> bool {
        self.visibility != Visibility::Private || actor.is_some_and(|actor| actor.user_id == self.owner_id)
    }
}

/// The video whose poster stands for a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cover {
    /// The video.
    pub video: VideoId,
    /// The files that are played of it.
    pub generation: GenerationId,
}

/// A video's place in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaylistItem {
    /// Its identifier, which stays when it is moved.
    pub id: PlaylistItemId,
    /// The list.
    pub playlist_id: PlaylistId,
    /// The video.
    pub video_id: VideoId,
    /// Where it stands.
    pub rank: Rank,
    /// When it was added.
    pub added_at: Timestamp,
}
