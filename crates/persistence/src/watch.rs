//! What people watched, and how far.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{user, video, watch};
use crate::error::Result;
use crate::keyset;
use crate::video::{StoredVideo, all, beside, visible_to};
use domain::Timestamp;
use domain::id::{UserId, VideoId};
use domain::page::PageRequest;
use domain::watch::Watch;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, RelationDef, Select,
};
use std::collections::BTreeMap;

/// Remembers how far the person is, but for videos of which something newer is known.
///
/// # Errors
/// If the database fails. One statement, whatever comes in parallel.
pub async fn record(tx: &WriteTx, user: UserId, watched: &[Watch]) -> Result<()> {
    // One row for each video, in one order, so that requests at once wait for each other in line.
    let mut newest: BTreeMap<VideoId, &Watch> = BTreeMap::new();
    for watch in watched {
        let slot = newest.entry(watch.video_id).or_insert(watch);
        if watch.watched_at >= slot.watched_at {
            *slot = watch;
        }
    }
    if newest.is_empty() {
        return Ok(());
    }
    let rows = newest.into_values().map(|watch| watch::ActiveModel {
        user_id: Set(user.0),
        video_id: Set(watch.video_id.0),
        position_ms: Set(watch.position_ms),
        finished: Set(watch.finished),
        watched_at: Set(watch.watched_at.millis()),
    });
    let stored = Expr::col((watch::Entity, watch::Column::WatchedAt));
    let given = Expr::col((sea_orm::sea_query::Alias::new("excluded"), watch::Column::WatchedAt));
    let if_newer = OnConflict::columns([watch::Column::UserId, watch::Column::VideoId])
        .update_columns([watch::Column::PositionMs, watch::Column::Finished, watch::Column::WatchedAt])
        .action_and_where(stored.lte(given))
        .to_owned();
    match watch::Entity::insert_many(rows).on_conflict(if_newer).exec_without_returning(tx.conn()).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// How far the person watched these videos, in no order.
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn find(db: &impl Read, user: UserId, videos: &[VideoId]) -> Result<Vec<Watch>> {
    let ids = videos.iter().map(|id| id.0);
    let rows = watch::Entity::find().filter(watch::Column::UserId.eq(user.0)).filter(watch::Column::VideoId.is_in(ids));
    Ok(rows.all(db.conn()).await?.iter().map(to_domain).collect())
}

/// What the person watched and may still see, the latest first: up to `limit + 1`.
///
/// # Errors
/// If the database fails. One query.
pub async fn history(db: &impl Read, user: UserId, page: PageRequest) -> Result<Vec<(StoredVideo, Watch)>> {
    list(db, watched_by(user), page).await
}

/// The same without what was watched to its end or hardly begun.
///
/// # Errors
/// If the database fails. One query by a partial index.
pub async fn unfinished(db: &impl Read, user: UserId, page: PageRequest) -> Result<Vec<(StoredVideo, Watch)>> {
    // Written out, since an index over a part of the rows is only used where the condition is plain.
    let begun = watched_by(user).filter(Expr::cust(r#"NOT "watch"."finished" AND "watch"."position_ms" > 0"#));
    list(db, begun, page).await
}

/// Forgets what the person watched: of one video, or of all.
///
/// # Errors
/// If the database fails.
pub async fn forget(tx: &WriteTx, user: UserId, video: Option<VideoId>) -> Result<()> {
    let mut rows = watch::Entity::delete_many().filter(watch::Column::UserId.eq(user.0));
    if let Some(video) = video {
        rows = rows.filter(watch::Column::VideoId.eq(video.0));
    }
    rows.exec(tx.conn()).await?;
    Ok(())
}

/// Whether nothing new is to be remembered of what the person watches.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn is_paused(db: &impl Read, user: UserId) -> Result<bool> {
    let paused = user::Entity::find_by_id(user.0).select_only().column(user::Column::HistoryPaused).into_tuple::<bool>();
    Ok(paused.one(db.conn()).await?.unwrap_or(true))
}

/// Begins or ends that.
///
/// # Errors
/// If the database fails.
pub async fn pause(tx: &WriteTx, user: UserId, paused: bool) -> Result<()> {
    let update = user::Entity::update_many().col_expr(user::Column::HistoryPaused, Expr::value(paused));
    update.filter(user::Column::Id.eq(user.0)).exec(tx.conn()).await?;
    Ok(())
}

fn watched_by(user: UserId) -> Select<video::Entity> {
    let to_watch: RelationDef = video::Entity::belongs_to(watch::Entity).from(video::Column::Id).to(watch::Column::VideoId).into();
    all()
        .join(JoinType::InnerJoin, to_watch)
        .columns([watch::Column::PositionMs, watch::Column::Finished, watch::Column::WatchedAt])
        .filter(watch::Column::UserId.eq(user.0))
        .filter(visible_to(Some(user)))
}

#[derive(FromQueryResult)]
struct Shown {
    position_ms: i64,
    finished: bool,
    watched_at: i64,
}

async fn list(db: &impl Read, select: Select<video::Entity>, page: PageRequest) -> Result<Vec<(StoredVideo, Watch)>> {
    let rows = beside::<Shown>(db, keyset::descending(select, watch::Column::WatchedAt, watch::Column::VideoId, page)).await?;
    let with_id = |(video, row): (StoredVideo, Shown)| {
        let Shown { position_ms, finished, watched_at } = row;
        let watch = Watch { video_id: video.video.id, position_ms, finished, watched_at: Timestamp::from_millis(watched_at) };
        (video, watch)
    };
    Ok(rows.into_iter().map(with_id).collect())
}

fn to_domain(row: &watch::Model) -> Watch {
    Watch {
        video_id: VideoId(row.video_id),
        position_ms: row.position_ms,
        finished: row.finished,
        watched_at: Timestamp::from_millis(row.watched_at),
    }
}
