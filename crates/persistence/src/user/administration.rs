//! What only administrators ask of accounts.

use super::to_domain;
use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::user;
use crate::error::Result;
use crate::map;
use domain::Timestamp;
use domain::id::UserId;
use domain::page::PageRequest;
use domain::user::{AccountState, Role, User};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

/// What the rows of a list must fulfil; empty fields don't filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The handle or the address contains this, in its folded form.
    pub text: Option<String>,
    /// Has this role.
    pub role: Option<Role>,
    /// Is in this state.
    pub state: Option<AccountState>,
}

/// Accounts, newest first; up to `limit + 1` of them, and the cursor's key is unused. A text is
/// looked for by reading all rows in order: administrators are few and ask seldom.
///
/// # Errors
/// If the database fails. One query.
pub async fn list(db: &impl Read, filter: &Filter, page: PageRequest) -> Result<Vec<User>> {
    let mut select = in_state(user::Entity::find(), filter.state);
    if let Some(text) = &filter.text {
        let like = || map::containing(text);
        select = select.filter(Condition::any().add(user::Column::HandleKey.like(like())).add(user::Column::EmailKey.like(like())));
    }
    if let Some(role) = filter.role {
        select = select.filter(user::Column::Role.eq(role.name()));
    }
    if let Some(after) = page.after {
        select = select.filter(user::Column::Id.lt(after.id));
    }
    let rows = select.order_by_desc(user::Column::Id).limit(page.limit + 1).all(db.conn()).await?;
    rows.into_iter().map(to_domain).collect()
}

/// The administrators whose accounts may be used, locked until the transaction ends. Whoever takes
/// one away looks here first, so of two who would take away the last ones together, one finds out.
///
/// # Errors
/// If the database fails.
pub async fn lock_administrators(tx: &WriteTx) -> Result<Vec<UserId>> {
    let active = in_state(user::Entity::find(), Some(AccountState::Active)).filter(user::Column::Role.eq(Role::Admin.name()));
    // Everybody locks in the same order, so nobody waits for each other.
    let ids = active.select_only().column(user::Column::Id).order_by_asc(user::Column::Id).lock_exclusive();
    Ok(ids.into_tuple::<uuid::Uuid>().all(tx.conn()).await?.into_iter().map(UserId).collect())
}

/// Up to `limit` accounts whose suspension is over, locked until the transaction ends.
///
/// # Errors
/// If the database fails.
pub async fn lock_over_suspended(tx: &WriteTx, now: Timestamp, limit: u64) -> Result<Vec<User>> {
    let over = user::Entity::find().filter(user::Column::SuspendedUntil.lte(now.millis())).order_by_asc(user::Column::Id);
    let rows = over.limit(limit).lock_exclusive().all(tx.conn()).await?;
    rows.into_iter().map(to_domain).collect()
}

/// The same cases as where `domain::user::AccountState` is told of an account.
fn in_state(select: Select<user::Entity>, state: Option<AccountState>) -> Select<user::Entity> {
    let (suspended, deleted, approved) = (user::Column::SuspendedAt, user::Column::DeletedAt, user::Column::ApprovedAt);
    let usable = |select: Select<user::Entity>| select.filter(deleted.is_null()).filter(suspended.is_null());
    match state {
        None => select,
        Some(AccountState::Active) => usable(select).filter(approved.is_not_null()),
        Some(AccountState::Pending) => usable(select).filter(approved.is_null()),
        Some(AccountState::Suspended) => select.filter(deleted.is_null()).filter(suspended.is_not_null()),
        Some(AccountState::Deleted) => select.filter(deleted.is_not_null()),
    }
}
