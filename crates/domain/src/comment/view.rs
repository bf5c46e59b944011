//! Comments as clients see them.

use super::{Comment, CommentState};
use crate::id::{CommentId, VideoId};
use crate::page::Page;
use crate::reaction::Reaction;
use crate::time::Timestamp;
use crate::user::{Author, AuthorView, AvatarLinks};
use serde::Serialize;
use utoipa::ToSchema;

/// How people reacted to a comment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CommentCounts {
    /// Votes for it.
    pub likes: i64,
    /// Votes against it.
    pub dislikes: i64,
    /// Replies to it in public lists.
    pub replies: i64,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CommentView {
    /// Its id.
    pub id: CommentId,
    /// Under which video it is.
    pub video_id: VideoId,
    /// What it replies to.
    pub parent_id: Option<CommentId>,
    /// 0 under the video itself, one more for each comment between.
    pub depth: i32,
    /// Who wrote it; `null` for one that was deleted.
    pub author: Option<AuthorView>,
    /// Markdown as it was written; empty for one that was deleted.
    #[schema(example = "At 1:23 the *sea* is lovely!")]
    pub body: String,
    /// The same as HTML that is safe to show.
    #[schema(example = "<p>At <a href=\"?t=83\">1:23</a> the <em>sea</em> is lovely!</p>")]
    pub body_html: String,
    /// Who can read it; in public lists `visible`.
    pub state: CommentState,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub edited_at: Option<Timestamp>,
    /// Whether it is gone, and only its place is kept for the replies to it.
    pub deleted: bool,
    /// Whether it stands above the others.
    pub pinned: bool,
    /// Whether the video's owner gave it a heart.
    pub hearted: bool,
    /// How people reacted.
    pub counts: CommentCounts,
    /// The first replies, where the list tells them; the others are at `/api/comments/{id}/replies`.
    #[schema(no_recursion)]
    pub replies: Page<CommentView>,
}

impl CommentView {
    /// The view of a comment that says something; `next_reply` leads to its replies.
    pub fn new(comment: Comment, author: Option<Author>, avatars: &AvatarLinks, body_html: String, next_reply: Option<String>) -> Self {
        Self {
            id: comment.id,
            video_id: comment.video_id,
            parent_id: comment.parent_id,
            depth: comment.depth,
            author: author.map(|author| AuthorView::new(author, avatars)),
            body: comment.body,
            body_html,
            state: comment.state,
            created_at: comment.created_at,
            edited_at: comment.edited_at,
            deleted: false,
            pinned: comment.pinned_at.is_some(),
            hearted: comment.hearted_at.is_some(),
            counts: comment.counts,
            replies: Page { items: Vec::new(), next_cursor: next_reply },
        }
    }

    /// The place of a comment that says nothing any more.
    pub fn tombstone(comment: &Comment, next_reply: Option<String>) -> Self {
        Self {
            id: comment.id,
            video_id: comment.video_id,
            parent_id: comment.parent_id,
            depth: comment.depth,
            author: None,
            body: String::new(),
            body_html: String::new(),
            state: CommentState::Visible,
            created_at: comment.created_at,
            edited_at: None,
            deleted: true,
            pinned: false,
            hearted: false,
            counts: CommentCounts { likes: 0, dislikes: 0, replies: comment.counts.replies },
            replies: Page { items: Vec::new(), next_cursor: next_reply },
        }
    }
}

/// A wording that a comment had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EarlierBody {
    /// Markdown as it was written.
    pub body: String,
    /// Until when it said that.
    pub replaced_at: Timestamp,
}

/// A comment that waits for a decision, with where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeldComment {
    /// The comment.
    #[serde(flatten)]
    pub comment: CommentView,
    /// The title of its video.
    pub video_title: String,
}

/// What the comments of a video are to the signed-in viewer; apart from them, so that a cache can hold
/// those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MyComments {
    /// Whether the viewer can write one.
    pub may_comment: bool,
    /// Whether the viewer can approve, pin and remove those of others.
    pub may_moderate: bool,
    /// The viewer's votes on the comments that were asked for; none where there is none.
    pub reactions: Vec<MyReaction>,
}

/// A vote of the viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MyReaction {
    /// On which comment.
    pub comment_id: CommentId,
    /// The vote.
    pub value: Reaction,
}
