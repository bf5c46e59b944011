//! What has something in common with a video. Each kind of likeness gives a few candidates from the end of
//! an index, so the statement costs the same whatever is popular, and however many videos there are.

use super::{Row, StoredVideo, listed, rows};
use crate::db::Read;
use crate::entity::{video, video_tag};
use crate::error::Result;
use domain::video::Video;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, Func, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

/// Candidates of each kind.
const CANDIDATES: u64 = 60;
/// Tags that are looked at.
const TAGS: usize = 8;

/// How much each likeness weighs.
const SAME_TAG: i64 = 4;
const SAME_AUTHOR: i64 = 3;
const SAME_CATEGORY: i64 = 2;
const SAME_LANGUAGE: i64 = 1;

/// Up to `limit` listed videos that have most in common with this one; among equals the most watched.
///
/// # Errors
/// If the database fails. One query.
pub async fn related(db: &impl Read, to: &Video, limit: u64) -> Result<Vec<StoredVideo>> {
    let rows = select(to, limit).into_model::<Row>().all(db.conn()).await?;
    rows.into_iter().map(Row::into_stored).collect()
}

pub(super) fn select(to: &Video, limit: u64) -> Select<video::Entity> {
    let likeness = Alias::new("likeness");
    let mut score = Expr::col((likeness.clone(), Alias::new("score")));
    if let Some(language) = &to.metadata.language {
        let same = CaseStatement::new().case(video::Column::Language.eq(language.as_str()), SAME_LANGUAGE).finally(0);
        score = score.add(same);
    }
    let mut select = rows().filter(listed()).filter(video::Column::Id.ne(to.id.0));
    let on = Expr::col((video::Entity, video::Column::Id)).equals((likeness.clone(), Alias::new("id")));
    QueryTrait::query(&mut select).join_subquery(JoinType::InnerJoin, candidates(to), likeness, on);
    select
        .order_by(score, Order::Desc)
        .order_by(video::Column::Trending, Order::Desc)
        .order_by(video::Column::Views, Order::Desc)
        .order_by(video::Column::Id, Order::Desc)
        .limit(limit)
}

/// Ids with the sum of what they have in common.
fn candidates(to: &Video) -> SelectStatement {
    // What is watched most at the moment is like everything, so that there is always something.
    let mut all = weighed(0, latest(video::Column::Trending));
    let m = &to.metadata;
    let mut add = |weight, source| {
        all.union(UnionType::All, weighed(weight, source));
    };
    add(SAME_AUTHOR, latest(video::Column::PublishedAt).filter(video::Column::OwnerId.eq(to.owner_id.0)));
    if let Some(category) = &m.category {
        add(SAME_CATEGORY, latest(video::Column::PublishedAt).filter(video::Column::Category.eq(category.slug.as_str())));
    }
    for tag in m.tags.iter().take(TAGS) {
        all.union(UnionType::All, weighed_rows(SAME_TAG, tagged(tag)));
    }
    let sum = Func::sum(Expr::col(Alias::new("weight")));
    let mut sums = Query::select();
    sums.column(Alias::new("id")).expr_as(sum, Alias::new("score")).from_subquery(all, Alias::new("candidate"));
    sums.group_by_col(Alias::new("id")).to_owned()
}

/// The last listed videos by this column.
fn latest(column: video::Column) -> Select<video::Entity> {
    let select = video::Entity::find().select_only().column_as(video::Column::Id, "id").filter(listed());
    select.order_by(column, Order::Desc).order_by(video::Column::Id, Order::Desc).limit(CANDIDATES)
}

/// The youngest videos with a tag, listed or not: ids sort by age.
fn tagged(tag: &str) -> SelectStatement {
    let select = video_tag::Entity::find().select_only().column_as(video_tag::Column::VideoId, "id");
    select.filter(video_tag::Column::Tag.eq(tag)).order_by(video_tag::Column::VideoId, Order::Desc).limit(CANDIDATES).into_query()
}

fn weighed(weight: i64, source: Select<video::Entity>) -> SelectStatement {
    weighed_rows(weight, source.into_query())
}

fn weighed_rows(weight: i64, source: SelectStatement) -> SelectStatement {
    let mut select = Query::select();
    select.column(Alias::new("id")).expr_as(Expr::value(weight), Alias::new("weight"));
    select.from_subquery(source, Alias::new("source")).to_owned()
}
