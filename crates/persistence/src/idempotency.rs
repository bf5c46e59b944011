//! Creations that a client may repeat: the key is written in the transaction of the creation, so
//! there is either both or neither.

use crate::db::WriteTx;
use crate::db::sealed::Connected;
use crate::entity::idempotency_key;
use crate::error::Result;
use domain::Timestamp;
use domain::id::UserId;
use domain::idempotency::IdempotencyKey;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// What a key was used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The body that it came with then.
    pub fingerprint: String,
    /// What was made.
    pub made: Uuid,
}

/// Notes that the account makes `made` under this key, or tells what it made under it before.
/// Of two requests at once the second waits for the first.
///
/// # Errors
/// If the database fails.
pub async fn claim(tx: &WriteTx, owner: UserId, key: &IdempotencyKey, made: Uuid, now: Timestamp) -> Result<Option<Earlier>> {
    let row = idempotency_key::ActiveModel {
        owner_id: Set(owner.0),
        key: Set(key.name().to_owned()),
        fingerprint: Set(key.fingerprint().to_owned()),
        made_id: Set(made),
        created_at: Set(now.millis()),
    };
    let first = OnConflict::columns([idempotency_key::Column::OwnerId, idempotency_key::Column::Key]).do_nothing().to_owned();
    idempotency_key::Entity::insert(row).on_conflict(first).exec_without_returning(tx.conn()).await?;
    let stored = idempotency_key::Entity::find_by_id((owner.0, key.name().to_owned())).one(tx.conn()).await?;
    Ok(stored.filter(|s| s.made_id != made).map(|s| Earlier { fingerprint: s.fingerprint, made: s.made_id }))
}

/// Forgets the keys that were used before `before`, and tells how many.
///
/// # Errors
/// If the database fails.
pub async fn forget(tx: &WriteTx, before: Timestamp) -> Result<u64> {
    let old = idempotency_key::Entity::delete_many().filter(idempotency_key::Column::CreatedAt.lt(before.millis()));
    Ok(old.exec(tx.conn()).await?.rows_affected)
}
