//! What is public, for feeds and for the maps of search engines: in the order of its publication.

use super::{Row, StoredVideo, rows};
use crate::db::Read;
use crate::entity::video;
use crate::error::Result;
use domain::Timestamp;
use domain::id::{UserId, VideoId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, Statement};

/// The condition of the indexes, word for word: with bound values PostgreSQL would not see that it is the same.
const LISTED: &str = "video.visibility = 'public' AND video.state = 'ready' AND video.deleted_at IS NULL";

/// A place in the order of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When it was published.
    pub published_at: Timestamp,
    /// Which one of that moment.
    pub id: VideoId,
}

/// The latest that were published, of everybody or of one account, without their tags.
///
/// # Errors
/// If the database fails. One query by an index of what is listed.
pub async fn latest(db: &impl Read, author: Option<UserId>, limit: u64) -> Result<Vec<StoredVideo>> {
    let mut select = rows().filter(Expr::cust(LISTED));
    if let Some(author) = author {
        select = select.filter(video::Column::OwnerId.eq(author.0));
    }
    let select = select.order_by_desc(video::Column::PublishedAt).order_by_desc(video::Column::Id).limit(limit);
    select.into_model::<Row>().all(db.conn()).await?.into_iter().map(Row::into_stored).collect()
}

/// Up to `limit` from this place on, the earliest first, without their tags.
///
/// # Errors
/// If the database fails. One query by the index of what is listed.
pub async fn from_place(db: &impl Read, place: Place, limit: u64) -> Result<Vec<StoredVideo>> {
    let key = Expr::tuple([Expr::col((video::Entity, video::Column::PublishedAt)), Expr::col((video::Entity, video::Column::Id))]);
    let after = Expr::tuple([Expr::value(place.published_at.millis()), Expr::value(place.id.0)]);
    let select = rows().filter(Expr::cust(LISTED)).filter(key.gte(after));
    let select = select.order_by_asc(video::Column::PublishedAt).order_by_asc(video::Column::Id).limit(limit);
    select.into_model::<Row>().all(db.conn()).await?.into_iter().map(Row::into_stored).collect()
}

/// Every `size`th place, beginning with the first: where parts of a map begin.
///
/// # Errors
/// If the database fails. One pass over the index of what is listed, without the rows.
pub async fn places(db: &impl Read, size: u64) -> Result<Vec<Place>> {
    let sql = format!(
        "SELECT published_at, id FROM (SELECT published_at, id, row_number() OVER (ORDER BY published_at, id) AS place FROM video \
         WHERE {LISTED} AND published_at IS NOT NULL) AS numbered \
         WHERE place % {size} = 1 ORDER BY place"
    );
    let rows = db.conn().query_all_raw(Statement::from_string(db.conn().get_database_backend(), sql)).await?;
    let place = |row: sea_orm::QueryResult| {
        let (published_at, id) = (row.try_get::<i64>("", "published_at")?, row.try_get::<uuid::Uuid>("", "id")?);
        Ok(Place { published_at: Timestamp::from_millis(published_at), id: VideoId(id) })
    };
    rows.into_iter().map(place).collect()
}
