//! Votes on comments.

use crate::threads::{hidden, seen_video};
use crate::{Ctx, Error, Result};
use domain::access::Actor;
use domain::comment::Comment;
use domain::id::CommentId;
use domain::reaction::{Reaction, ReactionView, Votes};
use persistence::comment::{self, reaction};

/// Puts the actor's vote in place of the one that he gave before; the same twice is once.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotLiving`].
pub async fn react(ctx: &Ctx, actor: &Actor, id: CommentId, value: Reaction) -> Result<ReactionView> {
    let tx = ctx.db.begin_write().await?;
    // Of two votes on one comment the second waits here.
    let comment = comment::find_for_update(&tx, id).await?.filter(Comment::is_listed).ok_or(Error::NotFound)?;
    seen_video(&tx, actor, comment.video_id).await.map_err(hidden)?;
    if !comment.is_living() {
        return Err(Error::NotLiving);
    }
    let (likes, dislikes) = reaction::put(&tx, actor.user_id, id, value, ctx.clock.now()).await?;
    tx.commit().await?;
    let counts = Votes { likes: comment.counts.likes + likes, dislikes: comment.counts.dislikes + dislikes };
    Ok(ReactionView { value, counts })
}
