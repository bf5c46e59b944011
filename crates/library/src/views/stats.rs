//! How a video is watched, for its owner.

use crate::{Ctx, Error, Result, visible};
use domain::access::{self, Actor};
use domain::id::VideoId;
use domain::view::{DayStats, VideoStats};
use persistence::view;

/// How a video is watched: altogether, on each of the last days, and how far. Views of the last seconds are not in it yet.
///
/// # Errors
/// [`Error::Unseen`], [`Error::Forbidden`] for people whose video it isn't.
pub async fn stats(ctx: &Ctx, actor: &Actor, id: VideoId, days: u32) -> Result<VideoStats> {
    let stored = visible(&ctx.db, actor, id).await?;
    if !access::may_see_stats(&stored.video, actor) {
        return Err(Error::Forbidden);
    }
    let today = ctx.clock.now().day();
    let watched = view::days(&ctx.db, id, today.minus(days.saturating_sub(1))).await?;
    let (watch_ms, favorites) = view::totals(&ctx.db, id).await?;
    let plays = view::plays(&ctx.db, id).await?;
    Ok(VideoStats::new(stored.counts, favorites, watch_ms, DayStats::until(today, days, &watched), &plays))
}
