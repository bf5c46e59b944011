//! API keys. A row holds the digest of a key, never the key.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{api_key, user};
use crate::error::{Error, Result};
use crate::map;
use domain::Timestamp;
use domain::access::{Scope, Scopes};
use domain::api_key::ApiKey;
use domain::id::{ApiKeyId, UserId};
use domain::user::{Role, Standing};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// Writes a new key under its digest.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, key: &ApiKey, digest: &str) -> Result<()> {
    api_key::Entity::insert(to_row(key, digest)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// How many keys an account has.
///
/// # Errors
/// If the database fails.
pub async fn count(db: &impl Read, user: UserId) -> Result<u64> {
    Ok(api_key::Entity::find().filter(api_key::Column::UserId.eq(user.0)).count(db.conn()).await?)
}

/// All keys of an account, newest first.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn list(db: &impl Read, user: UserId) -> Result<Vec<ApiKey>> {
    let of_user = api_key::Entity::find().filter(api_key::Column::UserId.eq(user.0));
    let rows = of_user.order_by_desc(api_key::Column::Id).all(db.conn()).await?;
    rows.into_iter().map(to_domain).collect()
}

/// What decides whether a key is good: read on every request that shows one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The key.
    pub key: ApiKey,
    /// Its owner's role as it is now.
    pub role: Role,
    /// Whether its owner's account may be used.
    pub standing: Standing,
}

/// The key with this digest.
///
/// # Errors
/// If the database fails. One query by a unique index and a primary key.
pub async fn check(db: &impl Read, digest: &str) -> Result<Option<Check>> {
    to_check(api_key::Entity::find().filter(api_key::Column::Digest.eq(digest)).find_also_related(user::Entity).one(db.conn()).await?)
}

/// The same for a key whose digest was checked before.
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn check_again(db: &impl Read, id: ApiKeyId) -> Result<Option<Check>> {
    to_check(api_key::Entity::find_by_id(id.0).find_also_related(user::Entity).one(db.conn()).await?)
}

fn to_check(found: Option<(api_key::Model, Option<user::Model>)>) -> Result<Option<Check>> {
    let Some((row, Some(owner))) = found else { return Ok(None) };
    let owner = crate::user::to_domain(owner)?;
    Ok(Some(Check { key: to_domain(row)?, role: owner.role, standing: owner.standing() }))
}

/// Notes a use, unless one at or after `step` is noted already.
///
/// # Errors
/// If the database fails.
pub async fn touch(tx: &WriteTx, id: ApiKeyId, now: Timestamp, step: Timestamp) -> Result<()> {
    let stale = Condition::any().add(api_key::Column::LastUsedAt.is_null()).add(api_key::Column::LastUsedAt.lte(step.millis()));
    api_key::Entity::update_many()
        .col_expr(api_key::Column::LastUsedAt, Expr::value(now.millis()))
        .filter(api_key::Column::Id.eq(id.0))
        .filter(stale)
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Removes a key of this account; `false` if there is none.
///
/// # Errors
/// If the database fails.
pub async fn delete(tx: &WriteTx, user: UserId, id: ApiKeyId) -> Result<bool> {
    let of_user = api_key::Entity::delete_many().filter(api_key::Column::Id.eq(id.0)).filter(api_key::Column::UserId.eq(user.0));
    Ok(of_user.exec(tx.conn()).await?.rows_affected == 1)
}

/// Removes all keys of an account; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn delete_all(tx: &WriteTx, user: UserId) -> Result<u64> {
    Ok(api_key::Entity::delete_many().filter(api_key::Column::UserId.eq(user.0)).exec(tx.conn()).await?.rows_affected)
}

fn to_domain(row: api_key::Model) -> Result<ApiKey> {
    Ok(ApiKey {
        id: ApiKeyId(row.id),
        user_id: UserId(row.user_id),
        scopes: scopes(&row.scopes)?,
        name: row.name,
        hint: row.hint,
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: map::instant(row.expires_at),
        last_used_at: map::instant(row.last_used_at),
    })
}

fn to_row(key: &ApiKey, digest: &str) -> api_key::ActiveModel {
    let scopes: Vec<_> = key.scopes.iter().map(Scope::name).collect();
    api_key::ActiveModel {
        id: Set(key.id.0),
        user_id: Set(key.user_id.0),
        name: Set(key.name.clone()),
        hint: Set(key.hint.clone()),
        digest: Set(digest.to_owned()),
        scopes: Set(scopes.join(" ")),
        created_at: Set(key.created_at.millis()),
        expires_at: Set(map::millis(key.expires_at)),
        last_used_at: Set(map::millis(key.last_used_at)),
    }
}

/// Names with spaces between them. One that this version doesn't know is an error: to leave it out
/// would be safe, but nobody would notice.
fn scopes(names: &str) -> Result<Scopes> {
    let unreadable = |name: &str| Error::Unreadable { column: "api_key.scopes", value: name.to_owned() };
    names.split_whitespace().map(|name| Scope::from_name(name).ok_or_else(|| unreadable(name))).collect()
}
