//! The videos in a list. A move writes the row that moves and no other.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{playlist, playlist_item, video};
use crate::error::Result;
use crate::search;
use crate::video::{StoredVideo, all, beside, visible_to};
use domain::Timestamp;
use domain::id::{PlaylistId, PlaylistItemId, UserId, VideoId};
use domain::playlist::{PlaylistItem, Rank};
use domain::search::Kind;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef};

/// Ranks that are written by one statement when a list is spread anew.
const BATCH: usize = 500;

/// Adds a video to a list whose lock is held, which does not have it yet.
///
/// # Errors
/// If the database fails. Two statements; more for the first of all.
pub async fn insert_item(tx: &WriteTx, item: &PlaylistItem) -> Result<()> {
    let row = playlist_item::ActiveModel {
        id: Set(item.id.0),
        playlist_id: Set(item.playlist_id.0),
        video_id: Set(item.video_id.0),
        rank: Set(item.rank.bytes().to_vec()),
        added_at: Set(item.added_at.millis()),
    };
    playlist_item::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    changed(tx, item.playlist_id, 1, item.added_at).await
}

/// Gives an item of a list whose lock is held another place.
///
/// # Errors
/// If the database fails. Two statements.
pub async fn move_item(tx: &WriteTx, list: PlaylistId, id: PlaylistItemId, rank: &Rank, now: Timestamp) -> Result<()> {
    let update = playlist_item::Entity::update_many().col_expr(playlist_item::Column::Rank, Expr::value(rank.bytes().to_vec()));
    update.filter(playlist_item::Column::Id.eq(id.0)).exec(tx.conn()).await?;
    changed(tx, list, 0, now).await
}

/// Takes an item out of a list whose lock is held.
///
/// # Errors
/// If the database fails. At most two statements; more for the last.
pub async fn remove_item(tx: &WriteTx, list: PlaylistId, id: PlaylistItemId, now: Timestamp) -> Result<()> {
    let item = playlist_item::Entity::delete_many().filter(playlist_item::Column::Id.eq(id.0));
    let gone = item.filter(playlist_item::Column::PlaylistId.eq(list.0)).exec(tx.conn()).await?.rows_affected;
    if gone > 0 { changed(tx, list, -1, now).await } else { Ok(()) }
}

async fn changed(tx: &WriteTx, list: PlaylistId, more: i64, now: Timestamp) -> Result<()> {
    let update = playlist::Entity::update_many()
        .col_expr(playlist::Column::Items, Expr::col(playlist::Column::Items).add(more))
        .col_expr(playlist::Column::UpdatedAt, Expr::value(now.millis()))
        .filter(playlist::Column::Id.eq(list.0));
    let changed = update.exec_with_returning(tx.conn()).await?;
    // With the first video a list can be found, and without the last no more.
    let turned = changed.iter().any(|list| matches!((more, list.items), (1, 1) | (-1, 0)));
    if turned { search::put_one(tx, Kind::Playlist, list.0).await } else { Ok(()) }
}

/// Counts a video out of every list that it is in: it is going to be gone, and its items with it.
///
/// # Errors
/// If the database fails. Two statements, and two for each 500 lists that are empty then.
pub(crate) async fn count_without(tx: &WriteTx, video: VideoId) -> Result<()> {
    let holding = Query::select()
        .column(playlist_item::Column::PlaylistId)
        .from(playlist_item::Entity)
        .and_where(playlist_item::Column::VideoId.eq(video.0))
        .to_owned();
    playlist::Entity::update_many()
        .col_expr(playlist::Column::Items, Expr::col(playlist::Column::Items).sub(1))
        .filter(playlist::Column::Id.in_subquery(holding.clone()))
        .exec(tx.conn())
        .await?;
    let empty = playlist::Entity::find().select_only().column(playlist::Column::Id).filter(playlist::Column::Items.eq(0));
    let empty: Vec<uuid::Uuid> = empty.filter(playlist::Column::Id.in_subquery(holding)).into_tuple().all(tx.conn()).await?;
    for some in empty.chunks(BATCH) {
        search::remove_all(tx, some).await?;
    }
    Ok(())
}

/// An item of a list.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find_item(db: &impl Read, list: PlaylistId, id: PlaylistItemId) -> Result<Option<PlaylistItem>> {
    let item = playlist_item::Entity::find_by_id(id.0).filter(playlist_item::Column::PlaylistId.eq(list.0));
    Ok(item.one(db.conn()).await?.map(to_domain))
}

/// The item of a list that is this video.
///
/// # Errors
/// If the database fails. One look-up by a unique index.
pub async fn find_item_of(db: &impl Read, list: PlaylistId, video: VideoId) -> Result<Option<PlaylistItem>> {
    let item = playlist_item::Entity::find()
        .filter(playlist_item::Column::PlaylistId.eq(list.0))
        .filter(playlist_item::Column::VideoId.eq(video.0));
    Ok(item.one(db.conn()).await?.map(to_domain))
}

