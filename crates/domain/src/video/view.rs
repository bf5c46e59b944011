//! Videos as clients see them.

use super::{MediaKind, MediaLinks, TakedownView, Video, VideoState, Visibility};
use crate::category::CategoryView;
use crate::comment::CommentsMode;
use crate::id::{PlaylistId, VideoId};
use crate::locale::Locale;
use crate::reaction::Reaction;
use crate::time::{Timestamp, seconds_from_millis};
use crate::user::{Author, AuthorView};
use crate::watch::ProgressView;
use serde::Serialize;
use utoipa::ToSchema;

/// A video as it stands in lists.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct VideoSummary {
    /// Its id.
    pub id: VideoId,
    /// The title.
    pub title: String,
    /// How far it is.
    pub state: VideoState,
    /// Whether a player can start now.
    pub playable: bool,
    /// Pictures or sound only.
    pub kind: MediaKind,
    /// Who can watch.
    pub visibility: Visibility,
    /// When it is going to be published.
    pub publish_at: Option<Timestamp>,
    /// When it was first listed.
    pub published_at: Option<Timestamp>,
    /// When the draft was made.
    pub created_at: Timestamp,
    /// When anything last changed.
    pub updated_at: Timestamp,
    /// Length in seconds; `null` before inspection.
    #[schema(example = 5.28)]
    pub duration_seconds: Option<f64>,
    /// Displayed width in pixels.
    pub width: Option<i32>,
    /// Displayed height in pixels.
    pub height: Option<i32>,
    /// BCP 47 language of the content.
    pub language: Option<String>,
    /// Name of the licence.
    pub license: Option<String>,
    /// What it is about; `null` for no category.
    pub category: Option<CategoryView>,
    /// Address of the poster.
    pub poster_url: Option<String>,
    /// Address of the animated preview.
    pub preview_url: Option<String>,
    /// Who made it.
    pub author: AuthorView,
    /// How people reacted.
    pub counts: Counts,
}

/// A video in its owner's own list.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct OwnVideo {
    /// What lists show too.
    #[serde(flatten)]
    pub summary: VideoSummary,
    /// When it was put in the bin, from where `restore` takes it back; `null` outside the bin.
    pub deleted_at: Option<Timestamp>,
}

/// A video alone, with everything said of it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct VideoView {
    /// What lists show too.
    #[serde(flatten)]
    pub summary: VideoSummary,
    /// Plain text.
    pub description: String,
    /// Sorted tags.
    pub tags: Vec<String>,
    /// Why a moderator hid it; `null` where none did. Only its owner and moderators see one that is hidden.
    pub takedown: Option<TakedownView>,
    /// Whether it takes comments.
    pub comments: CommentsMode,
}

/// A new draft and where its file goes.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CreatedVideo {
    /// The draft.
    #[serde(flatten)]
    pub video: VideoView,
    /// Where to send the file.
    pub upload: UploadInstructions,
}

/// Where to send a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UploadInstructions {
    /// The tus 1.0 endpoint, for every upload the same; give `video_id` in `Upload-Metadata`.
    #[schema(example = "/api/upload")]
    pub tus_url: &'static str,
    /// For plain `multipart/form-data`.
    #[schema(example = "/api/upload/file")]
    pub multipart_url: &'static str,
    /// The largest file in bytes.
    #[schema(example = 21_474_836_480_u64)]
    pub max_size: u64,
}

/// How people reacted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// Views.
    pub views: i64,
    /// Likes.
    pub likes: i64,
    /// Dislikes.
    pub dislikes: i64,
    /// Comments.
    pub comments: i64,
}

/// What a video is to the signed-in viewer; apart from the video, so that a cache can hold that.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ViewerState {
    /// What the viewer thinks of it.
    pub reaction: Reaction,
    /// Whether it is among the viewer's favourites.
    pub favorite: bool,
    /// How far the viewer watched it; `null` for not at all.
    pub progress: Option<ProgressView>,
    /// The viewer's own playlists that it is in.
    pub playlists: Vec<PlaylistId>,
    /// Whether the viewer follows its author.
    pub following: bool,
    /// Whether the viewer may change and delete it.
    pub may_edit: bool,
}

impl VideoSummary {
    /// The view of a video by this author.
    pub fn new(video: &Video, author: Author, counts: Counts, links: &dyn MediaLinks, now: Timestamp) -> Self {
        let base = video.generation.map(|g| links.base(video.id, g, video.media_guard(), now));
        let image = |there: bool, name: &str| base.as_ref().filter(|_| there).map(|b| format!("{b}/{name}"));
        let media = video.media;
        Self {
            id: video.id,
            title: video.metadata.title.clone(),
            state: video.state,
            playable: video.playable,
            kind: media.map_or(MediaKind::Video, |m| m.kind),
            visibility: video.metadata.visibility,
            publish_at: video.metadata.publish_at,
            published_at: video.published_at,
            created_at: video.created_at,
            updated_at: video.updated_at,
            duration_seconds: media.map(|m| seconds_from_millis(m.duration_ms)),
            width: media.and_then(|m| m.width),
            height: media.and_then(|m| m.height),
            language: video.metadata.language.clone(),
            license: video.metadata.license.clone(),
            category: video.metadata.category.clone().map(CategoryView::new),
            poster_url: image(video.has_poster, "poster.jpg"),
            preview_url: image(video.has_preview, "preview.webp"),
            author: AuthorView::new(author, links.avatars()),
            counts,
        }
    }

    /// Puts what is written by us, and not by the author, into the reader's language.
    pub fn speak(&mut self, locale: Locale) {
        if let Some(category) = &mut self.category {
            category.speak(locale);
        }
    }
}

impl VideoView {
    /// The full view.
    pub fn new(video: &Video, author: Author, counts: Counts, links: &dyn MediaLinks, now: Timestamp) -> Self {
        Self {
            summary: VideoSummary::new(video, author, counts, links, now),
            description: video.metadata.description.clone(),
            tags: video.metadata.tags.iter().cloned().collect(),
            takedown: video.takedown.as_ref().map(|t| TakedownView { at: t.at, reason: t.reason.clone() }),
            comments: video.metadata.comments,
        }
    }
}
