//! Lists of videos that people put together.

mod items;

pub use items::{add, relocate, remove};

use crate::{Ctx, Error, Result, follows, summaries};
use domain::Versioned;
use domain::access::Actor;
use domain::id::PlaylistId;
use domain::idempotency::IdempotencyKey;
use domain::page::{Cursor, Page, PageRequest, PlaceCursor};
use domain::playlist::{
    CreatePlaylist, MAX_PLAYLISTS, Playlist, PlaylistItemView, PlaylistKind, PlaylistPage, PlaylistView, Rank, ReplacePlaylist,
};
use persistence::playlist::{self, StoredPlaylist};
use persistence::{Read, WriteTx, idempotency};

/// Which list is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one with this id.
    Id(PlaylistId),
    /// The actor's own list for later.
    WatchLater,
}

/// Makes a list, or gives the one that was made under the same key before.
///
/// # Errors
/// [`Error::TooManyPlaylists`], [`Error::KeyReused`].
pub async fn create(ctx: &Ctx, actor: &Actor, key: Option<&IdempotencyKey>, command: CreatePlaylist) -> Result<Versioned<PlaylistPage>> {
    let now = ctx.clock.now();
    let list = Playlist::new(PlaylistId(ctx.ids.uuid(now)), actor.user_id, &command, now);
    let tx = ctx.db.begin_write().await?;
    if let Some(key) = key
        && let Some(earlier) = idempotency::claim(&tx, actor.user_id, key, list.id.0, now).await?
    {
        drop(tx);
        let same = earlier.fingerprint == key.fingerprint();
        return if same { get(ctx, Some(actor), Which::Id(PlaylistId(earlier.made)), 1, None).await } else { Err(Error::KeyReused) };
    }
    if playlist::count_of(&tx, actor.user_id).await? >= MAX_PLAYLISTS {
        return Err(Error::TooManyPlaylists);
    }
    playlist::insert(&tx, &list).await?;
    tx.commit().await?;
    get(ctx, Some(actor), Which::Id(list.id), 1, None).await
}

/// A list with a page of its videos.
///
/// # Errors
/// [`Error::PlaylistNotFound`] also when the viewer must not see it; [`Error::Cursor`].
pub async fn get(ctx: &Ctx, viewer: Option<&Actor>, which: Which, limit: u64, cursor: Option<String>) -> Result<Versioned<PlaylistPage>> {
    let id = match (which, viewer) {
        (Which::Id(id), _) => id,
        (Which::WatchLater, Some(actor)) => watch_later(ctx, actor).await?,
        (Which::WatchLater, None) => return Err(Error::PlaylistNotFound),
    };
    let stored = playlist::find_stored(&ctx.db, id).await?;
    let stored = stored.filter(|stored| stored.playlist.may_be_seen_by(viewer)).ok_or(Error::PlaylistNotFound)?;
    let identity = ("playlist", id);
    let after = cursor.map(|c| PlaceCursor::decode(&c, &identity)).transpose()?.map(|place| Rank::from_stored(place.0));
    // What everybody may see of a public list is the same for everybody; of one's own one sees all that is one's own.
    let owner = viewer.filter(|actor| actor.user_id == stored.playlist.owner_id).map(|actor| actor.user_id);
    let rows = playlist::items(&ctx.db, id, owner, after.as_ref(), limit).await?;
    let summary = summaries(ctx);
    let items = Page::from_rows(
        rows,
        limit,
        |(_, item)| PlaceCursor(item.rank.bytes().to_vec()).encode(&identity),
        |(video, item)| PlaylistItemView { id: item.id, video: summary(video), added_at: item.added_at },
    );
    let version = stored.playlist.version;
    Ok(Versioned { view: PlaylistPage { playlist: view(ctx, stored), items }, version })
}

/// The actor's own lists, the newest first.
///
/// # Errors
/// [`Error::Cursor`] for a cursor of another list.
pub async fn mine(ctx: &Ctx, actor: &Actor, limit: u64, cursor: Option<String>) -> Result<Page<PlaylistView>> {
    let identity = ("my playlists", actor.user_id);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = playlist::list_of(&ctx.db, actor.user_id, PageRequest { limit, after }).await?;
    Ok(Page::from_rows(rows, limit, |row| cursor_of(row).encode(&identity), |row| view(ctx, row)))
}

