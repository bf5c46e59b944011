//! What is watched most at the moment: `video.trending`, made from the hours of views.

use super::{by_video, statement};
use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{video, view_hour};
use crate::error::Result;
use crate::video::lock_all;
use domain::Timestamp;
use domain::id::VideoId;
use domain::view::trend;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// Videos that were watched since then, and those that are still ranked, in the order of their ids.
///
/// # Errors
/// If the database fails. One pass over two indexes, however many other videos there are.
pub async fn ranked_since(db: &impl Read, since: Timestamp) -> Result<Vec<VideoId>> {
    let sql = r#"SELECT video_id AS id FROM "view_hour" WHERE hour >= $1 UNION SELECT id FROM "video" WHERE trending <> 0 ORDER BY id"#;
    let rows = db.conn().query_all_raw(statement(db.conn(), sql, vec![since.millis().into()])).await?;
    rows.iter().map(|row| Ok(VideoId(row.try_get("", "id")?))).collect()
}

/// How much those of these videos are watched by now of which it was something else before.
///
/// # Errors
/// If the database fails. Two queries by primary keys.
pub async fn changed_trends(db: &impl Read, ids: &[VideoId], since: Timestamp) -> Result<BTreeMap<VideoId, i64>> {
    let ids = || ids.iter().map(|id| id.0);
    let rows = view_hour::Entity::find()
        .select_only()
        .columns([view_hour::Column::VideoId, view_hour::Column::Hour, view_hour::Column::Views])
        .filter(view_hour::Column::VideoId.is_in(ids()))
        .filter(view_hour::Column::Hour.gte(since.millis()))
        .into_tuple::<(uuid::Uuid, i64, i64)>()
        .all(db.conn())
        .await?;
    let mut hours: HashMap<uuid::Uuid, Vec<(Timestamp, i64)>> = HashMap::new();
    for (id, hour, views) in rows {
        hours.entry(id).or_default().push((Timestamp::from_millis(hour), views));
    }
    let ranked = video::Entity::find()
        .select_only()
        .columns([video::Column::Id, video::Column::Trending])
        .filter(video::Column::Id.is_in(ids()))
        .into_tuple::<(uuid::Uuid, i64)>()
        .all(db.conn())
        .await?;
    let now = ranked.into_iter().map(|(id, before)| (id, before, hours.get(&id).map_or(0, |hours| trend(hours))));
    Ok(now.filter(|(_, before, now)| before != now).map(|(id, _, now)| (VideoId(id), now)).collect())
}

/// Writes how much these videos are watched.
///
/// # Errors
/// If the database fails. Two statements.
pub async fn set_trends(tx: &WriteTx, trends: &BTreeMap<VideoId, i64>) -> Result<()> {
    lock_all(tx, trends.keys().copied()).await?;
    let trends: Vec<(VideoId, i64)> = trends.iter().map(|(id, trend)| (*id, *trend)).collect();
    video::Entity::update_many()
        .col_expr(video::Column::Trending, by_video(&trends).into())
        .filter(video::Column::Id.is_in(trends.iter().map(|(id, _)| id.0)))
        .exec(tx.conn())
        .await?;
    Ok(())
}
