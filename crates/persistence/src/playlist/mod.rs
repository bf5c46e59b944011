//! Lists of videos. Whoever changes what is in one holds its lock, so that no two find the same place for a video.

mod items;
mod list;

pub(crate) use items::count_without;
pub use items::{find_item, find_item_of, insert_item, items, last_rank, move_item, rank_after, remove_item, spread};
pub use list::{StoredPlaylist, find_stored, findable_by_ids, list_of, list_public};

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::playlist;
use crate::error::Result;
use crate::{map, search};
use domain::Timestamp;
use domain::id::{PlaylistId, UserId};
use domain::playlist::{Playlist, PlaylistKind};
use domain::search::Kind;
use domain::video::Visibility;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

/// Writes a new list; `false` if it is for later and the account has one for that.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, list: &Playlist) -> Result<bool> {
    let row = playlist::ActiveModel { items: Set(list.items), created_at: Set(list.created_at.millis()), ..to_row(list) };
    let insert = playlist::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned());
    match insert.exec_without_returning(tx.conn()).await {
        Ok(0) | Err(DbErr::RecordNotInserted) => Ok(false),
        Ok(_) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Writes the words of a list that was read by [`find_for_update`].
///
/// # Errors
/// If the database fails.
pub async fn save(tx: &WriteTx, list: &Playlist) -> Result<()> {
    playlist::Entity::update(to_row(list)).exec(tx.conn()).await?;
    search::put_one(tx, Kind::Playlist, list.id.0).await
}

/// Removes a list with all that is in it.
///
/// # Errors
/// If the database fails.
pub async fn delete(tx: &WriteTx, id: PlaylistId) -> Result<()> {
    search::remove(tx, id.0).await?;
    playlist::Entity::delete_by_id(id.0).exec(tx.conn()).await?;
    Ok(())
}

/// The list, locked until the transaction ends.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find_for_update(tx: &WriteTx, id: PlaylistId) -> Result<Option<Playlist>> {
    playlist::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?.map(to_domain).transpose()
}

/// The list for later of an account, if it was used yet.
///
/// # Errors
/// If the database fails. One look-up by a unique index.
pub async fn watch_later_of(db: &impl Read, owner: UserId) -> Result<Option<PlaylistId>> {
    let list = playlist::Entity::find()
        .filter(playlist::Column::OwnerId.eq(owner.0))
        .filter(playlist::Column::Kind.eq(PlaylistKind::WatchLater.name()));
    Ok(list.one(db.conn()).await?.map(|row| PlaylistId(row.id)))
}

/// How many lists an account has.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn count_of(db: &impl Read, owner: UserId) -> Result<u64> {
    Ok(playlist::Entity::find().filter(playlist::Column::OwnerId.eq(owner.0)).count(db.conn()).await?)
}

fn to_row(list: &Playlist) -> playlist::ActiveModel {
    playlist::ActiveModel {
        id: Set(list.id.0),
        owner_id: Set(list.owner_id.0),
        kind: Set(list.kind.name().to_owned()),
        title: Set(list.title.clone()),
        description: Set(list.description.clone()),
        visibility: Set(list.visibility.name().to_owned()),
        updated_at: Set(list.updated_at.millis()),
        version: Set(list.version),
        ..Default::default()
    }
}

fn to_domain(row: playlist::Model) -> Result<Playlist> {
    Ok(Playlist {
        id: PlaylistId(row.id),
        owner_id: UserId(row.owner_id),
        kind: map::named("playlist.kind", &row.kind, PlaylistKind::from_name)?,
        title: row.title,
        description: row.description,
        visibility: map::named("playlist.visibility", &row.visibility, Visibility::from_name)?,
        items: row.items,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        version: row.version,
    })
}
