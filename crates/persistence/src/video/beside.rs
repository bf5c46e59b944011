//! Videos in lists of other things: what somebody keeps, watched or put together.

use super::{Row, StoredVideo, rows, to_domain};
use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::video;
use crate::error::Result;
use crate::planned::is;
use domain::id::{UserId, VideoId};
use domain::video::{Counts, Video, VideoState, Visibility};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult, QuerySelect, Select};

/// The video as lists have it, without its tags; not if its owner's account is deleted.
///
/// # Errors
/// If the database fails. One query.
pub async fn find_summary(db: &impl Read, id: VideoId) -> Result<Option<StoredVideo>> {
    rows().filter(video::Column::Id.eq(id.0)).into_model::<Row>().one(db.conn()).await?.map(Row::into_stored).transpose()
}

/// Those of these videos that are there, as [`find_summary`] gives them, in no order.
///
/// # Errors
/// If the database fails. One query.
pub async fn find_summaries(db: &impl Read, ids: &[VideoId]) -> Result<Vec<StoredVideo>> {
    let wanted = rows().filter(video::Column::Id.is_in(ids.iter().map(|id| id.0)));
    wanted.into_model::<Row>().all(db.conn()).await?.into_iter().map(Row::into_stored).collect()
}

/// Locks the video until the transaction ends, so that its counters can be changed with the rows that they count.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn lock_counts(tx: &WriteTx, id: VideoId) -> Result<Option<(Video, Counts)>> {
    video::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?.map(to_domain).transpose()
}

/// Locks videos for the same, in the order of their ids, so that of two who lock several none waits for the other while
/// it waits for him; gives those that are there.
///
/// # Errors
/// If the database fails. One look-up by primary keys.
pub(crate) async fn lock_all(tx: &WriteTx, ids: impl Iterator<Item = VideoId>) -> Result<Vec<VideoId>> {
    let rows = video::Entity::find().select_only().column(video::Column::Id).filter(video::Column::Id.is_in(ids.map(|id| id.0)));
    let rows = rows.order_by_asc(video::Column::Id).lock(LockType::NoKeyUpdate);
    Ok(rows.into_tuple::<uuid::Uuid>().all(tx.conn()).await?.into_iter().map(VideoId).collect())
}

/// Videos that this person, or just anybody, may see. It says for rows what [`domain::access::may_see`] says of a
/// video, but that moderators see no more than others, since what they keep is theirs as viewers, and that lists know
/// of no passwords that were given.
pub(crate) fn visible_to(viewer: Option<UserId>) -> Condition {
    let open = [Visibility::Public, Visibility::Unlisted].map(Visibility::name);
    let shown = Condition::all().add(video::Column::Playable.eq(true)).add(video::Column::Visibility.is_in(open));
    let own = viewer.map(|viewer| video::Column::OwnerId.eq(viewer.0));
    Condition::all().add(video::Column::DeletedAt.is_null()).add(Condition::any().add_option(own).add(shown))
}

/// Videos in public lists, with a condition that the partial indexes over them have too.
pub(crate) fn listed() -> Condition {
    Condition::all()
        .add(is(video::Column::Visibility, Visibility::Public.name()))
        .add(is(video::Column::State, VideoState::Ready.name()))
        .add(video::Column::DeletedAt.is_null())
}

/// Videos with their authors, to be joined with what they stand beside.
pub(crate) fn all() -> Select<video::Entity> {
    rows()
}

/// Runs such a query.
///
/// # Errors
/// If the database fails.
pub(crate) async fn beside<T: FromQueryResult + Send + Sync>(
    db: &impl Read,
    select: Select<video::Entity>,
) -> Result<Vec<(StoredVideo, T)>> {
    let found = select.into_model::<Beside<T>>().all(db.conn()).await?;
    found.into_iter().map(|found| Ok((found.video.into_stored()?, found.other))).collect()
}

struct Beside<T> {
    video: Row,
    other: T,
}

impl<T: FromQueryResult> FromQueryResult for Beside<T> {
    fn from_query_result(row: &QueryResult, prefix: &str) -> std::result::Result<Self, DbErr> {
        Ok(Self { video: Row::from_query_result(row, prefix)?, other: T::from_query_result(row, prefix)? })
    }
}
