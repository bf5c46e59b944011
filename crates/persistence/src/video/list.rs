//! Keyset lists of videos. Every sort key is backed by a partial index over the rows that stand in
//! public lists, so a page costs the same however deep it lies. One query each.

use super::{Row, StoredVideo, listed, rows, summaries};
use crate::db::Read;
use crate::entity::{caption, user, video, video_tag};
use crate::error::Result;
use crate::planned;
use domain::id::{UserId, VideoId};
use domain::page::{Cursor, PageRequest};
use domain::video::{Filter, OwnFilter};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Order, QueryFilter, QueryOrder, Select};

/// The closed list of orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Latest publication first.
    Newest,
    /// Earliest publication first.
    Oldest,
    /// Most views first.
    Views,
    /// Most likes first.
    Likes,
    /// What is watched most at the moment first.
    Trending,
    /// Longest first.
    Duration,
}

impl Sort {
    fn column(self) -> video::Column {
        match self {
            Self::Newest | Self::Oldest => video::Column::PublishedAt,
            Self::Views => video::Column::Views,
            Self::Likes => video::Column::Likes,
            Self::Trending => video::Column::Trending,
            Self::Duration => video::Column::DurationMs,
        }
    }

    fn order(self) -> Order {
        match self {
            Self::Oldest => Order::Asc,
            _ => Order::Desc,
        }
    }

    /// The sort key of a row, for the cursor.
    pub fn key(self, row: &StoredVideo) -> i64 {
        match self {
            Self::Newest | Self::Oldest => row.video.published_at.map_or(0, domain::Timestamp::millis),
            Self::Views => row.counts.views,
            Self::Likes => row.counts.likes,
            Self::Trending => row.trending,
            Self::Duration => row.video.media.map_or(0, |m| m.duration_ms),
        }
    }
}

/// A page of the public list.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// The order.
    pub sort: Sort,
    /// The condition.
    pub filter: Filter,
    /// The page.
    pub page: PageRequest,
}

/// Public and ready videos: up to `limit + 1` of them, the last one only to tell of more.
///
/// # Errors
/// If the database fails.
pub async fn list(db: &impl Read, query: &ListQuery) -> Result<Vec<StoredVideo>> {
    let rows = planned::first::<Row>(db, select(query), query.page.limit + 1).await?;
    rows.into_iter().map(Row::into_stored).collect()
}

/// All that follow the cursor.
fn select(query: &ListQuery) -> Select<video::Entity> {
    after(apply(summaries().filter(listed()), &query.filter), query.sort.column(), query.sort.order(), query.page.after)
}

/// Orders of an owner's own list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OwnSort {
    /// Latest draft first.
    #[default]
    Newest,
    /// Earliest draft first.
    Oldest,
    /// Latest change first; putting a video in the bin is one.
    Updated,
    /// Most views first.
    Views,
}

impl OwnSort {
    /// The sort key of a row, for the cursor; ids, which begin with the instant of the draft, need none.
    pub fn key(self, row: &StoredVideo) -> i64 {
        match self {
            Self::Newest | Self::Oldest => 0,
            Self::Updated => row.video.updated_at.millis(),
            Self::Views => row.counts.views,
        }
    }
}

/// A page of an owner's own list.
#[derive(Clone, Debug)]
pub struct OwnQuery {
    /// Whose list.
    pub owner: UserId,
    /// The order.
    pub sort: OwnSort,
    /// The condition.
    pub filter: OwnFilter,
    /// The page.
    pub page: PageRequest,
}

