//! Whom comments mention. Rows hold the account, so a mention leads to it whatever its handle is now.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{comment_mention, user};
use crate::error::Result;
use domain::id::{CommentId, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};
use uuid::Uuid;

/// A handle that a comment mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The comment.
    pub comment_id: CommentId,
    /// The handle that was written, in its folded form.
    pub handle_key: String,
    /// The handle that the account has now.
    pub handle: String,
}

/// The accounts that have these [`domain::user::Handle::key`]s now.
///
/// # Errors
/// If the database fails. One query.
pub async fn resolve(db: &impl Read, keys: &[String]) -> Result<Vec<(String, UserId)>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = user::Entity::find()
        .select_only()
        .columns([user::Column::HandleKey, user::Column::Id])
        .filter(user::Column::HandleKey.is_in(keys))
        .filter(user::Column::DeletedAt.is_null())
        .into_tuple::<(String, Uuid)>()
        .all(db.conn())
        .await?;
    Ok(rows.into_iter().map(|(key, id)| (key, UserId(id))).collect())
}

/// Notes whom a comment mentions.
///
/// # Errors
/// If the database fails.
pub async fn write_mentions(tx: &WriteTx, comment: CommentId, people: &[(String, UserId)]) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let rows = people.iter().map(|(key, user)| comment_mention::ActiveModel {
        comment_id: Set(comment.0),
        handle_key: Set(key.clone()),
        user_id: Set(user.0),
    });
    comment_mention::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Forgets whom a comment mentions.
///
/// # Errors
/// If the database fails.
pub async fn forget_mentions(tx: &WriteTx, comment: CommentId) -> Result<()> {
    comment_mention::Entity::delete_many().filter(comment_mention::Column::CommentId.eq(comment.0)).exec(tx.conn()).await?;
    Ok(())
}

/// Whom these comments mention, accounts that were deleted apart.
///
/// # Errors
/// If the database fails. One query.
pub async fn mentions(db: &impl Read, comments: &[CommentId]) -> Result<Vec<Mention>> {
    if comments.is_empty() {
        return Ok(Vec::new());
    }
    let rows = comment_mention::Entity::find()
        .select_only()
        .columns([comment_mention::Column::CommentId, comment_mention::Column::HandleKey])
        .column(user::Column::Handle)
        .join(
            JoinType::InnerJoin,
            comment_mention::Entity::belongs_to(user::Entity).from(comment_mention::Column::UserId).to(user::Column::Id).into(),
        )
        .filter(comment_mention::Column::CommentId.is_in(comments.iter().map(|id| id.0)))
        .filter(user::Column::DeletedAt.is_null())
        .into_tuple::<(Uuid, String, String)>()
        .all(db.conn())
        .await?;
    Ok(rows.into_iter().map(|(id, handle_key, handle)| Mention { comment_id: CommentId(id), handle_key, handle }).collect())
}

/// The accounts that a comment mentions.
///
/// # Errors
/// If the database fails. One query.
pub async fn mentioned(db: &impl Read, comment: CommentId) -> Result<Vec<UserId>> {
    let ids = comment_mention::Entity::find()
        .select_only()
        .column(comment_mention::Column::UserId)
        .filter(comment_mention::Column::CommentId.eq(comment.0))
        .into_tuple::<Uuid>()
        .all(db.conn())
        .await?;
    Ok(ids.into_iter().map(UserId).collect())
}
