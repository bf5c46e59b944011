//! Handles that change: the former one leads to the account for a while, and is nobody else's.
//!
//! A handle is unique over two tables. Whoever takes one writes the account first, which waits for whoever
//! is just giving that handle up, and then looks at the former ones in the same transaction.

use super::to_domain;
use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{former_handle, user};
use crate::error::Result;
use crate::search;
use domain::Timestamp;
use domain::id::UserId;
use domain::user::{Handle, User};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, SqlErr};

/// Gives an account another handle and keeps the one that it had until `kept_until`; `false` if another
/// account has the new one, or had it not long ago. Then nothing else can be done in this transaction.
///
/// # Errors
/// If the database fails.
pub async fn change_handle(tx: &WriteTx, id: UserId, from: &Handle, to: &Handle, now: Timestamp, kept_until: Timestamp) -> Result<bool> {
    let taken = user::Entity::find().filter(user::Column::HandleKey.eq(to.key())).filter(user::Column::Id.ne(id.0));
    if taken.one(tx.conn()).await?.is_some() {
        return Ok(false);
    }
    let update = user::Entity::update_many()
        .col_expr(user::Column::Handle, Expr::value(to.as_str()))
        .col_expr(user::Column::HandleKey, Expr::value(to.key()))
        .filter(user::Column::Id.eq(id.0));
    match update.exec(tx.conn()).await {
        Ok(_) => {}
        // Somebody took it since we looked.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    if is_kept_for_another(tx, to, id, now).await? {
        return Ok(false);
    }
    if from.key() != to.key() {
        keep(tx, id, from, now, kept_until).await?;
    }
    // One's own former handle is the present one again; one whose time is over is free.
    former_handle::Entity::delete_by_id(to.key()).exec(tx.conn()).await?;
    search::author_changed(tx, id).await?;
    Ok(true)
}

async fn keep(tx: &WriteTx, id: UserId, handle: &Handle, now: Timestamp, kept_until: Timestamp) -> Result<()> {
    let row = former_handle::ActiveModel {
        handle_key: Set(handle.key().to_owned()),
        user_id: Set(id.0),
        changed_at: Set(now.millis()),
        kept_until: Set(kept_until.millis()),
    };
    // What is in the way is a row of ours from before, or one whose time is over.
    let renew = OnConflict::column(former_handle::Column::HandleKey)
        .update_columns([former_handle::Column::UserId, former_handle::Column::ChangedAt, former_handle::Column::KeptUntil])
        .to_owned();
    former_handle::Entity::insert(row).on_conflict(renew).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Whether another account had this handle not long ago.
pub(super) async fn is_kept_for_another(tx: &WriteTx, handle: &Handle, id: UserId, now: Timestamp) -> Result<bool> {
    let kept = former_handle::Entity::find_by_id(handle.key())
        .filter(former_handle::Column::UserId.ne(id.0))
        .filter(former_handle::Column::KeptUntil.gt(now.millis()));
    Ok(kept.one(tx.conn()).await?.is_some())
}

/// The account that had this [`Handle::key`] not long ago, whatever its standing.
///
/// # Errors
/// If the database fails. One look-up by primary keys.
pub async fn find_by_former_handle(db: &impl Read, key: &str, now: Timestamp) -> Result<Option<User>> {
    let kept = former_handle::Entity::find_by_id(key).filter(former_handle::Column::KeptUntil.gt(now.millis()));
    let found = kept.find_also_related(user::Entity).one(db.conn()).await?;
    found.and_then(|(_, user)| user).map(to_domain).transpose()
}

/// When the account last gave a handle up, as far as that is remembered.
///
/// # Errors
/// If the database fails.
pub async fn last_handle_change(db: &impl Read, id: UserId) -> Result<Option<Timestamp>> {
    let latest = former_handle::Entity::find()
        .select_only()
        .column_as(former_handle::Column::ChangedAt.max(), "latest")
        .filter(former_handle::Column::UserId.eq(id.0))
        .into_tuple::<Option<i64>>()
        .one(db.conn())
        .await?;
    Ok(latest.flatten().map(Timestamp::from_millis))
}

/// Forgets former handles whose time is over; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn forget_handles(tx: &WriteTx, now: Timestamp) -> Result<u64> {
    let over = former_handle::Entity::delete_many().filter(former_handle::Column::KeptUntil.lte(now.millis()));
    Ok(over.exec(tx.conn()).await?.rows_affected)
}
