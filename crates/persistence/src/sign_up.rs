//! Sign-ups that wait for their address to be proven: at most one for each address.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::sign_up;
use crate::error::Result;
use crate::map;
use domain::Timestamp;
use domain::id::{InvitationId, SignUpId};
use domain::locale::Locale;
use domain::sign_up::SignUp;
use domain::user::{Email, Handle};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// Writes a sign-up in the place of whatever there was for its address.
///
/// # Errors
/// If the database fails.
pub async fn put(tx: &WriteTx, sign_up: &SignUp) -> Result<()> {
    let row = sign_up::ActiveModel {
        id: Set(sign_up.id.0),
        email: Set(sign_up.email.as_str().to_owned()),
        email_key: Set(sign_up.email.key().to_owned()),
        handle: Set(sign_up.handle.as_str().to_owned()),
        display_name: Set(sign_up.display_name.clone()),
        password_hash: Set(sign_up.password_hash.clone()),
        locale: Set(sign_up.locale.name().to_owned()),
        invitation_id: Set(sign_up.invitation_id.map(|id| id.0)),
        created_at: Set(sign_up.created_at.millis()),
        expires_at: Set(sign_up.expires_at.millis()),
        used_at: Set(map::millis(sign_up.used_at)),
    };
    let replace = OnConflict::column(sign_up::Column::EmailKey)
        .update_columns([
            sign_up::Column::Id,
            sign_up::Column::Email,
            sign_up::Column::Handle,
            sign_up::Column::DisplayName,
            sign_up::Column::PasswordHash,
            sign_up::Column::Locale,
            sign_up::Column::InvitationId,
            sign_up::Column::CreatedAt,
            sign_up::Column::ExpiresAt,
            sign_up::Column::UsedAt,
        ])
        .to_owned();
    sign_up::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The sign-up.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn find(db: &impl Read, id: SignUpId) -> Result<Option<SignUp>> {
    sign_up::Entity::find_by_id(id.0).one(db.conn()).await?.map(to_domain).transpose()
}

/// The sign-up with this [`Email::key`].
///
/// # Errors
/// If the database fails. One look-up by a unique index.
pub async fn find_by_email_key(db: &impl Read, key: &str) -> Result<Option<SignUp>> {
    sign_up::Entity::find().filter(sign_up::Column::EmailKey.eq(key)).one(db.conn()).await?.map(to_domain).transpose()
}

/// Uses the sign-up up and forgets its password. Of several who try at once exactly one gets `true`.
///
/// # Errors
/// If the database fails.
pub async fn use_up(tx: &WriteTx, id: SignUpId, now: Timestamp) -> Result<bool> {
    let done = sign_up::Entity::update_many()
        .col_expr(sign_up::Column::UsedAt, Expr::value(now.millis()))
        .col_expr(sign_up::Column::PasswordHash, Expr::value(None::<String>))
        .filter(sign_up::Column::Id.eq(id.0))
        .filter(sign_up::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes sign-ups out of the database that expired before `before`; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn erase_expired(tx: &WriteTx, before: Timestamp) -> Result<u64> {
    let old = sign_up::Entity::delete_many().filter(sign_up::Column::ExpiresAt.lt(before.millis()));
    Ok(old.exec(tx.conn()).await?.rows_affected)
}

fn to_domain(row: sign_up::Model) -> Result<SignUp> {
    let handle_key = row.handle.to_ascii_lowercase();
    Ok(SignUp {
        id: SignUpId(row.id),
        email: Email::from_stored(row.email, row.email_key),
        handle: Handle::from_stored(row.handle, handle_key),
        display_name: row.display_name,
        password_hash: row.password_hash,
        locale: map::named("sign_up.locale", &row.locale, Locale::from_name)?,
        invitation_id: row.invitation_id.map(InvitationId),
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        used_at: map::instant(row.used_at),
    })
}
