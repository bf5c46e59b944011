//! Accounts. Addresses and handles are unique by their keys, and the database's indexes decide it.

mod administration;
mod erasure;
mod handle;
mod holdings;

pub use administration::{Filter, list, lock_administrators, lock_over_suspended};
pub use erasure::{erase, lock_to_be_erased, to_be_erased};
pub use handle::{change_handle, find_by_former_handle, forget_handles, last_handle_change};
pub use holdings::{Holding, Slice, held};

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{user, video};
use crate::error::Result;
use crate::{map, search};
use domain::Timestamp;
use domain::id::{AvatarId, UserId};
use domain::locale::Locale;
use domain::user::{Email, Handle, Renown, Role, User};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, SqlErr};

/// Writes a new account; `false` if its address or its handle is taken, or its handle was another's not long ago. After that the transaction
/// is still good, and a look-up in it tells which of the two.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, user: &User) -> Result<bool> {
    let insert = user::Entity::insert(to_row(user)).on_conflict(OnConflict::new().do_nothing().to_owned());
    match insert.exec_without_returning(tx.conn()).await {
        Ok(0) | Err(DbErr::RecordNotInserted) => return Ok(false),
        Ok(_) => {}
        Err(error) => return Err(error.into()),
    }
    // Looked at after the insertion, which waited for whoever was just giving the handle up.
    if handle::is_kept_for_another(tx, &user.handle, user.id, user.created_at).await? {
        user::Entity::delete_by_id(user.id.0).exec(tx.conn()).await?;
        return Ok(false);
    }
    search::author_changed(tx, user.id).await?;
    Ok(true)
}

/// Writes every field of an account that was read by [`find_for_update`] and keeps its address and
/// handle.
///
/// # Errors
/// If the database fails, or the account is not there.
pub async fn save(tx: &WriteTx, user: &User) -> Result<()> {
    user::Entity::update(to_row(user)).exec(tx.conn()).await?;
    search::author_changed(tx, user.id).await
}

