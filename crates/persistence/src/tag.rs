//! How many listed videos have each tag, kept in the transactions that list videos and tag them: counting
//! when somebody types would read every video with the tag.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{tag, video_tag};
use crate::error::Result;
use crate::video::listed;
use domain::category::TagView;
use domain::id::VideoId;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select};
use std::collections::{BTreeMap, BTreeSet};

/// Up to `limit` tags of listed videos that begin with this, the most used first.
///
/// # Errors
/// If the database fails. One query.
pub async fn list(db: &impl Read, prefix: &str, limit: u64) -> Result<Vec<TagView>> {
    let rows = select(prefix, limit).all(db.conn()).await?;
    Ok(rows.into_iter().map(|row| TagView { tag: row.name, videos: row.videos }).collect())
}

pub(crate) fn select(prefix: &str, limit: u64) -> Select<tag::Entity> {
    let mut select = tag::Entity::find();
    if !prefix.is_empty() {
        // Names are ordered by their bytes, so what begins alike stands together.
        let beyond = format!("{prefix}{}", char::MAX);
        select = select.filter(tag::Column::Name.gte(prefix)).filter(tag::Column::Name.lt(beyond));
    }
    select.order_by_desc(tag::Column::Videos).order_by_desc(tag::Column::Name).limit(limit)
}

/// The tags under which a video is found at the moment: none unless it is listed.
pub(crate) async fn counted(tx: &WriteTx, id: VideoId) -> Result<BTreeSet<String>> {
    let tags = video_tag::Entity::find()
        .select_only()
        .column(video_tag::Column::Tag)
        .join(JoinType::InnerJoin, video_tag::Relation::Video.def())
        .filter(video_tag::Column::VideoId.eq(id.0))
        .filter(listed())
        .into_tuple::<String>()
        .all(tx.conn())
        .await?;
    Ok(tags.into_iter().collect())
}

/// Moves the counts from what a video was found under to what it is found under now.
pub(crate) async fn recount(tx: &WriteTx, before: &BTreeSet<String>, now: &BTreeSet<String>) -> Result<()> {
    let changes = before.difference(now).map(|tag| (tag, -1)).chain(now.difference(before).map(|tag| (tag, 1)));
    // Sorted: of two who change the same tags none waits for the other while it waits for him.
    let changes: BTreeMap<&String, i64> = changes.collect();
    if changes.is_empty() {
        return Ok(());
    }
    let rows = changes.iter().map(|(name, change)| tag::ActiveModel { name: Set((*name).clone()), videos: Set(*change) });
    let sum = Expr::col((tag::Entity, tag::Column::Videos)).add(Expr::col(("excluded", tag::Column::Videos)));
    let mut conflict = OnConflict::column(tag::Column::Name);
    conflict.value(tag::Column::Videos, sum);
    tag::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(tx.conn()).await?;
    let less: Vec<&str> = changes.iter().filter(|(_, change)| **change < 0).map(|(name, _)| name.as_str()).collect();
    if !less.is_empty() {
        let unused = tag::Entity::delete_many().filter(tag::Column::Name.is_in(less)).filter(tag::Column::Videos.lte(0));
        unused.exec(tx.conn()).await?;
    }
    Ok(())
}
