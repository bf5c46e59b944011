//! Second factors. A code can be used once because the row is changed by one conditional statement,
//! however many try at the same time.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{recovery_code, totp};
use crate::error::Result;
use crate::map;
use domain::Timestamp;
use domain::factor::Totp;
use domain::id::UserId;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

/// The account's seed, confirmed or not.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find_totp(db: &impl Read, user: UserId) -> Result<Option<Totp>> {
    Ok(totp::Entity::find_by_id(user.0).one(db.conn()).await?.map(to_domain))
}

/// Writes a seed that waits for its first code, in place of one that waits already; `false` if the
/// account has one that is confirmed.
///
/// # Errors
/// If the database fails.
pub async fn begin_totp(tx: &WriteTx, begun: &Totp) -> Result<bool> {
    let waiting = totp::Entity::delete_many().filter(totp::Column::UserId.eq(begun.user_id.0)).filter(totp::Column::ConfirmedAt.is_null());
    waiting.exec(tx.conn()).await?;
    let insert = totp::Entity::insert(to_row(begun)).on_conflict(OnConflict::column(totp::Column::UserId).do_nothing().to_owned());
    match insert.exec_without_returning(tx.conn()).await {
        Ok(rows) => Ok(rows == 1),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Marks exactly this seed as confirmed by the code of `step`; `false` if it is confirmed or
/// replaced by now.
///
/// # Errors
/// If the database fails.
pub async fn confirm_totp(tx: &WriteTx, waiting: &Totp, step: i64, now: Timestamp) -> Result<bool> {
    let done = totp::Entity::update_many()
        .col_expr(totp::Column::ConfirmedAt, Expr::value(now.millis()))
        .col_expr(totp::Column::LastStep, Expr::value(step))
        .filter(totp::Column::UserId.eq(waiting.user_id.0))
        .filter(totp::Column::SealedSeed.eq(waiting.sealed_seed.clone()))
        .filter(totp::Column::ConfirmedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Uses the code of `step` up; `false` if it or a later one was used before.
///
/// # Errors
/// If the database fails.
pub async fn accept_step(tx: &WriteTx, user: UserId, step: i64) -> Result<bool> {
    let done = totp::Entity::update_many()
        .col_expr(totp::Column::LastStep, Expr::value(step))
        .filter(totp::Column::UserId.eq(user.0))
        .filter(totp::Column::ConfirmedAt.is_not_null())
        .filter(totp::Column::LastStep.lt(step))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Removes the account's seed and its recovery codes; `false` if none was confirmed.
///
/// # Errors
/// If the database fails.
pub async fn remove_totp(tx: &WriteTx, user: UserId) -> Result<bool> {
    let confirmed = totp::Entity::delete_many().filter(totp::Column::UserId.eq(user.0)).filter(totp::Column::ConfirmedAt.is_not_null());
    let removed = confirmed.exec(tx.conn()).await?.rows_affected == 1;
    if removed {
        recovery_code::Entity::delete_many().filter(recovery_code::Column::UserId.eq(user.0)).exec(tx.conn()).await?;
    }
    Ok(removed)
}

/// Removes seeds that were never confirmed, made before `before`; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn forget_unconfirmed(tx: &WriteTx, before: Timestamp) -> Result<u64> {
    let old = totp::Entity::delete_many().filter(totp::Column::ConfirmedAt.is_null()).filter(totp::Column::CreatedAt.lt(before.millis()));
    Ok(old.exec(tx.conn()).await?.rows_affected)
}

/// Writes new recovery codes in place of all that the account has.
///
/// # Errors
/// If the database fails.
pub async fn replace_recovery_codes(tx: &WriteTx, user: UserId, digests: &[String], now: Timestamp) -> Result<()> {
    recovery_code::Entity::delete_many().filter(recovery_code::Column::UserId.eq(user.0)).exec(tx.conn()).await?;
    let rows = digests.iter().map(|digest| recovery_code::ActiveModel {
        user_id: Set(user.0),
        digest: Set(digest.clone()),
        created_at: Set(now.millis()),
        used_at: Set(None),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Uses up the recovery code with one of these digests; `false` if there is none that is unused.
///
/// # Errors
/// If the database fails.
pub async fn use_recovery_code(tx: &WriteTx, user: UserId, digests: &[String], now: Timestamp) -> Result<bool> {
    let done = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(now.millis()))
        .filter(recovery_code::Column::UserId.eq(user.0))
        .filter(recovery_code::Column::Digest.is_in(digests))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// How many recovery codes of the account are unused.
///
/// # Errors
/// If the database fails.
pub async fn recovery_codes_left(db: &impl Read, user: UserId) -> Result<u64> {
    let unused =
        recovery_code::Entity::find().filter(recovery_code::Column::UserId.eq(user.0)).filter(recovery_code::Column::UsedAt.is_null());
    Ok(unused.count(db.conn()).await?)
}

fn to_domain(row: totp::Model) -> Totp {
    Totp {
        user_id: UserId(row.user_id),
        sealed_seed: row.sealed_seed,
        last_step: row.last_step,
        created_at: Timestamp::from_millis(row.created_at),
        confirmed_at: map::instant(row.confirmed_at),
    }
}

fn to_row(totp: &Totp) -> totp::ActiveModel {
    totp::ActiveModel {
        user_id: Set(totp.user_id.0),
        sealed_seed: Set(totp.sealed_seed.clone()),
        last_step: Set(totp.last_step),
        created_at: Set(totp.created_at.millis()),
        confirmed_at: Set(map::millis(totp.confirmed_at)),
    }
}
