//! What somebody may want to watch next.

use super::{list, visible};
use crate::{Ctx, Result};
use domain::access::Viewer;
use domain::id::VideoId;
use domain::page::Page;
use domain::video::VideoSummary;
use persistence::video;

/// Public videos that have most in common with this one; among equals the most watched first.
///
/// # Errors
/// [`crate::Error::Unseen`].
pub async fn related(ctx: &Ctx, viewer: impl Into<Viewer>, id: VideoId, limit: u64) -> Result<Page<VideoSummary>> {
    let stored = visible(&ctx.db, viewer, id).await?;
    let rows = video::related(&ctx.db, &stored.video, limit).await?;
    Ok(Page { items: rows.into_iter().map(list::summaries(ctx)).collect(), next_cursor: None })
}
