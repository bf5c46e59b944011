//! Comments. Pages of them are in [`list`](self::first_replies), votes in [`reaction`].
//!
//! Three counters hang together: a video counts its living comments; a comment counts the listed replies to
//! it; a comment is listed while it is living or has listed replies. Whoever changes any of it has locked the
//! video before ([`crate::video::lock`]), so of two such changes under one video one waits.

mod counters;
mod edits;
mod erasure;
mod list;
mod mention;
pub mod reaction;

pub use edits::{earlier, keep_body};
pub use erasure::erase_some;
pub use list::{Sort, Thread, become_visible_since, first_replies, held, mine, pinned, replies, top_level};
pub use mention::{Mention, forget_mentions, mentioned, mentions, resolve, write_mentions};

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{comment, comment_edit, comment_reaction, notification};
use crate::error::Result;
use crate::map;
use domain::Timestamp;
use domain::comment::{Comment, CommentCounts, CommentState};
use domain::id::{CommentId, UserId, VideoId};
use domain::user::Author;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// A comment with who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredComment {
    /// The comment.
    pub comment: Comment,
    /// Who wrote it; nobody for one that was deleted, or whose author's account was.
    pub author: Option<Author>,
}

/// The comment, whatever its state.
///
/// # Errors
/// If the database fails. One query.
pub async fn find(db: &impl Read, id: CommentId) -> Result<Option<StoredComment>> {
    list::one(db, id).await
}

/// The comment, locked until the transaction ends, to be changed and given to [`save`].
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find_for_update(tx: &WriteTx, id: CommentId) -> Result<Option<Comment>> {
    comment::Entity::find_by_id(id.0).lock(LockType::NoKeyUpdate).one(tx.conn()).await?.map(to_domain).transpose()
}

/// Writes a new comment and counts it. The video must be locked.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, comment: &Comment) -> Result<()> {
    comment::Entity::insert(to_row(comment)).exec_without_returning(tx.conn()).await?;
    counters::moved(tx, comment, false, comment.is_living()).await
}

/// Writes every field of a comment that was read by [`find_for_update`], counters apart, and counts it if
/// it wasn't living `before` and is now, or the other way round. The video must be locked, unless only its
/// words changed.
///
/// # Errors
/// If the database fails.
pub async fn save(tx: &WriteTx, before: &Comment, comment: &Comment) -> Result<()> {
    comment::Entity::update(to_row(comment)).exec(tx.conn()).await?;
    counters::moved(tx, comment, before.is_living(), comment.is_living()).await
}

/// Takes a comment away. While there are replies to it, its place is kept without a word of what it said.
/// The video must be locked.
///
/// # Errors
/// If the database fails.
pub async fn remove(tx: &WriteTx, comment: &Comment, now: Timestamp) -> Result<()> {
    notification::Entity::delete_many().filter(notification::Column::CommentId.eq(comment.id.0)).exec(tx.conn()).await?;
    if has_replies(tx, comment.id).await? {
        return empty(tx, comment, now).await;
    }
    comment::Entity::delete_by_id(comment.id.0).exec(tx.conn()).await?;
    counters::moved(tx, comment, comment.is_living(), false).await?;
    let mut above = comment.parent_id;
    while let Some(id) = above {
        let Some(parent) = find_for_update(tx, id).await? else { break };
        if parent.deleted_at.is_none() || has_replies(tx, id).await? {
            break;
        }
        comment::Entity::delete_by_id(id.0).exec(tx.conn()).await?;
        above = parent.parent_id;
    }
    Ok(())
}

/// Leaves only the place that replies hang on.
async fn empty(tx: &WriteTx, comment: &Comment, now: Timestamp) -> Result<()> {
    comment_edit::Entity::delete_many().filter(comment_edit::Column::CommentId.eq(comment.id.0)).exec(tx.conn()).await?;
    forget_mentions(tx, comment.id).await?;
    comment_reaction::Entity::delete_many().filter(comment_reaction::Column::CommentId.eq(comment.id.0)).exec(tx.conn()).await?;
    let mut emptied = comment.clone();
    emptied.delete(now);
    comment::Entity::update_many()
        .col_expr(comment::Column::Likes, Expr::value(0))
        .col_expr(comment::Column::Dislikes, Expr::value(0))
        .col_expr(comment::Column::Score, Expr::value(0))
        .filter(comment::Column::Id.eq(comment.id.0))
        .exec(tx.conn())
        .await?;
    save(tx, comment, &emptied).await
}

async fn has_replies(tx: &WriteTx, id: CommentId) -> Result<bool> {
    let one = comment::Entity::find().select_only().column(comment::Column::Id).filter(comment::Column::ParentId.eq(id.0)).limit(1);
    Ok(one.into_tuple::<uuid::Uuid>().one(tx.conn()).await?.is_some())
}

/// Takes the pin from whichever comment of the video has it. The video must be locked.
///
/// # Errors
/// If the database fails.
pub async fn unpin_all(tx: &WriteTx, video: VideoId) -> Result<()> {
    comment::Entity::update_many()
        .col_expr(comment::Column::PinnedAt, Expr::value(None::<i64>))
        .filter(comment::Column::VideoId.eq(video.0))
        .filter(comment::Column::PinnedAt.is_not_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) fn to_domain(row: comment::Model) -> Result<Comment> {
    Ok(Comment {
        id: CommentId(row.id),
        video_id: VideoId(row.video_id),
        author_id: row.author_id.map(UserId),
        parent_id: row.parent_id.map(CommentId),
        depth: row.depth,
        body: row.body,
        state: map::named("comment.state", &row.state, CommentState::from_name)?,
        created_at: Timestamp::from_millis(row.created_at),
        visible_at: map::instant(row.visible_at),
        edited_at: map::instant(row.edited_at),
        deleted_at: map::instant(row.deleted_at),
        pinned_at: map::instant(row.pinned_at),
        hearted_at: map::instant(row.hearted_at),
        counts: CommentCounts { likes: row.likes, dislikes: row.dislikes, replies: row.replies },
        version: row.version,
    })
}

fn to_row(comment: &Comment) -> comment::ActiveModel {
    comment::ActiveModel {
        id: Set(comment.id.0),
        video_id: Set(comment.video_id.0),
        author_id: Set(comment.author_id.map(|author| author.0)),
        parent_id: Set(comment.parent_id.map(|parent| parent.0)),
        depth: Set(comment.depth),
        body: Set(comment.body.clone()),
        state: Set(comment.state.name().to_owned()),
        created_at: Set(comment.created_at.millis()),
        visible_at: Set(map::millis(comment.visible_at)),
        edited_at: Set(map::millis(comment.edited_at)),
        deleted_at: Set(map::millis(comment.deleted_at)),
        pinned_at: Set(map::millis(comment.pinned_at)),
        hearted_at: Set(map::millis(comment.hearted_at)),
        listed: Set(comment.is_listed()),
        version: Set(comment.version),
        ..Default::default()
    }
}

#[cfg(test)]
mod tests;
