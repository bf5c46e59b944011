//! What people are told in the app.

mod view;

pub use view::{MAX_COUNTED, MarkRead, NotificationPage, NotificationPreferences, NotificationVideo, NotificationView};

use crate::id::{CommentId, NotificationId, UserId, VideoId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person can be told. Each can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NotificationKind {
    /// Somebody whom the person follows published a video.
    NewVideo,
    /// Somebody commented on the person's video.
    Comment,
    /// Somebody replied to the person's comment.
    Reply,
    /// Somebody mentioned the person in a comment.
    Mention,
    /// The owner of a video gave the person's comment a heart.
    CommentHeart,
    /// Somebody follows the person.
    Follow,
    /// The person's video can be watched.
    VideoReady,
    /// The person's file could not become a video.
    VideoFailed,
    /// A moderator decided on something that the person made or reported.
    Moderation,
}

impl NotificationKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::NewVideo,
        Self::Comment,
        Self::Reply,
        Self::Mention,
        Self::CommentHeart,
        Self::Follow,
        Self::VideoReady,
        Self::VideoFailed,
        Self::Moderation,
    ];

    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewVideo => "new-video",
            Self::Comment => "comment",
            Self::Reply => "reply",
            Self::Mention => "mention",
            Self::CommentHeart => "comment-heart",
            Self::Follow => "follow",
            Self::VideoReady => "video-ready",
            Self::VideoFailed => "video-failed",
            Self::Moderation => "moderation",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Something that a person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its identifier.
    pub id: NotificationId,
    /// Who is told.
    pub user_id: UserId,
    /// What.
    pub kind: NotificationKind,
    /// Who caused it, if a person did.
    pub actor_id: Option<UserId>,
    /// The video that it is about.
    pub video_id: Option<VideoId>,
    /// The comment that it is about.
    pub comment_id: Option<CommentId>,
    /// When.
    pub created_at: Timestamp,
}

impl Notification {
    /// Word to `user_id` that this happened, about nothing in particular yet.
    pub fn new(id: NotificationId, user_id: UserId, kind: NotificationKind, now: Timestamp) -> Self {
        Self { id, user_id, kind, actor_id: None, video_id: None, comment_id: None, created_at: now }
    }

    /// The same, caused by this account.
    #[must_use]
    pub fn by(mut self, actor: UserId) -> Self {
        self.actor_id = Some(actor);
        self
    }

    /// The same, about this video.
    #[must_use]
    pub fn on(mut self, video: VideoId) -> Self {
        self.video_id = Some(video);
        self
    }

    /// The same, about this comment.
    #[must_use]
    pub fn comment(mut self, comment: CommentId) -> Self {
        self.comment_id = Some(comment);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_are_those_on_the_wire() {
        for kind in NotificationKind::ALL {
            assert_eq!(NotificationKind::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