/// Gives an account another address, which counts as verified from now on; `false` if another
/// account has it.
///
/// # Errors
/// If the database fails.
pub async fn change_email(tx: &WriteTx, id: UserId, email: &Email, now: Timestamp) -> Result<bool> {
    let taken = user::Entity::find().filter(user::Column::EmailKey.eq(email.key())).filter(user::Column::Id.ne(id.0));
    if taken.one(tx.conn()).await?.is_some() {
        return Ok(false);
    }
    let update = user::Entity::update_many()
        .col_expr(user::Column::Email, Expr::value(email.as_str()))
        .col_expr(user::Column::EmailKey, Expr::value(email.key()))
        .col_expr(user::Column::EmailVerifiedAt, Expr::value(now.millis()))
        .col_expr(user::Column::UpdatedAt, Expr::value(now.millis()))
        .filter(user::Column::Id.eq(id.0));
    match update.exec(tx.conn()).await {
        Ok(done) => Ok(done.rows_affected == 1),
        // Somebody took it since we looked. On PostgreSQL nothing more can be done in this transaction.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The account, whatever its standing.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find(db: &impl Read, id: UserId) -> Result<Option<User>> {
    user::Entity::find_by_id(id.0).one(db.conn()).await?.map(to_domain).transpose()
}

/// Those of these accounts that were not deleted, in no order.
///
/// # Errors
/// If the database fails. One look-up by primary keys.
pub async fn find_all(db: &impl Read, ids: &[UserId]) -> Result<Vec<User>> {
    let select = user::Entity::find().filter(user::Column::Id.is_in(ids.iter().map(|id| id.0))).filter(user::Column::DeletedAt.is_null());
    select.all(db.conn()).await?.into_iter().map(to_domain).collect()
}

/// The account, locked until the transaction ends, to be changed and given to [`save`].
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find_for_update(tx: &WriteTx, id: UserId) -> Result<Option<User>> {
    user::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?.map(to_domain).transpose()
}

/// The account with this [`Email::key`], whatever its standing.
///
/// # Errors
/// If the database fails. One look-up by a unique index.
pub async fn find_by_email_key(db: &impl Read, key: &str) -> Result<Option<User>> {
    user::Entity::find().filter(user::Column::EmailKey.eq(key)).one(db.conn()).await?.map(to_domain).transpose()
}

/// The account with this [`Handle::key`], whatever its standing.
///
/// # Errors
/// If the database fails. One look-up by a unique index.
pub async fn find_by_handle_key(db: &impl Read, key: &str) -> Result<Option<User>> {
    user::Entity::find().filter(user::Column::HandleKey.eq(key)).one(db.conn()).await?.map(to_domain).transpose()
}

/// How many follow the account, and how many videos of it are in public lists.
///
/// # Errors
/// If the database fails. One query by indexes.
pub async fn renown(db: &impl Read, id: UserId) -> Result<Renown> {
    let videos = Query::select()
        .expr(Expr::col(video::Column::Id).count())
        .from(video::Entity)
        .cond_where(video::Column::OwnerId.eq(id.0))
        .cond_where(crate::video::listed())
        .to_owned();
    let found = user::Entity::find_by_id(id.0)
        .select_only()
        .column(user::Column::Followers)
        .expr_as(SimpleExpr::SubQuery(None, Box::new(videos.into())), "videos")
        .into_tuple::<(i64, i64)>()
        .one(db.conn())
        .await?;
    let (followers, videos) = found.unwrap_or_default();
    Ok(Renown { followers, videos })
}

pub(crate) fn role(name: &str) -> Result<Role> {
    map::named("user.role", name, Role::from_name)
}

pub(crate) fn to_domain(row: user::Model) -> Result<User> {
    Ok(User {
        id: UserId(row.id),
        email: Email::from_stored(row.email, row.email_key),
        handle: Handle::from_stored(row.handle, row.handle_key),
        display_name: row.display_name,
        bio: row.bio,
        website: row.website,
        location: row.location,
        avatar: row.avatar_id.map(AvatarId),
        hide_followers: row.hide_followers,
        role: role(&row.role)?,
        password_hash: row.password_hash,
        password_changed_at: Timestamp::from_millis(row.password_changed_at),
        email_verified_at: map::instant(row.email_verified_at),
        approved_at: map::instant(row.approved_at),
        locale: map::named("user.locale", &row.locale, Locale::from_name)?,
        suspended_at: map::instant(row.suspended_at),
        suspension_reason: row.suspension_reason,
        suspended_until: map::instant(row.suspended_until),
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        deleted_at: map::instant(row.deleted_at),
        erase_after: map::instant(row.erase_after),
    })
}

fn to_row(user: &User) -> user::ActiveModel {
    user::ActiveModel {
        id: Set(user.id.0),
        email: Set(user.email.as_str().to_owned()),
        email_key: Set(user.email.key().to_owned()),
        handle: Set(user.handle.as_str().to_owned()),
        handle_key: Set(user.handle.key().to_owned()),
        display_name: Set(user.display_name.clone()),
        bio: Set(user.bio.clone()),
        website: Set(user.website.clone()),
        location: Set(user.location.clone()),
        avatar_id: Set(user.avatar.map(|avatar| avatar.0)),
        hide_followers: Set(user.hide_followers),
        role: Set(user.role.name().to_owned()),
        password_hash: Set(user.password_hash.clone()),
        password_changed_at: Set(user.password_changed_at.millis()),
        email_verified_at: Set(map::millis(user.email_verified_at)),
        approved_at: Set(map::millis(user.approved_at)),
        locale: Set(user.locale.name().to_owned()),
        suspended_at: Set(map::millis(user.suspended_at)),
        suspension_reason: Set(user.suspension_reason.clone()),
        suspended_until: Set(map::millis(user.suspended_until)),
        created_at: Set(user.created_at.millis()),
        updated_at: Set(user.updated_at.millis()),
        deleted_at: Set(map::millis(user.deleted_at)),
        erase_after: Set(map::millis(user.erase_after)),
        // Counted, and switched, by statements of their own.
        ..Default::default()
    }
}
