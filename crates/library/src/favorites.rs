//! Videos that a person wants to find again.

use crate::{Ctx, Result, summaries, visible};
use domain::access::Actor;
use domain::favorite::{AddFavorite, FavoriteItem, FavoriteView};
use domain::id::VideoId;
use domain::page::{Cursor, Page, PageRequest};
use persistence::favorite;

/// Keeps a video; doing it twice is doing it once.
///
/// # Errors
/// [`crate::Error::Unseen`].
pub async fn add(ctx: &Ctx, actor: &Actor, command: AddFavorite) -> Result<FavoriteView> {
    let tx = ctx.db.begin_write().await?;
    let video_id = visible(&tx, actor, command.video_id).await?.video.id;
    let added_at = favorite::add(&tx, actor.user_id, video_id, ctx.clock.now()).await?;
    tx.commit().await?;
    Ok(FavoriteView { video_id, added_at })
}

/// Keeps a video no longer; one that was not kept is fine.
///
/// # Errors
/// If the database fails.
pub async fn remove(ctx: &Ctx, actor: &Actor, video: VideoId) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    favorite::remove(&tx, actor.user_id, video).await?;
    Ok(tx.commit().await?)
}

/// What the actor keeps, the latest first.
///
/// # Errors
/// [`crate::Error::Cursor`] for a cursor of another list.
pub async fn list(ctx: &Ctx, actor: &Actor, limit: u64, cursor: Option<String>) -> Result<Page<FavoriteItem>> {
    let identity = ("favorites", actor.user_id);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = favorite::list(&ctx.db, actor.user_id, PageRequest { limit, after }).await?;
    let summary = summaries(ctx);
    Ok(Page::from_rows(
        rows,
        limit,
        |(row, at)| Cursor { key: at.millis(), id: row.video.id.0 }.encode(&identity),
        |(row, added_at)| FavoriteItem { video: summary(row), added_at },
    ))
}
