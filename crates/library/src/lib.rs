//! Use cases on one viewer's own things: favourites, history, progress, playlists, reactions, follows, notifications;
//! and on what viewers are together: how often and how far videos are watched.
//!
//! It knows no HTTP, and nothing here is shown to anybody but the viewer, public playlists and sums apart. What a
//! viewer may no longer see leaves his lists and stays in his rows, so that it comes back with the video.
//!
//! Start reading at [`favorites`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod announce;
mod error;
pub mod favorites;
pub mod follows;
pub mod notifications;
pub mod playlists;
pub mod reactions;
pub mod viewing;
pub mod views;
pub mod watching;

pub use error::{Error, Result};
pub use persistence::Ctx;

use domain::access::{self, Unseen, Viewer};
use domain::id::VideoId;
use domain::video::VideoSummary;
use persistence::Read;
use persistence::video::{self, StoredVideo};

/// The video, if the viewer may see it.
async fn visible(db: &impl Read, viewer: impl Into<Viewer>, id: VideoId) -> Result<StoredVideo> {
    let found = video::find_summary(db, id).await?.ok_or(Unseen::Hidden)?;
    access::see(&found.video, viewer)?;
    Ok(found)
}

/// Videos as lists show them.
fn summaries(ctx: &Ctx) -> impl Fn(StoredVideo) -> VideoSummary {
    let now = ctx.clock.now();
    move |row| VideoSummary::new(&row.video, row.author, row.counts, ctx.links.as_ref(), now)
}
