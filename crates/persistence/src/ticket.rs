//! Tickets that are good for one use. A ticket itself is stored nowhere; what stays is that it was used.

use crate::db::WriteTx;
use crate::db::sealed::Connected;
use crate::entity::spent_ticket;
use crate::error::Result;
use domain::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Uses a ticket up; `false` if that was done before. Of several at once exactly one gets `true`.
///
/// # Errors
/// If the database fails.
pub async fn spend(tx: &WriteTx, id: Uuid, expires_at: Timestamp) -> Result<bool> {
    let row = spent_ticket::ActiveModel { id: Set(id), expires_at: Set(expires_at.millis()) };
    let insert = spent_ticket::Entity::insert(row).on_conflict(OnConflict::column(spent_ticket::Column::Id).do_nothing().to_owned());
    match insert.exec_without_returning(tx.conn()).await {
        Ok(rows) => Ok(rows == 1),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Forgets tickets that were too old to be used before `before` anyway; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn forget_spent(tx: &WriteTx, before: Timestamp) -> Result<u64> {
    let old = spent_ticket::Entity::delete_many().filter(spent_ticket::Column::ExpiresAt.lt(before.millis()));
    Ok(old.exec(tx.conn()).await?.rows_affected)
}
