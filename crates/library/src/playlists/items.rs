//! What is in a list, and in which order.

use super::{Which, own, watch_later};
use crate::{Ctx, Error, Result, summaries, visible};
use domain::access::Actor;
use domain::id::{PlaylistId, PlaylistItemId};
use domain::patch::Patch;
use domain::playlist::{AddItem, MAX_ITEMS, MoveItem, PlaylistItem, PlaylistItemView, Rank};
use persistence::WriteTx;
use persistence::playlist;

/// Adds a video to a list of the actor's own. One that is in it already stays where it is, and is given.
///
/// # Errors
/// [`Error::PlaylistNotFound`], [`Error::Unseen`], [`Error::ItemNotFound`] for a place
/// that is none, [`Error::PlaylistFull`].
pub async fn add(ctx: &Ctx, actor: &Actor, which: Which, command: AddItem) -> Result<PlaylistItemView> {
    let id = match which {
        Which::Id(id) => id,
        Which::WatchLater => watch_later(ctx, actor).await?,
    };
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let video = visible(&tx, actor, command.video_id).await?;
    let list = own(&tx, actor, id).await?;
    let item = match playlist::find_item_of(&tx, id, command.video_id).await? {
        Some(item) => item,
        None if list.items >= MAX_ITEMS => return Err(Error::PlaylistFull),
        None => {
            let rank = place(&tx, id, &command.after, None).await?;
            let item =
                PlaylistItem { id: PlaylistItemId(ctx.ids.uuid(now)), playlist_id: id, video_id: command.video_id, rank, added_at: now };
            playlist::insert_item(&tx, &item).await?;
            item
        }
    };
    tx.commit().await?;
    Ok(PlaylistItemView { id: item.id, video: summaries(ctx)(video), added_at: item.added_at })
}

/// Gives an item another place. No other item is touched.
///
/// # Errors
/// [`Error::PlaylistNotFound`]; [`Error::ItemNotFound`] also for a place that is none.
pub async fn relocate(ctx: &Ctx, actor: &Actor, list: PlaylistId, item: PlaylistItemId, command: MoveItem) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    own(&tx, actor, list).await?;
    playlist::find_item(&tx, list, item).await?.ok_or(Error::ItemNotFound)?;
    if command.after != Some(item) {
        let after = command.after.map_or(Patch::Clear, Patch::Set);
        let rank = place(&tx, list, &after, Some(item)).await?;
        playlist::move_item(&tx, list, item, &rank, ctx.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}

/// Takes an item out of a list; one that is not in it is fine.
///
/// # Errors
/// [`Error::PlaylistNotFound`].
pub async fn remove(ctx: &Ctx, actor: &Actor, list: PlaylistId, item: PlaylistItemId) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    own(&tx, actor, list).await?;
    playlist::remove_item(&tx, list, item, ctx.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// The place after an item, in front, or at the end, of a list whose lock is held; `moved` leaves its own.
async fn place(tx: &WriteTx, list: PlaylistId, after: &Patch<PlaylistItemId>, moved: Option<PlaylistItemId>) -> Result<Rank> {
    let rank = between(tx, list, after, moved).await?;
    if !rank.is_long() {
        return Ok(rank);
    }
    playlist::spread(tx, list).await?;
    between(tx, list, after, moved).await
}

async fn between(tx: &WriteTx, list: PlaylistId, after: &Patch<PlaylistItemId>, moved: Option<PlaylistItemId>) -> Result<Rank> {
    let before = match after {
        Patch::Keep => return Ok(Rank::between(playlist::last_rank(tx, list).await?.as_ref(), None)),
        Patch::Clear => None,
        Patch::Set(id) => Some(playlist::find_item(tx, list, *id).await?.ok_or(Error::ItemNotFound)?.rank),
    };
    let next = playlist::rank_after(tx, list, before.as_ref(), moved).await?;
    Ok(Rank::between(before.as_ref(), next.as_ref()))
}
