//! Likes and dislikes of videos.

use crate::{Ctx, Result, visible};
use domain::access::{Actor, Unseen};
use domain::id::VideoId;
use domain::reaction::{React, ReactionView};
use persistence::reaction;

/// Makes this the actor's reaction to the video, in place of an earlier one.
///
/// # Errors
/// [`crate::Error::Unseen`].
pub async fn set(ctx: &Ctx, actor: &Actor, id: VideoId, command: React) -> Result<ReactionView> {
    let tx = ctx.db.begin_write().await?;
    visible(&tx, actor, id).await?;
    let counts = reaction::set_on_video(&tx, actor.user_id, id, command.value, ctx.clock.now()).await?;
    let counts = counts.ok_or(Unseen::Hidden)?;
    tx.commit().await?;
    Ok(ReactionView { value: command.value, counts })
}
