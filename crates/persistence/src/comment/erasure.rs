//! Taking away what an account said and how it voted, a few at a time.

use super::{find_for_update, reaction, remove};
use crate::db::WriteTx;
use crate::db::sealed::Connected;
use crate::entity::{comment, comment_reaction};
use crate::error::Result;
use crate::video;
use domain::Timestamp;
use domain::id::{CommentId, UserId, VideoId};
use domain::reaction::Reaction;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Takes away one comment or one vote of the account; `false` if it has none. One at a time, because each
/// locks things of its own, and two that are locked in different orders wait for each other for ever.
///
/// # Errors
/// If the database fails.
pub async fn erase_some(tx: &WriteTx, user: UserId, now: Timestamp) -> Result<bool> {
    Ok(erase_comment(tx, user, now).await? || erase_vote(tx, user, now).await?)
}

async fn erase_comment(tx: &WriteTx, user: UserId, now: Timestamp) -> Result<bool> {
    let newest = comment::Entity::find()
        .select_only()
        .columns([comment::Column::Id, comment::Column::VideoId])
        .filter(comment::Column::AuthorId.eq(user.0))
        .order_by_desc(comment::Column::Id)
        .into_tuple::<(Uuid, Uuid)>()
        .one(tx.conn())
        .await?;
    let Some((id, video_id)) = newest else { return Ok(false) };
    video::lock(tx, VideoId(video_id)).await?;
    if let Some(comment) = find_for_update(tx, CommentId(id)).await? {
        remove(tx, &comment, now).await?;
    }
    Ok(true)
}

async fn erase_vote(tx: &WriteTx, user: UserId, now: Timestamp) -> Result<bool> {
    let one = comment_reaction::Entity::find().filter(comment_reaction::Column::UserId.eq(user.0)).one(tx.conn()).await?;
    let Some(vote) = one else { return Ok(false) };
    let id = CommentId(vote.comment_id);
    find_for_update(tx, id).await?;
    reaction::put(tx, user, id, Reaction::None, now).await?;
    Ok(true)
}
