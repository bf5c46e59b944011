//! What one video is to the viewer.

use crate::{Ctx, Result, visible};
use domain::access::{self, Actor};
use domain::id::VideoId;
use domain::video::ViewerState;
use domain::watch::ProgressView;
use persistence::viewer;

/// What the video is to the actor.
///
/// # Errors
/// [`crate::Error::Unseen`].
pub async fn state(ctx: &Ctx, actor: &Actor, id: VideoId) -> Result<ViewerState> {
    let stored = visible(&ctx.db, actor, id).await?;
    let regard = viewer::regard(&ctx.db, actor.user_id, id, stored.author.id).await?;
    Ok(ViewerState {
        reaction: regard.reaction,
        favorite: regard.favorite,
        progress: regard.watch.as_ref().map(ProgressView::from),
        playlists: viewer::playlists_with(&ctx.db, actor.user_id, id).await?,
        following: regard.following,
        may_edit: access::may_edit(&stored.video, actor),
    })
}
