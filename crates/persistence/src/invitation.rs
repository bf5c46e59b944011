//! Invitations.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::invitation;
use crate::error::Result;
use crate::map;
use domain::Timestamp;
use domain::id::{InvitationId, UserId};
use domain::invitation::Invitation;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Writes a new invitation.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, invitation: &Invitation) -> Result<()> {
    let row = invitation::ActiveModel {
        id: Set(invitation.id.0),
        email: Set(invitation.email.clone()),
        role: Set(invitation.role.name().to_owned()),
        created_by: Set(invitation.created_by.0),
        created_at: Set(invitation.created_at.millis()),
        expires_at: Set(invitation.expires_at.millis()),
        used_at: Set(map::millis(invitation.used_at)),
        used_by: Set(invitation.used_by.map(|id| id.0)),
    };
    invitation::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The invitation.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find(db: &impl Read, id: InvitationId) -> Result<Option<Invitation>> {
    invitation::Entity::find_by_id(id.0).one(db.conn()).await?.map(to_domain).transpose()
}

/// Invitations made before `before` (or all), the newest first.
///
/// # Errors
/// If the database fails. One query by primary key.
pub async fn list(db: &impl Read, before: Option<InvitationId>, limit: u64) -> Result<Vec<Invitation>> {
    let mut query = invitation::Entity::find().order_by_desc(invitation::Column::Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(invitation::Column::Id.lt(before.0));
    }
    query.all(db.conn()).await?.into_iter().map(to_domain).collect()
}

/// Uses the invitation up for a new account. Of several who try at once exactly one gets `true`.
///
/// # Errors
/// If the database fails.
pub async fn use_up(tx: &WriteTx, id: InvitationId, by: UserId, now: Timestamp) -> Result<bool> {
    let done = invitation::Entity::update_many()
        .col_expr(invitation::Column::UsedAt, Expr::value(now.millis()))
        .col_expr(invitation::Column::UsedBy, Expr::value(by.0))
        .filter(invitation::Column::Id.eq(id.0))
        .filter(invitation::Column::UsedAt.is_null())
        .filter(invitation::Column::ExpiresAt.gt(now.millis()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes an unused invitation away; `false` if there is none.
///
/// # Errors
/// If the database fails.
pub async fn erase_unused(tx: &WriteTx, id: InvitationId) -> Result<bool> {
    let done = invitation::Entity::delete_many()
        .filter(invitation::Column::Id.eq(id.0))
        .filter(invitation::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

fn to_domain(row: invitation::Model) -> Result<Invitation> {
    Ok(Invitation {
        id: InvitationId(row.id),
        email: row.email,
        role: crate::user::role(&row.role)?,
        created_by: UserId(row.created_by),
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        used_at: map::instant(row.used_at),
        used_by: row.used_by.map(UserId),
    })
}
