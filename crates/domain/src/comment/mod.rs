//! A comment: what somebody says under a video, or in reply to another comment.

mod command;
mod view;

pub use command::{CreateComment, EditComment, MAX_BODY};
pub use view::{CommentCounts, CommentView, EarlierBody, HeldComment, MyComments, MyReaction};

use crate::id::{CommentId, UserId, VideoId};
use crate::text;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a video takes comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CommentsMode {
    /// Comments are shown at once.
    #[default]
    Open,
    /// Comments are shown when the video's owner or a moderator has approved them.
    Approval,
    /// Nobody can comment; the comments that are there stay.
    Closed,
}

impl CommentsMode {
    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approval => "approval",
            Self::Closed => "closed",
        }
    }

    /// The mode with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Approval, Self::Closed].into_iter().find(|mode| mode.name() == name)
    }
}

/// Who can read a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CommentState {
    /// Everybody who can see the video.
    Visible,
    /// Its author, the video's owner and moderators, until one of these decides.
    Held,
    /// The same people: it was decided against.
    Rejected,
}

impl CommentState {
    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::Held => "held",
            Self::Rejected => "rejected",
        }
    }

    /// The state with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Visible, Self::Held, Self::Rejected].into_iter().find(|state| state.name() == name)
    }
}

/// A comment with its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// Under which video it is.
    pub video_id: VideoId,
    /// Who wrote it; nobody any more once it was deleted.
    pub author_id: Option<UserId>,
    /// What it replies to.
    pub parent_id: Option<CommentId>,
    /// 0 under the video itself, one more for each comment between.
    pub depth: i32,
    /// Markdown as it was written; empty once it was deleted.
    pub body: String,
    /// Who can read it.
    pub state: CommentState,
    /// When it was written.
    pub created_at: Timestamp,
    /// When everybody could read it first.
    pub visible_at: Option<Timestamp>,
    /// When it was last changed.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted; such a comment is kept only for the replies to it.
    pub deleted_at: Option<Timestamp>,
    /// When it was pinned above the others.
    pub pinned_at: Option<Timestamp>,
    /// When the video's owner gave it a heart.
    pub hearted_at: Option<Timestamp>,
    /// How people reacted.
    pub counts: CommentCounts,
    /// Rises when what it says changes.
    pub version: i64,
}

/// Where a comment is written, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The video.
    pub video_id: VideoId,
    /// Who writes.
    pub author_id: UserId,
    /// The comment that it replies to, with its depth.
    pub parent: Option<(CommentId, i32)>,
}

impl Comment {
    /// A new comment, which everybody can read at once unless it is held.
    pub fn new(id: CommentId, place: Place, body: &str, held: bool, now: Timestamp) -> Self {
        Self {
            id,
            video_id: place.video_id,
            author_id: Some(place.author_id),
            parent_id: place.parent.map(|(parent, _)| parent),
            depth: place.parent.map_or(0, |(_, depth)| depth + 1),
            body: text::normal(body),
            state: if held { CommentState::Held } else { CommentState::Visible },
            created_at: now,
            visible_at: (!held).then_some(now),
            edited_at: None,
            deleted_at: None,
            pinned_at: None,
            hearted_at: None,
            counts: CommentCounts::default(),
            version: 1,
        }
    }

    /// Whether it says something to everybody.
    pub fn is_living(&self) -> bool {
        self.state == CommentState::Visible && self.deleted_at.is_none()
    }

    /// Whether it stands in public lists: also what is not living does while replies to it are.
    pub fn is_listed(&self) -> bool {
        self.is_living() || self.counts.replies > 0
    }

    /// Says something else from now on.
    pub fn edit(&mut self, body: &str, held: bool, now: Timestamp) {
        self.body = text::normal(body);
        self.edited_at = Some(now);
        self.version += 1;
        if held && self.state == CommentState::Visible {
            self.hide(CommentState::Held);
        }
    }

    /// Everybody can read it from now on.
    pub fn approve(&mut self, now: Timestamp) {
        self.state = CommentState::Visible;
        self.visible_at = Some(now);
    }

    /// Only its author and those who decide can read it from now on.
    pub fn reject(&mut self) {
        self.hide(CommentState::Rejected);
    }

    fn hide(&mut self, state: CommentState) {
        self.state = state;
        self.visible_at = None;
        self.pinned_at = None;
        self.hearted_at = None;
    }

    /// Leaves only the place that replies hang on.
    pub fn delete(&mut self, now: Timestamp) {
        self.author_id = None;
        self.body.clear();
        self.edited_at = None;
        self.deleted_at = Some(now);
        self.pinned_at = None;
        self.hearted_at = None;
        self.counts.likes = 0;
        self.counts.dislikes = 0;
        self.version += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn comment(held: bool) -> Comment {
        let id = |n| Uuid::from_u128(n);
        let place = Place { video_id: VideoId(id(1)), author_id: UserId(id(2)), parent: Some((CommentId(id(3)), 1)) };
        Comment::new(CommentId(id(4)), place, " hola ", held, Timestamp::from_millis(5))
    }

    #[test]
    fn a_reply_is_one_deeper_and_readable_unless_held() {
        let (open, held) = (comment(false), comment(true));
        assert_eq!((open.depth, open.body.as_str(), open.is_living(), open.is_listed()), (2, "hola", true, true));
        assert_eq!((held.visible_at, held.is_living(), held.is_listed()), (None, false, false));
    }

    #[test]
    fn what_is_hidden_or_deleted_keeps_its_place_only_for_its_replies() {
        let mut comment = comment(false);
        comment.pinned_at = Some(Timestamp::from_millis(6));
        comment.counts.replies = 1;
        comment.reject();
        assert_eq!((comment.is_living(), comment.is_listed(), comment.pinned_at), (false, true, None));
        comment.approve(Timestamp::from_millis(7));
        assert!(comment.is_living());
        comment.delete(Timestamp::from_millis(8));
        assert_eq!((comment.is_living(), comment.is_listed(), comment.body.as_str(), comment.author_id), (false, true, "", None));
        comment.counts.replies = 0;
        assert!(!comment.is_listed());
    }

    #[test]
    fn names_round_trip_and_are_those_on_the_wire() {
        for state in [CommentState::Visible, CommentState::Held, CommentState::Rejected] {
            assert_eq!(CommentState::from_name(state.name()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.name());
        }
        for mode in [CommentsMode::Open, CommentsMode::Approval, CommentsMode::Closed] {
            assert_eq!(CommentsMode::from_name(mode.name()), Some(mode));
            assert_eq!(serde_json::to_value(mode).unwrap(), mode.name());
        }
    }
}
