//! The keys that sign access tokens. A row names a key and says from when on it signs; no row holds one.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::signing_key;
use crate::error::Result;
use domain::Timestamp;
use domain::id::SigningKeyId;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKeyRow {
    /// Its identifier, which it is derived from.
    pub id: SigningKeyId,
    /// The thumbprint of its public half.
    pub kid: String,
    /// From when on it signs. Before that it is only known to whoever verifies.
    pub signs_from: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Every key, in the order in which they sign.
///
/// # Errors
/// If the database fails. There are never more than a few.
pub async fn all(db: &impl Read) -> Result<Vec<SigningKeyRow>> {
    let query = signing_key::Entity::find().order_by_asc(signing_key::Column::SignsFrom).order_by_asc(signing_key::Column::Id);
    Ok(query.all(db.conn()).await?.into_iter().map(to_domain).collect())
}

/// Writes a new key.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, key: &SigningKeyRow) -> Result<()> {
    let row = signing_key::ActiveModel {
        id: Set(key.id.0),
        kid: Set(key.kid.clone()),
        signs_from: Set(key.signs_from.millis()),
        created_at: Set(key.created_at.millis()),
    };
    signing_key::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Removes keys; what they signed is refused from then on.
///
/// # Errors
/// If the database fails.
pub async fn remove(tx: &WriteTx, keys: &[SigningKeyId]) -> Result<()> {
    let ids = keys.iter().map(|id| id.0);
    signing_key::Entity::delete_many().filter(signing_key::Column::Id.is_in(ids)).exec(tx.conn()).await?;
    Ok(())
}

fn to_domain(row: signing_key::Model) -> SigningKeyRow {
    SigningKeyRow {
        id: SigningKeyId(row.id),
        kid: row.kid,
        signs_from: Timestamp::from_millis(row.signs_from),
        created_at: Timestamp::from_millis(row.created_at),
    }
}
