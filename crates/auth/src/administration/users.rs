//! Accounts in the hands of administrators: looked through, given roles, locked, signed out.

use super::Authority;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use domain::Rule;
use domain::Versioned;
use domain::id::UserId;
use domain::page::{Cursor, Page, PageRequest};
use domain::user::{AdminUserView, ChangeRole, Role, Standing, Suspend, User};
use persistence::WriteTx;
pub use persistence::user::Filter;
use serde_json::json;

/// How many suspensions one sweep ends at most, so that its transaction stays short.
const SWEEP: u64 = 100;

/// A page of the list of accounts as the client asks for it.
#[derive(Clone, Debug)]
pub struct ListUsers {
    /// The condition.
    pub filter: Filter,
    /// The most rows.
    pub limit: u64,
    /// The cursor of the page before.
    pub cursor: Option<String>,
}

/// An account as it is now.
pub type Found = Versioned<AdminUserView>;

fn found(ctx: &Ctx, user: &User) -> Found {
    Found { view: AdminUserView::new(user, &ctx.avatars), version: user.updated_at.millis() }
}

/// Accounts, newest first.
///
/// # Errors
/// [`Error::Cursor`] for a cursor of another list.
pub async fn list(ctx: &Ctx, _authority: &Authority, request: ListUsers) -> Result<Page<AdminUserView>> {
    let identity = ("users", request.filter.clone());
    let after = request.cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = persistence::user::list(&ctx.db, &request.filter, PageRequest { limit: request.limit, after }).await?;
    let cursor = |user: &User| Cursor { key: 0, id: user.id.0 }.encode(&identity);
    Ok(Page::from_rows(rows, request.limit, cursor, |user| AdminUserView::new(&user, &ctx.avatars)))
}

/// One account, whatever its state.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(ctx: &Ctx, _authority: &Authority, id: UserId) -> Result<Found> {
    persistence::user::find(&ctx.db, id).await?.as_ref().map(|user| found(ctx, user)).ok_or(Error::NotFound)
}

/// Gives an account another role, from its next request on. `seen` is what the client last saw of it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Error::OwnAccount`], [`Error::LastAdmin`].
pub async fn change_role(ctx: &Ctx, authority: &Authority, id: UserId, seen: Option<&[i64]>, command: ChangeRole) -> Result<Found> {
    let tx = ctx.db.begin_write().await?;
    let mut user = held(&tx, authority, id, seen, command.role != Role::Admin).await?;
    let before = user.role;
    if before != command.role {
        user.role = command.role;
        user.updated_at = ctx.clock.now();
        persistence::user::save(&tx, &user).await?;
        authority.note(ctx, &tx, "user.role-changed", id, json!({ "from": before, "to": user.role })).await?;
        tx.commit().await?;
    }
    Ok(found(ctx, &user))
}

/// Locks an account: everything that it shows is refused at once, until it is reinstated. Its
/// sessions, keys and videos stay as they are.
///
/// # Errors
/// As [`change_role`]; [`Error::InvalidValue`] for an end that lies in the past.
pub async fn suspend(ctx: &Ctx, authority: &Authority, id: UserId, seen: Option<&[i64]>, command: Suspend) -> Result<Found> {
    let now = ctx.clock.now();
    if command.until.is_some_and(|until| until <= now) {
        return Err(Error::InvalidValue(Rule::Future.at("/until")));
    }
    let tx = ctx.db.begin_write().await?;
    let mut user = held(&tx, authority, id, seen, true).await?;
    user.suspend(&command, now);
    persistence::user::save(&tx, &user).await?;
    // Not the reason: the log outlives the account and holds no word about a person.
    authority.note(ctx, &tx, "user.suspended", id, json!({ "until": command.until })).await?;
    tx.commit().await?;
    Ok(found(ctx, &user))
}

/// Lets an account be used again; one that isn't locked stays as it is.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`].
pub async fn reinstate(ctx: &Ctx, authority: &Authority, id: UserId, seen: Option<&[i64]>) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let mut user = held(&tx, authority, id, seen, false).await?;
    if user.suspended_at.is_some() {
        user.reinstate(ctx.clock.now());
        persistence::user::save(&tx, &user).await?;
        authority.note(ctx, &tx, "user.reinstated", id, json!({})).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Ends every session of an account and revokes its API keys: whoever does this to somebody else's account
/// has a reason to shut everybody out of it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn logout(ctx: &Ctx, authority: &Authority, id: UserId) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    persistence::user::find(&tx, id).await?.ok_or(Error::NotFound)?;
    let ended = persistence::session::revoke_all(&tx, id, ctx.clock.now()).await?;
    let revoked = persistence::api_key::delete_all(&tx, id).await?;
    authority.note(ctx, &tx, "user.logged-out", id, json!({ "sessions": ended, "api_keys": revoked })).await?;
    Ok(tx.commit().await?)
}

/// Ends suspensions whose time is over; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn sweep(ctx: &Ctx) -> Result<usize> {
    let tx = ctx.db.begin_write().await?;
    let now = ctx.clock.now();
    let over = persistence::user::lock_over_suspended(&tx, now, SWEEP).await?;
    for mut user in over.iter().cloned() {
        user.reinstate(now);
        persistence::user::save(&tx, &user).await?;
        Authority::operator().note(ctx, &tx, "user.reinstated", user.id, json!({ "because": "its time was over" })).await?;
    }
    tx.commit().await?;
    Ok(over.len())
}

/// The account, locked, for a change that `weakens` it or doesn't.
async fn held(tx: &WriteTx, authority: &Authority, id: UserId, seen: Option<&[i64]>, weakens: bool) -> Result<User> {
    // Before the account itself: everybody locks administrators first.
    let administrators = persistence::user::lock_administrators(tx).await?;
    let user = persistence::user::find_for_update(tx, id).await?;
    let user = user.filter(|user| user.standing() != Standing::Deleted).ok_or(Error::NotFound)?;
    if seen.is_some_and(|versions| !versions.contains(&user.updated_at.millis())) {
        return Err(Error::Stale);
    }
    if weakens && authority.actor == Some(id) {
        return Err(Error::OwnAccount);
    }
    if weakens && user.role == Role::Admin && administrators.iter().all(|other| *other == id) {
        return Err(Error::LastAdmin);
    }
    Ok(user)
}
