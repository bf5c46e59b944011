//! How often and how long videos were watched, by hour, and which of their parts.
//!
//! Views are written many at a time ([`add`]). `video.views` is changed in the same transaction, under the locks of the
//! videos, so it is the sum of the hours whatever else happens. What follows from the hours is in `trend`.

mod trend;

pub use trend::{changed_trends, ranked_since, set_trends};

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx, statement};
use crate::entity::{video, view_hour, view_retention};
use crate::error::Result;
use crate::video::lock_all;
use domain::id::VideoId;
use domain::time::Day;
use domain::view::{BUCKETS, Tally, WatchedDay};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};
use std::collections::{BTreeMap, BTreeSet};

/// Adds what was counted. Videos that are gone meanwhile are passed over.
///
/// # Errors
/// If the database fails. Four statements at most, however many videos.
pub async fn add(tx: &WriteTx, counted: &BTreeMap<VideoId, Tally>) -> Result<()> {
    let there: BTreeSet<VideoId> = lock_all(tx, counted.keys().copied()).await?.into_iter().collect();
    let counted: Vec<(VideoId, &Tally)> = counted.iter().filter(|(id, _)| there.contains(id)).map(|(id, tally)| (*id, tally)).collect();
    add_hours(tx, &counted).await?;
    add_plays(tx, &counted).await?;
    add_views(tx, &counted).await
}

async fn add_hours(tx: &WriteTx, counted: &[(VideoId, &Tally)]) -> Result<()> {
    let rows: Vec<_> = counted.iter().flat_map(|(id, tally)| tally.hours.iter().map(move |(hour, counts)| (id, hour, counts))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(|(id, hour, counts)| view_hour::ActiveModel {
        video_id: Set(id.0),
        hour: Set(hour.millis()),
        views: Set(counts.views),
        watch_ms: Set(counts.watch_ms),
    });
    let sum = |column| Expr::col((view_hour::Entity, column)).add(Expr::col(("excluded", column)));
    let mut conflict = OnConflict::columns([view_hour::Column::VideoId, view_hour::Column::Hour]);
    conflict.value(view_hour::Column::Views, sum(view_hour::Column::Views));
    conflict.value(view_hour::Column::WatchMs, sum(view_hour::Column::WatchMs));
    view_hour::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn add_plays(tx: &WriteTx, counted: &[(VideoId, &Tally)]) -> Result<()> {
    let rows: Vec<_> = counted
        .iter()
        .flat_map(|(id, tally)| (0..).zip(tally.buckets).map(move |(bucket, plays)| (id, bucket, plays)))
        .filter(|(_, _, plays)| *plays > 0)
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(|(id, bucket, plays)| view_retention::ActiveModel {
        video_id: Set(id.0),
        bucket: Set(bucket),
        plays: Set(plays),
    });
    let plays = view_retention::Column::Plays;
    let mut conflict = OnConflict::columns([view_retention::Column::VideoId, view_retention::Column::Bucket]);
    conflict.value(plays, Expr::col((view_retention::Entity, plays)).add(Expr::col(("excluded", plays))));
    view_retention::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn add_views(tx: &WriteTx, counted: &[(VideoId, &Tally)]) -> Result<()> {
    let viewed: Vec<(VideoId, i64)> = counted.iter().map(|(id, tally)| (*id, tally.views())).filter(|(_, views)| *views > 0).collect();
    if viewed.is_empty() {
        return Ok(());
    }
    video::Entity::update_many()
        .col_expr(video::Column::Views, Expr::col(video::Column::Views).add(by_video(&viewed)))
        .filter(video::Column::Id.is_in(viewed.iter().map(|(id, _)| id.0)))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// For each video its number.
fn by_video(numbers: &[(VideoId, i64)]) -> CaseStatement {
    let case = numbers.iter().fold(CaseStatement::new(), |case, (id, number)| case.case(video::Column::Id.eq(id.0), *number));
    case.finally(0_i64)
}

/// The days on which a video was watched, from this one on.
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn days(db: &impl Read, id: VideoId, since: Day) -> Result<Vec<WatchedDay>> {
    let sql = r#"SELECT hour / 86400000 AS day, CAST(SUM(views) AS BIGINT) AS views, CAST(SUM(watch_ms) AS BIGINT) AS watch_ms
        FROM "view_hour" WHERE video_id = $1 AND hour >= $2 GROUP BY hour / 86400000"#;
    let rows = db.conn().query_all_raw(statement(db.conn(), sql, vec![id.0.into(), since.begin().millis().into()])).await?;
    let read = |row: &QueryResult| -> Result<WatchedDay> {
        let (day, views, watch_ms) = (row.try_get("", "day")?, row.try_get("", "views")?, row.try_get("", "watch_ms")?);
        Ok(WatchedDay { day: Day::from_number(day), views, watch_ms })
    };
    rows.iter().map(read).collect()
}

/// How long a video was watched altogether, in milliseconds, and how many people keep it.
///
/// # Errors
/// If the database fails. One query over the video's own rows.
pub async fn totals(db: &impl Read, id: VideoId) -> Result<(i64, i64)> {
    let sql = r#"SELECT (SELECT CAST(COALESCE(SUM(watch_ms), 0) AS BIGINT) FROM "view_hour" WHERE video_id = $1) AS watch_ms,
        (SELECT COUNT(*) FROM "favorite" WHERE video_id = $1) AS favorites"#;
    let row = db.conn().query_one_raw(statement(db.conn(), sql, vec![id.0.into()])).await?;
    let Some(row) = row else { return Ok((0, 0)) };
    Ok((row.try_get("", "watch_ms")?, row.try_get("", "favorites")?))
}

/// How often each part of a video was played.
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn plays(db: &impl Read, id: VideoId) -> Result<[i64; BUCKETS]> {
    let rows = view_retention::Entity::find().filter(view_retention::Column::VideoId.eq(id.0)).all(db.conn()).await?;
    let mut plays = [0; BUCKETS];
    for row in rows {
        if let Some(slot) = usize::try_from(row.bucket).ok().and_then(|bucket| plays.get_mut(bucket)) {
            *slot = row.plays;
        }
    }
    Ok(plays)
}
