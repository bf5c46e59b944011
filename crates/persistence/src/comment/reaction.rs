//! Votes on comments: one row for each person and comment, counted in the comment.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{comment, comment_reaction};
use crate::error::Result;
use domain::Timestamp;
use domain::id::{CommentId, UserId};
use domain::reaction::Reaction;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// Puts a vote in place of the one that the account had, and counts it. The comment must be locked.
/// Answers by how much the likes and the dislikes changed.
///
/// # Errors
/// If the database fails.
pub async fn put(tx: &WriteTx, user: UserId, id: CommentId, value: Reaction, now: Timestamp) -> Result<(i64, i64)> {
    let before = comment_reaction::Entity::find_by_id((user.0, id.0)).one(tx.conn()).await?;
    let before = Reaction::from_vote(before.map(|row| row.value));
    let (likes, dislikes) = value.instead_of(before);
    if (likes, dislikes) == (0, 0) {
        return Ok((0, 0));
    }
    match value.vote() {
        Some(vote) => write(tx, user, id, vote, now).await?,
        None => {
            comment_reaction::Entity::delete_by_id((user.0, id.0)).exec(tx.conn()).await?;
        }
    }
    count(tx, id, likes, dislikes).await?;
    Ok((likes, dislikes))
}

async fn write(tx: &WriteTx, user: UserId, id: CommentId, vote: i16, now: Timestamp) -> Result<()> {
    let row =
        comment_reaction::ActiveModel { user_id: Set(user.0), comment_id: Set(id.0), value: Set(vote), created_at: Set(now.millis()) };
    let renew = OnConflict::columns([comment_reaction::Column::UserId, comment_reaction::Column::CommentId])
        .update_columns([comment_reaction::Column::Value, comment_reaction::Column::CreatedAt])
        .to_owned();
    comment_reaction::Entity::insert(row).on_conflict(renew).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Changes the counts of a comment by so much.
async fn count(tx: &WriteTx, id: CommentId, likes: i64, dislikes: i64) -> Result<()> {
    comment::Entity::update_many()
        .col_expr(comment::Column::Likes, Expr::col(comment::Column::Likes).add(likes))
        .col_expr(comment::Column::Dislikes, Expr::col(comment::Column::Dislikes).add(dislikes))
        .col_expr(comment::Column::Score, Expr::col(comment::Column::Score).add(likes - dislikes))
        .filter(comment::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The account's votes on these comments.
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn of(db: &impl Read, user: UserId, comments: &[CommentId]) -> Result<Vec<(CommentId, Reaction)>> {
    if comments.is_empty() {
        return Ok(Vec::new());
    }
    let rows = comment_reaction::Entity::find()
        .filter(comment_reaction::Column::UserId.eq(user.0))
        .filter(comment_reaction::Column::CommentId.is_in(comments.iter().map(|id| id.0)))
        .all(db.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (CommentId(row.comment_id), Reaction::from_vote(Some(row.value)))).collect())
}
