//! Counting views: who watches a video counts once in a window, and what he played adds to how long it was watched.
//!
//! A view is counted in memory and acknowledged ([`report`]); [`flush`] writes what was counted, every few seconds and
//! before the process ends. What follows from the rows is [`rank`], and [`stats()`] for the owner.

mod buffer;
mod ctx;
mod ranking;
mod stats;

pub use buffer::flush;
pub use ctx::{Ctx, Settings, Visits};
pub use ranking::rank;
pub use stats::stats;

use crate::{Error, Result, visible};
use domain::access::Viewer;
use domain::id::VideoId;
use domain::view::CountView;
use std::time::Duration;

/// How much a first report may tell to have been played: players report more often than that.
const FIRST_REPORT: Duration = Duration::from_mins(1);
/// Nobody watches faster than that, in seconds of film for each second.
const FASTEST: u32 = 2;

/// Who watches.
#[derive(Clone, Copy, Debug)]
pub struct Watcher<'a> {
    /// What decides whether the video may be seen.
    pub viewer: Viewer,
    /// Tells viewers apart and not who they are.
    pub key: &'a str,
    /// Whether it is a program that reads the web for others.
    pub is_robot: bool,
}

/// Counts that somebody watches a video: a view, unless one of his was counted within the window, and what was played.
/// That is at most what can be played in the time since his last report, so a window holds at most twice its length and a
/// minute. Robots and the owner watch uncounted.
///
/// # Errors
/// [`Error::Unseen`], [`Error::NotPlayable`], [`Error::Invalid`].
pub async fn report(ctx: &Ctx, watcher: Watcher<'_>, id: VideoId, command: &CountView) -> Result<()> {
    let video = visible(&ctx.base.db, watcher.viewer, id).await?.video;
    if !video.playable {
        return Err(Error::NotPlayable);
    }
    let length_ms = video.media.map(|media| media.duration_ms);
    let played = command.played(length_ms).map_err(Error::Invalid)?;
    if watcher.is_robot || watcher.viewer.actor().is_some_and(|actor| actor.user_id == video.owner_id) {
        return Ok(());
    }
    let now = ctx.base.clock.now();
    let last = ctx.visits.visit(&format!("{id}:{}", watcher.key), ctx.settings.window(), now).await;
    let played = played.within(last.map_or(FIRST_REPORT, |ago| ago * FASTEST));
    if last.is_some() && played.watch_ms() == 0 {
        return Ok(());
    }
    ctx.buffer.count(id, |tally| tally.count(now, last.is_none(), &played, length_ms));
    Ok(())
}