/// The last place in a list.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn last_rank(db: &impl Read, list: PlaylistId) -> Result<Option<Rank>> {
    let ranks = ranks_of(list).order_by_desc(playlist_item::Column::Rank).limit(1);
    Ok(ranks.into_tuple::<Vec<u8>>().one(db.conn()).await?.map(Rank::from_stored))
}

/// The first place after this one, or of all, that is not this item's.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn rank_after(db: &impl Read, list: PlaylistId, after: Option<&Rank>, but: Option<PlaylistItemId>) -> Result<Option<Rank>> {
    let mut ranks = ranks_of(list);
    if let Some(after) = after {
        ranks = ranks.filter(playlist_item::Column::Rank.gt(after.bytes().to_vec()));
    }
    if let Some(but) = but {
        ranks = ranks.filter(playlist_item::Column::Id.ne(but.0));
    }
    let first = ranks.order_by_asc(playlist_item::Column::Rank).limit(1);
    Ok(first.into_tuple::<Vec<u8>>().one(db.conn()).await?.map(Rank::from_stored))
}

fn ranks_of(list: PlaylistId) -> sea_orm::Select<playlist_item::Entity> {
    playlist_item::Entity::find().select_only().column(playlist_item::Column::Rank).filter(playlist_item::Column::PlaylistId.eq(list.0))
}

/// Gives every item of a list whose lock is held a short rank anew, in the same order: what thousands of moves
/// into one gap come to in the end.
///
/// # Errors
/// If the database fails.
pub async fn spread(tx: &WriteTx, list: PlaylistId) -> Result<()> {
    let ids = playlist_item::Entity::find()
        .select_only()
        .column(playlist_item::Column::Id)
        .filter(playlist_item::Column::PlaylistId.eq(list.0))
        .order_by_asc(playlist_item::Column::Rank)
        .into_tuple::<uuid::Uuid>()
        .all(tx.conn())
        .await?;
    let placed: Vec<(uuid::Uuid, Rank)> = ids.iter().copied().zip(Rank::spread(ids.len())).collect();
    for batch in placed.chunks(BATCH) {
        let mut rank = CaseStatement::new();
        for (id, place) in batch {
            rank = rank.case(Expr::col(playlist_item::Column::Id).eq(*id), Expr::value(place.bytes().to_vec()));
        }
        playlist_item::Entity::update_many()
            .col_expr(playlist_item::Column::Rank, rank.into())
            .filter(playlist_item::Column::Id.is_in(batch.iter().map(|(id, _)| *id)))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

/// Videos of a list in their order, after this place: up to `limit + 1` of those that the viewer may see, or that
/// everybody may see.
///
/// # Errors
/// If the database fails. One query.
pub async fn items(
    db: &impl Read,
    list: PlaylistId,
    viewer: Option<UserId>,
    after: Option<&Rank>,
    limit: u64,
) -> Result<Vec<(StoredVideo, PlaylistItem)>> {
    let to_item: RelationDef =
        video::Entity::belongs_to(playlist_item::Entity).from(video::Column::Id).to(playlist_item::Column::VideoId).into();
    let mut select = all()
        .join(JoinType::InnerJoin, to_item)
        .column_as(playlist_item::Column::Id, "item_id")
        .columns([playlist_item::Column::Rank, playlist_item::Column::AddedAt])
        .filter(playlist_item::Column::PlaylistId.eq(list.0))
        .filter(visible_to(viewer));
    if let Some(after) = after {
        select = select.filter(playlist_item::Column::Rank.gt(after.bytes().to_vec()));
    }
    let rows = beside::<Held>(db, select.order_by_asc(playlist_item::Column::Rank).limit(limit + 1)).await?;
    let with_item = |(video, row): (StoredVideo, Held)| {
        let item = PlaylistItem {
            id: PlaylistItemId(row.item_id),
            playlist_id: list,
            video_id: video.video.id,
            rank: Rank::from_stored(row.rank),
            added_at: Timestamp::from_millis(row.added_at),
        };
        (video, item)
    };
    Ok(rows.into_iter().map(with_item).collect())
}

#[derive(FromQueryResult)]
struct Held {
    item_id: uuid::Uuid,
    rank: Vec<u8>,
    added_at: i64,
}

fn to_domain(row: playlist_item::Model) -> PlaylistItem {
    PlaylistItem {
        id: PlaylistItemId(row.id),
        playlist_id: PlaylistId(row.playlist_id),
        video_id: VideoId(row.video_id),
        rank: Rank::from_stored(row.rank),
        added_at: Timestamp::from_millis(row.added_at),
    }
}
