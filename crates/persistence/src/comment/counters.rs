//! The counters that follow from which comments are living.

use crate::db::WriteTx;
use crate::db::sealed::Connected;
use crate::entity::{comment, video};
use crate::error::Result;
use domain::comment::Comment;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Counts a comment that came to life, or ceased to live, under its video and all that it replies to.
pub(super) async fn moved(tx: &WriteTx, comment: &Comment, before: bool, now: bool) -> Result<()> {
    let step = i64::from(now) - i64::from(before);
    if step == 0 {
        return Ok(());
    }
    video::Entity::update_many()
        .col_expr(video::Column::Comments, Expr::col(video::Column::Comments).add(step))
        .filter(video::Column::Id.eq(comment.video_id.0))
        .exec(tx.conn())
        .await?;
    // With replies in the lists, its place stays in them as it is.
    if comment.counts.replies == 0 { listed(tx, comment.parent_id.map(|id| id.0), step).await } else { Ok(()) }
}

/// Counts one more or one less listed reply, upwards for as long as that lets a comment appear in the lists
/// or vanish from them.
async fn listed(tx: &WriteTx, mut above: Option<uuid::Uuid>, step: i64) -> Result<()> {
    while let Some(id) = above {
        comment::Entity::update_many()
            .col_expr(comment::Column::Replies, Expr::col(comment::Column::Replies).add(step))
            .filter(comment::Column::Id.eq(id))
            .exec(tx.conn())
            .await?;
        let Some(row) = comment::Entity::find_by_id(id).one(tx.conn()).await? else { break };
        let was_listed = row.listed;
        let parent = super::to_domain(row)?;
        if parent.is_listed() == was_listed {
            break;
        }
        comment::Entity::update_many()
            .col_expr(comment::Column::Listed, Expr::value(parent.is_listed()))
            .filter(comment::Column::Id.eq(id))
            .exec(tx.conn())
            .await?;
        above = parent.parent_id.map(|id| id.0);
    }
    Ok(())
}
