//! Videos that somebody wants to find again.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{favorite, video};
use crate::error::Result;
use crate::keyset;
use crate::video::{StoredVideo, all, beside, visible_to};
use domain::Timestamp;
use domain::id::{UserId, VideoId};
use domain::page::PageRequest;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, RelationDef};

/// Keeps the video; tells since when, which is earlier if it was kept already.
///
/// # Errors
/// If the database fails. At most two statements.
pub async fn add(tx: &WriteTx, user: UserId, video: VideoId, now: Timestamp) -> Result<Timestamp> {
    let row = favorite::ActiveModel { user_id: Set(user.0), video_id: Set(video.0), added_at: Set(now.millis()) };
    let once = OnConflict::columns([favorite::Column::UserId, favorite::Column::VideoId]).do_nothing().to_owned();
    match favorite::Entity::insert(row).on_conflict(once).exec_without_returning(tx.conn()).await {
        Ok(0) | Err(DbErr::RecordNotInserted) => {}
        Ok(_) => return Ok(now),
        Err(error) => return Err(error.into()),
    }
    let earlier = favorite::Entity::find_by_id((user.0, video.0)).one(tx.conn()).await?;
    Ok(earlier.map_or(now, |row| Timestamp::from_millis(row.added_at)))
}

/// Keeps the video no longer.
///
/// # Errors
/// If the database fails.
pub async fn remove(tx: &WriteTx, user: UserId, video: VideoId) -> Result<()> {
    favorite::Entity::delete_by_id((user.0, video.0)).exec(tx.conn()).await?;
    Ok(())
}

/// Whether the person keeps the video.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn has(db: &impl Read, user: UserId, video: VideoId) -> Result<bool> {
    Ok(favorite::Entity::find_by_id((user.0, video.0)).one(db.conn()).await?.is_some())
}

/// Videos that the person keeps and may see, the latest first: up to `limit + 1`.
///
/// # Errors
/// If the database fails. One query.
pub async fn list(db: &impl Read, user: UserId, page: PageRequest) -> Result<Vec<(StoredVideo, Timestamp)>> {
    let kept = all()
        .join(JoinType::InnerJoin, to_favorite())
        .column(favorite::Column::AddedAt)
        .filter(favorite::Column::UserId.eq(user.0))
        .filter(visible_to(Some(user)));
    let rows = beside::<Added>(db, keyset::descending(kept, favorite::Column::AddedAt, favorite::Column::VideoId, page)).await?;
    Ok(rows.into_iter().map(|(video, added)| (video, Timestamp::from_millis(added.added_at))).collect())
}

#[derive(FromQueryResult)]
struct Added {
    added_at: i64,
}

fn to_favorite() -> RelationDef {
    video::Entity::belongs_to(favorite::Entity).from(video::Column::Id).to(favorite::Column::VideoId).into()
}
