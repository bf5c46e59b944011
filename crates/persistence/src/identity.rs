//! Identities: who may sign in to which account by another service's word.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::identity;
use crate::error::Result;
use domain::Timestamp;
use domain::id::{IdentityId, UserId};
use domain::identity::{Identity, Profile};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// Writes a new identity; `false` if it opens an account already, or its account has another one at
/// the same provider. After that the transaction is still good.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, identity: &Identity) -> Result<bool> {
    let insert = identity::Entity::insert(to_row(identity)).on_conflict(OnConflict::new().do_nothing().to_owned());
    match insert.exec_without_returning(tx.conn()).await {
        Ok(rows) => Ok(rows == 1),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The identity that an issuer knows by this subject.
///
/// # Errors
/// If the database fails. One look-up by a unique index.
pub async fn find(db: &impl Read, issuer: &str, subject: &str) -> Result<Option<Identity>> {
    let found = identity::Entity::find().filter(identity::Column::Issuer.eq(issuer)).filter(identity::Column::Subject.eq(subject));
    Ok(found.one(db.conn()).await?.map(to_domain))
}

/// The identities of an account, the oldest first.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn of_user(db: &impl Read, user: UserId) -> Result<Vec<Identity>> {
    let found = identity::Entity::find().filter(identity::Column::UserId.eq(user.0)).order_by_asc(identity::Column::Id);
    Ok(found.all(db.conn()).await?.into_iter().map(to_domain).collect())
}

/// How many identities open an account.
///
/// # Errors
/// If the database fails.
pub async fn count(db: &impl Read, user: UserId) -> Result<u64> {
    Ok(identity::Entity::find().filter(identity::Column::UserId.eq(user.0)).count(db.conn()).await?)
}

/// Notes a sign-in, and what the provider told this time.
///
/// # Errors
/// If the database fails.
pub async fn touch(tx: &WriteTx, id: IdentityId, profile: &Profile, now: Timestamp) -> Result<()> {
    identity::Entity::update_many()
        .col_expr(identity::Column::Email, Expr::value(profile.email.clone()))
        .col_expr(identity::Column::Name, Expr::value(profile.name.clone()))
        .col_expr(identity::Column::LastUsedAt, Expr::value(now.millis()))
        .filter(identity::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Takes an account's identity at a provider away; `false` if there is none.
///
/// # Errors
/// If the database fails.
pub async fn delete(tx: &WriteTx, user: UserId, provider: &str) -> Result<bool> {
    let done = identity::Entity::delete_many()
        .filter(identity::Column::UserId.eq(user.0))
        .filter(identity::Column::Provider.eq(provider))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

fn to_domain(row: identity::Model) -> Identity {
    Identity {
        id: IdentityId(row.id),
        user_id: UserId(row.user_id),
        provider: row.provider,
        issuer: row.issuer,
        subject: row.subject,
        email: row.email,
        name: row.name,
        created_at: Timestamp::from_millis(row.created_at),
        last_used_at: Timestamp::from_millis(row.last_used_at),
    }
}

fn to_row(identity: &Identity) -> identity::ActiveModel {
    identity::ActiveModel {
        id: Set(identity.id.0),
        user_id: Set(identity.user_id.0),
        provider: Set(identity.provider.clone()),
        issuer: Set(identity.issuer.clone()),
        subject: Set(identity.subject.clone()),
        email: Set(identity.email.clone()),
        name: Set(identity.name.clone()),
        created_at: Set(identity.created_at.millis()),
        last_used_at: Set(identity.last_used_at.millis()),
    }
}
