//! Erasing an account: nothing that tells of a person stays, in any table.

use super::to_domain;
use crate::db::WriteTx;
use crate::db::{Read, sealed::Connected};
use crate::entity::{api_key, audit_event, follow, invitation, job, mail, report, session, sign_up, upload, user, video, video_reaction};
use crate::error::Result;
use crate::{map, search};
use domain::Timestamp;
use domain::id::UserId;
use domain::reaction::Reaction;
use domain::user::User;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Up to `limit` deleted accounts whose owners have no time left to change their mind.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn to_be_erased(db: &impl Read, now: Timestamp, limit: u64) -> Result<Vec<UserId>> {
    let ids = due(now).select_only().column(user::Column::Id).order_by_asc(user::Column::EraseAfter).limit(limit);
    Ok(ids.into_tuple::<uuid::Uuid>().all(db.conn()).await?.into_iter().map(UserId).collect())
}

/// The account, locked until the transaction ends, if it is still to be erased.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn lock_to_be_erased(tx: &WriteTx, id: UserId, now: Timestamp) -> Result<Option<User>> {
    due(now).filter(user::Column::Id.eq(id.0)).lock_exclusive().one(tx.conn()).await?.map(to_domain).transpose()
}

fn due(now: Timestamp) -> sea_orm::Select<user::Entity> {
    user::Entity::find().filter(user::Column::DeletedAt.is_not_null()).filter(user::Column::EraseAfter.lte(now.millis()))
}

/// Takes an account out of every table. Its videos must be erased before. What the audit log tells of
/// it stays, without saying who it was.
///
/// # Errors
/// If the database fails, or a video is left.
pub async fn erase(tx: &WriteTx, user: &User) -> Result<()> {
    let id = user.id.0;
    anonymize(tx, user.id).await?;
    // That somebody complained stays, without who and without what he wrote.
    let his = report::Entity::update_many().filter(report::Column::ReporterId.eq(id));
    his.col_expr(report::Column::Detail, Expr::value("")).exec(tx.conn()).await?;
    job::Entity::delete_many().filter(job::Column::OwnerId.eq(id)).exec(tx.conn()).await?;
    upload::Entity::delete_many().filter(upload::Column::OwnerId.eq(id)).exec(tx.conn()).await?;
    api_key::Entity::delete_many().filter(api_key::Column::UserId.eq(id)).exec(tx.conn()).await?;
    session::Entity::delete_many().filter(session::Column::UserId.eq(id)).exec(tx.conn()).await?;
    forget_address(tx, user).await?;
    uncount(tx, user.id).await?;
    // An index elsewhere learns of each, and words that nobody else uses are forgotten.
    search::remove_of(tx, user.id).await?;
    // Everything else that belongs to an account goes with its row.
    user::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

/// Takes the account's votes and follows out of the counters of others; the rows go with the account. Videos are
/// locked in the order of their ids, as by whoever else locks several.
async fn uncount(tx: &WriteTx, id: UserId) -> Result<()> {
    let votes = Query::select()
        .column(video_reaction::Column::VideoId)
        .from(video_reaction::Entity)
        .and_where(video_reaction::Column::UserId.eq(id.0))
        .to_owned();
    let voted = video::Entity::find().filter(video::Column::Id.in_subquery(votes)).order_by_asc(video::Column::Id);
    let voted = voted.select_only().column(video::Column::Id).lock_exclusive().into_tuple::<uuid::Uuid>().all(tx.conn()).await?;
    for (value, counter) in [(Reaction::Like, video::Column::Likes), (Reaction::Dislike, video::Column::Dislikes)] {
        let voted_so = Query::select()
            .column(video_reaction::Column::VideoId)
            .from(video_reaction::Entity)
            .and_where(video_reaction::Column::UserId.eq(id.0))
            .and_where(video_reaction::Column::Value.eq(value.vote()))
            .to_owned();
        if !voted.is_empty() {
            let update = video::Entity::update_many().col_expr(counter, Expr::col(counter).sub(1));
            update.filter(video::Column::Id.in_subquery(voted_so)).exec(tx.conn()).await?;
        }
    }
    let followed =
        Query::select().column(follow::Column::FollowedId).from(follow::Entity).and_where(follow::Column::FollowerId.eq(id.0)).to_owned();
    user::Entity::update_many()
        .col_expr(user::Column::Followers, Expr::col(user::Column::Followers).sub(1))
        .filter(user::Column::Id.in_subquery(followed))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn anonymize(tx: &WriteTx, id: UserId) -> Result<()> {
    let text = id.to_string();
    let about = Condition::any()
        .add(audit_event::Column::ActorId.eq(id.0))
        .add(audit_event::Column::TargetId.eq(text.as_str()))
        .add(audit_event::Column::Detail.contains(&text));
    audit_event::Entity::update_many()
        .col_expr(audit_event::Column::Address, Expr::value(None::<String>))
        .col_expr(audit_event::Column::Detail, Expr::value("{}"))
        .filter(about)
        .exec(tx.conn())
        .await?;
    audit_event::Entity::update_many()
        .col_expr(audit_event::Column::ActorId, Expr::value(None::<uuid::Uuid>))
        .filter(audit_event::Column::ActorId.eq(id.0))
        .exec(tx.conn())
        .await?;
    audit_event::Entity::update_many()
        .col_expr(audit_event::Column::TargetId, Expr::value(None::<String>))
        .filter(audit_event::Column::TargetId.eq(text))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Rows that know the person by his address alone.
async fn forget_address(tx: &WriteTx, user: &User) -> Result<()> {
    let (text, key) = (user.email.as_str(), user.email.key());
    let is_his = |column: Expr| Condition::any().add(column.clone().eq(text)).add(Expr::expr(Func::lower(column)).eq(key));
    let recipient = Expr::col((mail::Entity, mail::Column::Recipient));
    mail::Entity::delete_many().filter(is_his(recipient)).exec(tx.conn()).await?;
    // What was asked for by address and not done yet; a job's payload is JSON, so the address is quoted.
    let asked = Expr::expr(Func::lower(Expr::col(job::Column::Payload))).like(map::containing(&format!("\"{key}\"")));
    job::Entity::delete_many().filter(asked).exec(tx.conn()).await?;
    sign_up::Entity::delete_many().filter(sign_up::Column::EmailKey.eq(key)).exec(tx.conn()).await?;
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Email, Expr::value(None::<String>))
        .filter(is_his(Expr::col(invitation::Column::Email)))
        .exec(tx.conn())
        .await?;
    Ok(())
}
