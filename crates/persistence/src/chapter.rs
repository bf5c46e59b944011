//! Chapters of videos. Whoever writes them has locked the video.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::chapter;
use crate::error::Result;
use crate::map;
use domain::chapter::{Chapter, ChapterSource};
use domain::id::VideoId;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Those of a video, of every source in the order of their starts.
///
/// # Errors
/// If the database fails. One query by primary key.
pub async fn of(db: &impl Read, video: VideoId) -> Result<Vec<(ChapterSource, Chapter)>> {
    let rows = chapter::Entity::find()
        .filter(chapter::Column::VideoId.eq(video.0))
        .order_by_asc(chapter::Column::Source)
        .order_by_asc(chapter::Column::StartMs)
        .all(db.conn())
        .await?;
    let chapter = |row: chapter::Model| {
        let source = map::named("chapter.source", &row.source, ChapterSource::from_name)?;
        Ok((source, Chapter { start_ms: row.start_ms, title: row.title }))
    };
    rows.into_iter().map(chapter).collect()
}

/// Puts these in place of all that the video has from this source.
///
/// # Errors
/// If the database fails.
pub async fn replace(tx: &WriteTx, video: VideoId, source: ChapterSource, chapters: &[Chapter]) -> Result<()> {
    chapter::Entity::delete_many()
        .filter(chapter::Column::VideoId.eq(video.0))
        .filter(chapter::Column::Source.eq(source.name()))
        .exec(tx.conn())
        .await?;
    if chapters.is_empty() {
        return Ok(());
    }
    let rows = chapters.iter().map(|chapter| chapter::ActiveModel {
        video_id: Set(video.0),
        source: Set(source.name().to_owned()),
        start_ms: Set(chapter.start_ms),
        title: Set(chapter.title.clone()),
    });
    chapter::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}
