//! Who may do what with comments.

use super::Actor;
use crate::comment::Comment;
use crate::id::UserId;

/// Whether the actor decides on the comments under a video of this owner.
pub fn may_moderate_comments(owner: UserId, actor: &Actor) -> bool {
    actor.user_id == owner || actor.moderates()
}

/// Whether somebody may read what the comment says, if he may see its video.
pub fn may_read_comment(comment: &Comment, owner: UserId, actor: Option<&Actor>) -> bool {
    let concerns = |actor: &Actor| comment.author_id == Some(actor.user_id) || may_moderate_comments(owner, actor);
    comment.deleted_at.is_none() && (comment.is_living() || actor.is_some_and(concerns))
}

/// Whether the actor may delete the comment.
pub fn may_delete_comment(comment: &Comment, owner: UserId, actor: &Actor) -> bool {
    comment.author_id == Some(actor.user_id) || may_moderate_comments(owner, actor)
}
