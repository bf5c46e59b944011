//! A video: what its owner says of it (`command`), its password (`lock`), what the pipeline found out, and its states.

mod command;
mod filter;
mod lock;
mod pipeline;
mod publication;
mod syndication;
mod view;

pub use command::{CreateVideo, PatchVideo, ReplaceVideo};
pub use filter::{Filter, OwnFilter};
pub use lock::{AccessView, Lock, MediaGuard, UnlockVideo};
pub use pipeline::Pictures;
pub use publication::{Refusal, TakeDown, Takedown, TakedownView};
pub use syndication::PublicationView;
pub use view::{Counts, CreatedVideo, OwnVideo, UploadInstructions, VideoSummary, VideoView, ViewerState};

use crate::category::Category;
use crate::comment::CommentsMode;
use crate::id::{GenerationId, UserId, VideoId};
use crate::patch::Patch;
use crate::text;
use crate::time::Timestamp;
use crate::user::AvatarLinks;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// How far a video is on its way to the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum VideoState {
    /// Only words so far; no file was uploaded.
    Draft,
    /// The file is here and waits for a worker.
    Waiting,
    /// The file is being inspected or encoded.
    Processing,
    /// Every rendition is done.
    Ready,
    /// The file can't become a video; the reason is shown to the owner.
    Failed,
}

/// Who can find and watch a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everybody, and it is listed.
    Public,
    /// Whoever has the address; it is in no list.
    Unlisted,
    /// The owner only.
    Private,
    /// Whoever has the address and the password; it is in no list.
    Password,
    /// The owner only, until it becomes public at a given time.
    Scheduled,
}

impl Visibility {
    /// Whether whoever has its address may watch, without anything else.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Public | Self::Unlisted)
    }
}

/// What a player has to expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// Moving pictures, with or without sound.
    Video,
    /// Sound only.
    Audio,
}

macro_rules! names {
    ($ty:ty { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $ty {
            /// The name on the wire and in the database.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The value with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
names!(VideoState { Draft = "draft", Waiting = "waiting", Processing = "processing", Ready = "ready", Failed = "failed" });
names!(Visibility { Public = "public", Unlisted = "unlisted", Private = "private", Password = "password", Scheduled = "scheduled" });
names!(MediaKind { Video = "video", Audio = "audio" });

/// What the owner says of a video; every field can be edited at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// 1 to 120 characters.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// What it is about. Commands only name it; whoever looks it up puts it here.
    pub category: Option<Category>,
    /// BCP 47 language of the content.
    pub language: Option<String>,
    /// Name of a licence.
    pub license: Option<String>,
    /// Who can watch.
    pub visibility: Visibility,
    /// When a scheduled one comes out.
    pub publish_at: Option<Timestamp>,
    /// Sorted, without doubles.
    pub tags: BTreeSet<String>,
    /// Whether it takes comments.
    pub comments: CommentsMode,
}

/// What the pipeline found in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaFacts {
    /// Pictures or sound only.
    pub kind: MediaKind,
    /// Length in milliseconds.
    pub duration_ms: i64,
    /// Displayed width in pixels, after rotation and pixel aspect; `None` for sound.
    pub width: Option<i32>,
    /// Displayed height in pixels.
    pub height: Option<i32>,
}

/// Why a source can't become a video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    /// Stable kebab-case code.
    #[schema(example = "not-media")]
    pub code: String,
    /// For a person; holds no path of the server.
    pub detail: String,
}

/// A video with its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// Its id.
    pub id: VideoId,
    /// Who made it.
    pub owner_id: UserId,
    /// What the owner says.
    pub metadata: Metadata,
    /// What opens it, where it has a password.
    pub lock: Option<Lock>,
    /// How far it is.
    pub state: VideoState,
    /// Whether a player can start now, perhaps on a list that still grows.
    pub playable: bool,
    /// What the pipeline found; absent before inspection.
    pub media: Option<MediaFacts>,
    /// The transcode that is played.
    pub generation: Option<GenerationId>,
    /// Whether that generation has a poster already.
    pub has_poster: bool,
    /// Whether that generation has an animated preview already.
    pub has_preview: bool,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// A moderator's word on it.
    pub takedown: Option<Takedown>,
    /// When it was first listed.
    pub published_at: Option<Timestamp>,
    /// When the draft was made.
    pub created_at: Timestamp,
    /// When anything last changed.
    pub updated_at: Timestamp,
    /// When it was put in the bin.
    pub deleted_at: Option<Timestamp>,
    /// Rises with every change; the `ETag`.
    pub version: i64,
}