/// The public lists of an account, the newest first.
///
/// # Errors
/// [`Error::UserNotFound`]; [`Error::Cursor`] for a cursor of another list.
pub async fn of_user(ctx: &Ctx, handle: &str, limit: u64, cursor: Option<String>) -> Result<Page<PlaylistView>> {
    let owner = follows::at(&ctx.db, ctx, handle).await?.id;
    let identity = ("public playlists", owner);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = playlist::list_public(&ctx.db, owner, PageRequest { limit, after }).await?;
    Ok(Page::from_rows(rows, limit, |row| cursor_of(row).encode(&identity), |row| view(ctx, row)))
}

/// Puts new words in place of the old; `seen` are the versions that the client read, one of which must be the
/// current one, if it cares.
///
/// # Errors
/// [`Error::PlaylistNotFound`], [`Error::WatchLaterStays`], [`Error::Stale`].
pub async fn replace(
    ctx: &Ctx,
    actor: &Actor,
    id: PlaylistId,
    seen: Option<&[i64]>,
    command: ReplacePlaylist,
) -> Result<Versioned<PlaylistPage>> {
    let tx = ctx.db.begin_write().await?;
    let mut list = editable(&tx, actor, id, seen).await?;
    list.replace(&command, ctx.clock.now());
    playlist::save(&tx, &list).await?;
    tx.commit().await?;
    get(ctx, Some(actor), Which::Id(id), 1, None).await
}

/// Removes a list; its videos stay what they are.
///
/// # Errors
/// [`Error::PlaylistNotFound`], [`Error::WatchLaterStays`], [`Error::Stale`].
pub async fn delete(ctx: &Ctx, actor: &Actor, id: PlaylistId, seen: Option<&[i64]>) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    editable(&tx, actor, id, seen).await?;
    playlist::delete(&tx, id).await?;
    Ok(tx.commit().await?)
}

/// A list whose words the actor may change, locked.
async fn editable(tx: &WriteTx, actor: &Actor, id: PlaylistId, seen: Option<&[i64]>) -> Result<Playlist> {
    let list = own(tx, actor, id).await?;
    if list.kind == PlaylistKind::WatchLater {
        return Err(Error::WatchLaterStays);
    }
    if seen.is_some_and(|versions| !versions.contains(&list.version)) {
        return Err(Error::Stale);
    }
    Ok(list)
}

/// A list of the actor's own, locked.
async fn own(tx: &WriteTx, actor: &Actor, id: PlaylistId) -> Result<Playlist> {
    playlist::find_for_update(tx, id).await?.filter(|list| list.owner_id == actor.user_id).ok_or(Error::PlaylistNotFound)
}

/// The actor's list for later, made when it is first used.
async fn watch_later(ctx: &Ctx, actor: &Actor) -> Result<PlaylistId> {
    if let Some(id) = playlist::watch_later_of(&ctx.db, actor.user_id).await? {
        return Ok(id);
    }
    let tx = ctx.db.begin_write().await?;
    let id = watch_later_in(ctx, &tx, actor).await?;
    tx.commit().await?;
    Ok(id)
}

async fn watch_later_in(ctx: &Ctx, tx: &WriteTx, actor: &Actor) -> Result<PlaylistId> {
    let now = ctx.clock.now();
    let list = Playlist::watch_later(PlaylistId(ctx.ids.uuid(now)), actor.user_id, now);
    let first = playlist::insert(tx, &list).await?;
    let id = if first { Some(list.id) } else { found(tx, actor).await? };
    id.ok_or(Error::PlaylistNotFound)
}

async fn found(db: &impl Read, actor: &Actor) -> Result<Option<PlaylistId>> {
    Ok(playlist::watch_later_of(db, actor.user_id).await?)
}

fn view(ctx: &Ctx, stored: StoredPlaylist) -> PlaylistView {
    PlaylistView::new(stored.playlist, stored.owner, stored.cover, ctx.links.as_ref(), ctx.clock.now())
}

fn cursor_of(row: &StoredPlaylist) -> Cursor {
    Cursor { key: 0, id: row.playlist.id.0 }
}
