//! Who likes and dislikes which video. The video's counters are changed in the same transaction, under its lock.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{video, video_reaction};
use crate::error::Result;
use crate::video::lock_counts;
use domain::Timestamp;
use domain::id::{UserId, VideoId};
use domain::reaction::{Reaction, Votes};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// What this person thinks of the video.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn of_video(db: &impl Read, user: UserId, video: VideoId) -> Result<Reaction> {
    let row = video_reaction::Entity::find_by_id((user.0, video.0)).one(db.conn()).await?;
    Ok(Reaction::from_vote(row.map(|row| row.value)))
}

/// Makes this the person's only reaction to the video; tells the numbers after that, or nothing if there is no
/// such video.
///
/// # Errors
/// If the database fails. At most four statements.
pub async fn set_on_video(tx: &WriteTx, user: UserId, video: VideoId, value: Reaction, now: Timestamp) -> Result<Option<Votes>> {
    let Some((_, counts)) = lock_counts(tx, video).await? else { return Ok(None) };
    let (likes, dislikes) = value.instead_of(of_video(tx, user, video).await?);
    if (likes, dislikes) != (0, 0) {
        write(tx, user, video, value, now).await?;
        count(tx, video, likes, dislikes).await?;
    }
    Ok(Some(Votes { likes: counts.likes + likes, dislikes: counts.dislikes + dislikes }))
}

async fn write(tx: &WriteTx, user: UserId, video: VideoId, value: Reaction, now: Timestamp) -> Result<()> {
    let Some(vote) = value.vote() else {
        video_reaction::Entity::delete_by_id((user.0, video.0)).exec(tx.conn()).await?;
        return Ok(());
    };
    let row = video_reaction::ActiveModel { user_id: Set(user.0), video_id: Set(video.0), value: Set(vote), reacted_at: Set(now.millis()) };
    let replace = OnConflict::columns([video_reaction::Column::UserId, video_reaction::Column::VideoId])
        .update_columns([video_reaction::Column::Value, video_reaction::Column::ReactedAt])
        .to_owned();
    video_reaction::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn count(tx: &WriteTx, video: VideoId, likes: i64, dislikes: i64) -> Result<()> {
    video::Entity::update_many()
        .col_expr(video::Column::Likes, Expr::col(video::Column::Likes).add(likes))
        .col_expr(video::Column::Dislikes, Expr::col(video::Column::Dislikes).add(dislikes))
        .filter(video::Column::Id.eq(video.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}
