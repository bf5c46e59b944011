//! What comments said before they were changed.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::comment_edit;
use crate::error::Result;
use domain::Timestamp;
use domain::comment::EarlierBody;
use domain::id::{CommentEditId, CommentId};
use domain::page::PageRequest;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Keeps what a comment said until now.
///
/// # Errors
/// If the database fails.
pub async fn keep_body(tx: &WriteTx, id: CommentEditId, comment: CommentId, body: &str, now: Timestamp) -> Result<()> {
    let row =
        comment_edit::ActiveModel { id: Set(id.0), comment_id: Set(comment.0), body: Set(body.to_owned()), replaced_at: Set(now.millis()) };
    comment_edit::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// What a comment said before, the latest wording first: up to `limit + 1`, the last one only to tell of more.
///
/// # Errors
/// If the database fails. One query.
pub async fn earlier(db: &impl Read, comment: CommentId, page: PageRequest) -> Result<Vec<(CommentEditId, EarlierBody)>> {
    let mut select = comment_edit::Entity::find().filter(comment_edit::Column::CommentId.eq(comment.0));
    if let Some(after) = page.after {
        select = select.filter(comment_edit::Column::Id.lt(after.id));
    }
    let rows = select.order_by_desc(comment_edit::Column::Id).limit(page.limit + 1).all(db.conn()).await?;
    let wording = |row: comment_edit::Model| {
        (CommentEditId(row.id), EarlierBody { body: row.body, replaced_at: Timestamp::from_millis(row.replaced_at) })
    };
    Ok(rows.into_iter().map(wording).collect())
}
