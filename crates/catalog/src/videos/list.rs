//! Lists of videos, a page at a time.

use crate::{Ctx, Result};
use domain::access::Actor;
use domain::page::{Cursor, Page, PageRequest};
use domain::video::{Filter, OwnFilter, OwnVideo, VideoSummary};
use persistence::video::{self, ListQuery, OwnQuery, OwnSort, Sort, StoredVideo};

/// A page of a public list as the client asks for it.
#[derive(Clone, Debug)]
pub struct ListVideos {
    /// The order.
    pub sort: Sort,
    /// The condition.
    pub filter: Filter,
    /// The most rows.
    pub limit: u64,
    /// The cursor of the page before.
    pub cursor: Option<String>,
}

/// Public and ready videos.
///
/// # Errors
/// [`crate::Error::Cursor`] for a cursor of another list.
pub async fn list(ctx: &Ctx, request: ListVideos) -> Result<Page<VideoSummary>> {
    let identity = (request.sort, request.filter.clone());
    let after = request.cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let page = PageRequest { limit: request.limit, after };
    let rows = video::list(&ctx.db, &ListQuery { sort: request.sort, filter: request.filter, page }).await?;
    let cursor = |row: &StoredVideo| Cursor { key: request.sort.key(row), id: row.video.id.0 }.encode(&identity);
    Ok(Page::from_rows(rows, page.limit, cursor, summaries(ctx)))
}

/// A page of the actor's own list as the client asks for it.
#[derive(Clone, Debug)]
pub struct ListOwn {
    /// The order.
    pub sort: OwnSort,
    /// The condition.
    pub filter: OwnFilter,
    /// The most rows.
    pub limit: u64,
    /// The cursor of the page before.
    pub cursor: Option<String>,
}

/// Videos of the actor, drafts included, or what of them is in the bin.
///
/// # Errors
/// [`crate::Error::Cursor`] for a cursor of another list.
pub async fn list_own(ctx: &Ctx, actor: &Actor, request: ListOwn) -> Result<Page<OwnVideo>> {
    let ListOwn { sort, filter, limit, cursor } = request;
    let identity = ("mine", actor.user_id, sort, filter);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let page = PageRequest { limit, after };
    let rows = video::list_owned(&ctx.db, &OwnQuery { owner: actor.user_id, sort, filter, page }).await?;
    let cursor = |row: &StoredVideo| Cursor { key: sort.key(row), id: row.video.id.0 }.encode(&identity);
    let summary = summaries(ctx);
    let view = |row: StoredVideo| OwnVideo { deleted_at: row.video.deleted_at, summary: summary(row) };
    Ok(Page::from_rows(rows, limit, cursor, view))
}

pub(super) fn summaries(ctx: &Ctx) -> impl Fn(StoredVideo) -> VideoSummary {
    let now = ctx.clock.now();
    move |row| VideoSummary::new(&row.video, row.author, row.counts, ctx.links.as_ref(), now)
}
