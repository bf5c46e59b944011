//! Passkeys. A credential belongs to one account, and the database's index decides to whose.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::passkey;
use crate::error::{Error, Result};
use crate::map;
use domain::Timestamp;
use domain::id::{PasskeyId, UserId};
use domain::passkey::Passkey;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// Writes a new passkey; `false` if its credential is somebody's already.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, new: &Passkey) -> Result<bool> {
    let insert =
        passkey::Entity::insert(to_row(new)).on_conflict(OnConflict::column(passkey::Column::CredentialId).do_nothing().to_owned());
    match insert.exec_without_returning(tx.conn()).await {
        Ok(rows) => Ok(rows == 1),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The passkey that the authenticator calls so.
///
/// # Errors
/// If the database fails. One look-up by a unique index.
pub async fn find_by_credential(db: &impl Read, credential_id: &[u8]) -> Result<Option<Passkey>> {
    let found = passkey::Entity::find().filter(passkey::Column::CredentialId.eq(credential_id.to_vec()));
    found.one(db.conn()).await?.map(to_domain).transpose()
}

/// A passkey of this account.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find(db: &impl Read, user: UserId, id: PasskeyId) -> Result<Option<Passkey>> {
    let found = passkey::Entity::find_by_id(id.0).filter(passkey::Column::UserId.eq(user.0));
    found.one(db.conn()).await?.map(to_domain).transpose()
}

/// All passkeys of an account, oldest first.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn list(db: &impl Read, user: UserId) -> Result<Vec<Passkey>> {
    let of_user = passkey::Entity::find().filter(passkey::Column::UserId.eq(user.0));
    of_user.order_by_asc(passkey::Column::Id).all(db.conn()).await?.into_iter().map(to_domain).collect()
}

/// How many passkeys an account has.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn count(db: &impl Read, user: UserId) -> Result<u64> {
    Ok(passkey::Entity::find().filter(passkey::Column::UserId.eq(user.0)).count(db.conn()).await?)
}

/// Records a use. `false` if the passkey is gone, or if it is bound to one device whose counter did not increase (0 is sent
/// by authenticators that don't count). Of two uses of such a passkey with one number, one gets `true`.
///
/// # Errors
/// If the database fails.
pub async fn touch(tx: &WriteTx, id: PasskeyId, sign_count: u32, backed_up: bool, now: Timestamp) -> Result<bool> {
    let went_on = Condition::any().add(passkey::Column::SignCount.lt(i64::from(sign_count)));
    let went_on = went_on.add(passkey::Column::BackupEligible.eq(true));
    let went_on = if sign_count == 0 { went_on.add(passkey::Column::SignCount.eq(0)) } else { went_on };
    let done = passkey::Entity::update_many()
        .col_expr(passkey::Column::SignCount, Expr::value(i64::from(sign_count)))
        .col_expr(passkey::Column::BackedUp, Expr::value(backed_up))
        .col_expr(passkey::Column::LastUsedAt, Expr::value(now.millis()))
        .filter(passkey::Column::Id.eq(id.0))
        .filter(went_on)
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Gives a passkey of this account another name; `false` if there is none.
///
/// # Errors
/// If the database fails.
pub async fn rename(tx: &WriteTx, user: UserId, id: PasskeyId, name: &str) -> Result<bool> {
    let done = passkey::Entity::update_many()
        .col_expr(passkey::Column::Name, Expr::value(name))
        .filter(passkey::Column::Id.eq(id.0))
        .filter(passkey::Column::UserId.eq(user.0))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Removes a passkey of this account; `false` if there is none.
///
/// # Errors
/// If the database fails.
pub async fn delete(tx: &WriteTx, user: UserId, id: PasskeyId) -> Result<bool> {
    let of_user = passkey::Entity::delete_many().filter(passkey::Column::Id.eq(id.0)).filter(passkey::Column::UserId.eq(user.0));
    Ok(of_user.exec(tx.conn()).await?.rows_affected == 1)
}

fn to_domain(row: passkey::Model) -> Result<Passkey> {
    let unreadable = |_| Error::Unreadable { column: "passkey.sign_count", value: row.sign_count.to_string() };
    Ok(Passkey {
        id: PasskeyId(row.id),
        user_id: UserId(row.user_id),
        credential_id: row.credential_id,
        public_key: row.public_key,
        sign_count: u32::try_from(row.sign_count).map_err(unreadable)?,
        backup_eligible: row.backup_eligible,
        backed_up: row.backed_up,
        transports: row.transports.split_whitespace().map(ToOwned::to_owned).collect(),
        name: row.name,
        created_at: Timestamp::from_millis(row.created_at),
        last_used_at: map::instant(row.last_used_at),
    })
}

fn to_row(passkey: &Passkey) -> passkey::ActiveModel {
    passkey::ActiveModel {
        id: Set(passkey.id.0),
        user_id: Set(passkey.user_id.0),
        credential_id: Set(passkey.credential_id.clone()),
        public_key: Set(passkey.public_key.clone()),
        sign_count: Set(i64::from(passkey.sign_count)),
        backup_eligible: Set(passkey.backup_eligible),
        backed_up: Set(passkey.backed_up),
        transports: Set(passkey.transports.join(" ")),
        name: Set(passkey.name.clone()),
        created_at: Set(passkey.created_at.millis()),
        last_used_at: Set(map::millis(passkey.last_used_at)),
    }
}