impl Video {
    /// A new draft, without the password that the command may name: who hashed it puts the lock.
    pub fn draft(id: VideoId, owner_id: UserId, command: CreateVideo, now: Timestamp) -> Self {
        Self {
            id,
            owner_id,
            metadata: command.into_metadata(),
            lock: None,
            state: VideoState::Draft,
            playable: false,
            media: None,
            generation: None,
            has_poster: false,
            has_preview: false,
            failure: None,
            takedown: None,
            published_at: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            version: 1,
        }
    }

    /// Puts new metadata in place of all of the old. A password stays where there shall be one.
    pub fn replace(&mut self, command: ReplaceVideo, now: Timestamp) {
        self.metadata = command.into_metadata();
        self.changed(now);
    }

    /// Changes only what the patch names.
    pub fn patch(&mut self, patch: PatchVideo, now: Timestamp) {
        let m = &mut self.metadata;
        if let Some(title) = patch.title {
            m.title = text::normal(&title);
        }
        match patch.description {
            Patch::Keep => {}
            Patch::Clear => m.description.clear(),
            Patch::Set(description) => m.description = text::normal(&description),
        }
        patch.language.apply_to(&mut m.language);
        patch.license.apply_to(&mut m.license);
        if let Some(visibility) = patch.visibility {
            m.visibility = visibility;
            if visibility != Visibility::Scheduled {
                m.publish_at = None;
            }
        }
        patch.publish_at.apply_to(&mut m.publish_at);
        if let Some(comments) = patch.comments {
            m.comments = comments;
        }
        match patch.tags {
            Patch::Keep => {}
            Patch::Clear => m.tags.clear(),
            Patch::Set(tags) => m.tags = command::normal_tags(&tags),
        }
        self.changed(now);
    }

    /// Puts the video in the bin, from where it can come back for a while.
    pub fn delete(&mut self, now: Timestamp) {
        self.deleted_at = Some(now);
        self.changed(now);
    }

    /// Takes the video out of the bin.
    pub fn restore(&mut self, now: Timestamp) {
        self.deleted_at = None;
        self.changed(now);
    }

    /// Whether the video stands in public lists.
    pub fn is_listed(&self) -> bool {
        self.metadata.visibility == Visibility::Public && self.state == VideoState::Ready && self.deleted_at.is_none()
    }

    fn changed(&mut self, now: Timestamp) {
        self.updated_at = now;
        self.version += 1;
        self.settle_publication(now);
        if !self.keeps_lock() {
            self.lock = None;
        }
    }

    /// The first moment in the public lists is kept for good, so hiding and showing a video does
    /// not put it on top of the newest again.
    pub fn settle_publication(&mut self, now: Timestamp) {
        if self.is_listed() && self.published_at.is_none() {
            self.published_at = Some(now);
        }
    }
}

/// Builds the addresses of a video's media; those of videos that are not open hold a signed token.
pub trait MediaLinks: Send + Sync {
    /// The folder of a generation's objects, without a slash at the end, good to be fetched at
    /// `now` and for some time after.
    fn base(&self, video: VideoId, generation: GenerationId, guard: MediaGuard, now: Timestamp) -> String;

    /// Until when addresses that are written at `now` work; `None` for those that always do.
    fn expiry(&self, guard: MediaGuard, now: Timestamp) -> Option<Timestamp>;

    /// The addresses of authors' pictures.
    fn avatars(&self) -> &AvatarLinks;
}

#[cfg(test)]
mod tests;
