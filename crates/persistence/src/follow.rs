//! Who follows whom. The number of followers is changed in the transaction of the rows that it counts.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{follow, notification, user, video};
use crate::error::Result;
use crate::keyset;
use crate::video::{StoredVideo, all, beside, listed};
use domain::Timestamp;
use domain::id::{AvatarId, UserId, VideoId};
use domain::notification::NotificationKind;
use domain::page::PageRequest;
use domain::user::Author;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};

/// Lets one follow the other; `true` if that is news.
///
/// # Errors
/// If the database fails. At most two statements.
pub async fn add(tx: &WriteTx, follower: UserId, followed: UserId, now: Timestamp) -> Result<bool> {
    let row = follow::ActiveModel { follower_id: Set(follower.0), followed_id: Set(followed.0), followed_at: Set(now.millis()) };
    let once = OnConflict::columns([follow::Column::FollowerId, follow::Column::FollowedId]).do_nothing().to_owned();
    match follow::Entity::insert(row).on_conflict(once).exec_without_returning(tx.conn()).await {
        Ok(0) | Err(DbErr::RecordNotInserted) => return Ok(false),
        Ok(_) => {}
        Err(error) => return Err(error.into()),
    }
    count(tx, followed, 1).await?;
    Ok(true)
}

/// Lets one no longer follow the other.
///
/// # Errors
/// If the database fails. At most two statements.
pub async fn remove(tx: &WriteTx, follower: UserId, followed: UserId) -> Result<()> {
    let gone = follow::Entity::delete_by_id((follower.0, followed.0)).exec(tx.conn()).await?.rows_affected;
    if gone > 0 {
        count(tx, followed, -1).await?;
    }
    Ok(())
}

async fn count(tx: &WriteTx, followed: UserId, change: i64) -> Result<()> {
    let update = user::Entity::update_many().col_expr(user::Column::Followers, Expr::col(user::Column::Followers).add(change));
    update.filter(user::Column::Id.eq(followed.0)).exec(tx.conn()).await?;
    Ok(())
}

/// Whether one follows the other.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn has(db: &impl Read, follower: UserId, followed: UserId) -> Result<bool> {
    Ok(follow::Entity::find_by_id((follower.0, followed.0)).one(db.conn()).await?.is_some())
}

#[derive(FromQueryResult)]
struct Follower {
    id: uuid::Uuid,
    handle: String,
    display_name: String,
    avatar_id: Option<uuid::Uuid>,
    followed_at: i64,
}

/// Who follows the account, the latest first: up to `limit + 1`. Deleted accounts are hidden.
///
/// # Errors
/// If the database fails. One query.
pub async fn followers(db: &impl Read, followed: UserId, page: PageRequest) -> Result<Vec<(Author, Timestamp)>> {
    let to_follow: RelationDef = user::Entity::belongs_to(follow::Entity).from(user::Column::Id).to(follow::Column::FollowerId).into();
    let select = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Handle, user::Column::DisplayName, user::Column::AvatarId])
        .column(follow::Column::FollowedAt)
        .join(JoinType::InnerJoin, to_follow)
        .filter(follow::Column::FollowedId.eq(followed.0))
        .filter(user::Column::DeletedAt.is_null());
    let select = keyset::descending(select, follow::Column::FollowedAt, follow::Column::FollowerId, page);
    let rows = select.into_model::<Follower>().all(db.conn()).await?;
    let with_time = |row: Follower| {
        let avatar = row.avatar_id.map(AvatarId);
        (Author { id: UserId(row.id), handle: row.handle, display_name: row.display_name, avatar }, Timestamp::from_millis(row.followed_at))
    };
    Ok(rows.into_iter().map(with_time).collect())
}

/// Up to `limit` followers after this one who were not told of the video yet, in the order of their ids.
///
/// # Errors
/// If the database fails. One query.
pub async fn not_told(db: &impl Read, followed: UserId, video: VideoId, after: Option<UserId>, limit: u64) -> Result<Vec<UserId>> {
    let told = Query::select()
        .column(notification::Column::UserId)
        .from(notification::Entity)
        .and_where(notification::Column::VideoId.eq(video.0))
        .and_where(notification::Column::Kind.eq(NotificationKind::NewVideo.name()))
        .to_owned();
    let mut select = follow::Entity::find()
        .select_only()
        .column(follow::Column::FollowerId)
        .filter(follow::Column::FollowedId.eq(followed.0))
        .filter(follow::Column::FollowerId.not_in_subquery(told));
    if let Some(after) = after {
        select = select.filter(follow::Column::FollowerId.gt(after.0));
    }
    let ids = select.order_by_asc(follow::Column::FollowerId).limit(limit).into_tuple::<uuid::Uuid>().all(db.conn()).await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Listed videos of those whom the person follows, the latest first: up to `limit + 1`.
///
/// # Errors
/// If the database fails. One query.
pub async fn feed(db: &impl Read, follower: UserId, page: PageRequest) -> Result<Vec<StoredVideo>> {
    let followed = Query::select()
        .column(follow::Column::FollowedId)
        .from(follow::Entity)
        .and_where(follow::Column::FollowerId.eq(follower.0))
        .to_owned();
    let theirs = all().filter(listed()).filter(video::Column::OwnerId.in_subquery(followed));
    let rows = beside::<Nothing>(db, keyset::descending(theirs, video::Column::PublishedAt, video::Column::Id, page)).await?;
    Ok(rows.into_iter().map(|(video, Nothing {})| video).collect())
}

#[derive(FromQueryResult)]
struct Nothing {}