/// Videos of an owner, drafts included, from the bin or from outside: up to `limit + 1`.
///
/// # Errors
/// If the database fails. One query: the page starts at an index for the orders by draft; the others sort the rows of
/// the one owner.
pub async fn list_owned(db: &impl Read, query: &OwnQuery) -> Result<Vec<StoredVideo>> {
    let OwnQuery { owner, sort, filter, page } = query;
    let in_bin = if filter.deleted { video::Column::DeletedAt.is_not_null() } else { video::Column::DeletedAt.is_null() };
    let conditions = [
        Some(video::Column::OwnerId.eq(owner.0)),
        Some(in_bin),
        filter.state.map(|state| video::Column::State.eq(state.name())),
        filter.visibility.map(|visibility| video::Column::Visibility.eq(visibility.name())),
    ];
    let select = conditions.into_iter().flatten().fold(summaries(), QueryFilter::filter);
    let select = match sort {
        OwnSort::Newest => by_id(select, Order::Desc, page.after),
        OwnSort::Oldest => by_id(select, Order::Asc, page.after),
        OwnSort::Updated => after(select, video::Column::UpdatedAt, Order::Desc, page.after),
        OwnSort::Views => after(select, video::Column::Views, Order::Desc, page.after),
    };
    let rows = planned::first::<Row>(db, select, page.limit + 1).await?;
    rows.into_iter().map(Row::into_stored).collect()
}

fn by_id(select: Select<video::Entity>, order: Order, cursor: Option<Cursor>) -> Select<video::Entity> {
    let place = cursor.map(|Cursor { id, .. }| match order {
        Order::Asc => video::Column::Id.gt(id),
        _ => video::Column::Id.lt(id),
    });
    place.into_iter().fold(select, QueryFilter::filter).order_by(video::Column::Id, order)
}

/// Those of these videos that stand in public lists, with their descriptions, in no order.
///
/// # Errors
/// If the database fails. One look-up by primary keys.
pub async fn listed_by_ids(db: &impl Read, ids: &[VideoId]) -> Result<Vec<StoredVideo>> {
    let wanted = rows().filter(listed()).filter(video::Column::Id.is_in(ids.iter().map(|id| id.0)));
    let rows = wanted.into_model::<Row>().all(db.conn()).await?;
    rows.into_iter().map(Row::into_stored).collect()
}

fn apply(mut select: Select<video::Entity>, filter: &Filter) -> Select<video::Entity> {
    if let Some(tag) = &filter.tag {
        let tagged = Query::select()
            .column(video_tag::Column::VideoId)
            .from(video_tag::Entity)
            .and_where(video_tag::Column::Tag.eq(tag.as_str()))
            .to_owned();
        select = select.filter(video::Column::Id.in_subquery(tagged));
    }
    if let Some(wanted) = filter.has_captions {
        let captions = Query::select()
            .expr(Expr::val(1))
            .from(caption::Entity)
            .and_where(Expr::col((caption::Entity, caption::Column::VideoId)).equals((video::Entity, video::Column::Id)))
            .to_owned();
        let has = Expr::exists(captions);
        select = select.filter(if wanted { has } else { has.not() });
    }
    if let Some(author) = &filter.author {
        select = select.filter(user::Column::HandleKey.eq(author.as_str()));
    }
    if let Some(category) = &filter.category {
        select = select.filter(video::Column::Category.eq(category.as_str()));
    }
    if let Some(language) = &filter.language {
        select = select.filter(video::Column::Language.eq(language.as_str()));
    }
    let bounds = [
        filter.duration_min_ms.map(|v| video::Column::DurationMs.gte(v)),
        filter.duration_max_ms.map(|v| video::Column::DurationMs.lte(v)),
        filter.published_after.map(|v| video::Column::PublishedAt.gte(v)),
        filter.published_before.map(|v| video::Column::PublishedAt.lt(v)),
    ];
    bounds.into_iter().flatten().fold(select, QueryFilter::filter)
}

fn after(mut select: Select<video::Entity>, column: video::Column, order: Order, cursor: Option<Cursor>) -> Select<video::Entity> {
    if let Some(Cursor { key, id }) = cursor {
        // Compared as one, so that an index scan starts at the place itself, however many share the key.
        let place = Expr::tuple([column, video::Column::Id].map(|column| Expr::col(column.as_column_ref())));
        let cursor = Expr::tuple([Expr::value(key), Expr::value(id)]);
        select = select.filter(if order == Order::Asc { place.gt(cursor) } else { place.lt(cursor) });
    }
    select.order_by(column, order.clone()).order_by(video::Column::Id, order)
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
