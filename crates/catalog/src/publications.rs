//! What is public, as the rest of the web wants to have it: in feeds and in maps for search engines.

use crate::{Ctx, Result};
use domain::access::{self, Unseen};
use domain::id::{UserId, VideoId};
use domain::video::PublicationView;
pub use persistence::video::publication::Place;
use persistence::video::{self, StoredVideo, publication};

/// Entries of a feed.
const FEED: u64 = 30;
/// Videos of one part of the map. The format allows ten times as many, but a part is answered in one piece.
pub const MAP_PART: u64 = 5000;

/// One video that everybody may see.
///
/// # Errors
/// [`crate::Error::Unseen`] for all others, also for those with a password.
pub async fn one(ctx: &Ctx, id: VideoId) -> Result<PublicationView> {
    let row = video::find(&ctx.db, id).await?.filter(|row| access::may_see(&row.video, None)).ok_or(Unseen::Hidden)?;
    Ok(PublicationView::new(&row.video, row.author, row.counts, ctx.links.as_ref(), ctx.clock.now()))
}

/// The latest that were published, of everybody or of one account.
///
/// # Errors
/// If the database fails.
pub async fn latest(ctx: &Ctx, author: Option<UserId>) -> Result<Vec<PublicationView>> {
    Ok(views(ctx, publication::latest(&ctx.db, author, FEED).await?))
}

/// Where the parts of the map begin.
///
/// # Errors
/// If the database fails.
pub async fn map(ctx: &Ctx) -> Result<Vec<Place>> {
    Ok(publication::places(&ctx.db, MAP_PART).await?)
}

/// The part of the map that begins here.
///
/// # Errors
/// If the database fails.
pub async fn map_part(ctx: &Ctx, from: Place) -> Result<Vec<PublicationView>> {
    Ok(views(ctx, publication::from_place(&ctx.db, from, MAP_PART).await?))
}

fn views(ctx: &Ctx, rows: Vec<StoredVideo>) -> Vec<PublicationView> {
    let now = ctx.clock.now();
    rows.into_iter().map(|row| PublicationView::new(&row.video, row.author, row.counts, ctx.links.as_ref(), now)).collect()
}

#[cfg(test)]
mod tests;
