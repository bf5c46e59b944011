//! Who wants nothing to do with whom.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{user, user_block};
use crate::error::Result;
use domain::Timestamp;
use domain::id::{AvatarId, UserId};
use domain::page::PageRequest;
use domain::user::Author;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Notes that one account blocks another; twice is once.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, blocker: UserId, blocked: UserId, now: Timestamp) -> Result<()> {
    let row = user_block::ActiveModel { blocker_id: Set(blocker.0), blocked_id: Set(blocked.0), created_at: Set(now.millis()) };
    let once = OnConflict::columns([user_block::Column::BlockerId, user_block::Column::BlockedId]).do_nothing().to_owned();
    match user_block::Entity::insert(row).on_conflict(once).exec_without_returning(tx.conn()).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Forgets that one account blocks another.
///
/// # Errors
/// If the database fails.
pub async fn delete(tx: &WriteTx, blocker: UserId, blocked: UserId) -> Result<()> {
    user_block::Entity::delete_by_id((blocker.0, blocked.0)).exec(tx.conn()).await?;
    Ok(())
}

/// Whether any of these people blocks the account.
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn any(db: &impl Read, blockers: &[UserId], blocked: UserId) -> Result<bool> {
    let row = user_block::Entity::find()
        .filter(user_block::Column::BlockedId.eq(blocked.0))
        .filter(user_block::Column::BlockerId.is_in(blockers.iter().map(|id| id.0)))
        .one(db.conn())
        .await?;
    Ok(row.is_some())
}

/// Whom an account blocks, the latest first: up to `limit + 1`, the last one only to tell of more.
///
/// # Errors
/// If the database fails. One query.
pub async fn list(db: &impl Read, blocker: UserId, page: PageRequest) -> Result<Vec<(Author, Timestamp)>> {
    let mut select = user_block::Entity::find()
        .select_only()
        .columns([user::Column::Id])
        .columns([user::Column::Handle, user::Column::DisplayName, user::Column::AvatarId])
        .column(user_block::Column::CreatedAt)
        .join(
            JoinType::InnerJoin,
            user_block::Entity::belongs_to(user::Entity).from(user_block::Column::BlockedId).to(user::Column::Id).into(),
        )
        .filter(user_block::Column::BlockerId.eq(blocker.0))
        .filter(user::Column::DeletedAt.is_null());
    if let Some(after) = page.after {
        let tie = Condition::all().add(user_block::Column::CreatedAt.eq(after.key)).add(user_block::Column::BlockedId.lt(after.id));
        select = select.filter(Condition::any().add(user_block::Column::CreatedAt.lt(after.key)).add(tie));
    }
    let rows = select
        .order_by_desc(user_block::Column::CreatedAt)
        .order_by_desc(user_block::Column::BlockedId)
        .limit(page.limit + 1)
        .into_tuple::<(Uuid, String, String, Option<Uuid>, i64)>()
        .all(db.conn())
        .await?;
    let person = |(id, handle, display_name, avatar, at): (Uuid, String, String, Option<Uuid>, i64)| {
        (Author { id: UserId(id), handle, display_name, avatar: avatar.map(AvatarId) }, Timestamp::from_millis(at))
    };
    Ok(rows.into_iter().map(person).collect())
}
