//! What an account tells of itself: read and changed by its owner, shown to everybody.
//!
//! * [`avatar`]: its picture
//! * `handle`: its name in addresses, which leads here for a while after it was changed

pub mod avatar;
mod handle;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use domain::access::Actor;
use domain::user::{Handle, PatchProfile, ProfileView, PublicProfileView, ReplaceProfile, Standing, User};
use domain::{Timestamp, Versioned};
use persistence::WriteTx;

/// A profile as it is now.
pub type Found = Versioned<ProfileView>;

/// What is at a handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtHandle<T> {
    /// An account.
    Here(T),
    /// Nothing any more: the account has this handle now.
    Moved(String),
}

/// The actor's own profile.
///
/// # Errors
/// [`Error::SessionRevoked`] if the account is gone since the actor was authenticated.
pub async fn get(ctx: &Ctx, actor: &Actor) -> Result<Found> {
    let user = persistence::user::find(&ctx.db, actor.user_id).await?;
    Ok(found(ctx, &usable(user)?))
}

/// Puts a new profile in place of all of the old. `seen` are the versions that the client read, one of
/// which must be the current one, if it cares.
///
/// # Errors
/// [`Error::Stale`]; [`Error::HandleTaken`] also for a handle that another account had not long ago;
/// [`Error::HandleChangeTooSoon`]; [`Error::InvalidValue`].
pub async fn replace(ctx: &Ctx, actor: &Actor, seen: Option<&[i64]>, command: ReplaceProfile) -> Result<Found> {
    let handle = parse(&command.handle)?;
    change(ctx, actor, seen, Some(handle), |user, now| user.replace_profile(command, now)).await
}

/// Changes what the patch names.
///
/// # Errors
/// As [`replace`].
pub async fn patch(ctx: &Ctx, actor: &Actor, seen: Option<&[i64]>, patch: PatchProfile) -> Result<Found> {
    let handle = patch.handle.as_deref().map(parse).transpose()?;
    change(ctx, actor, seen, handle, |user, now| user.patch_profile(patch, now)).await
}

/// What everybody sees at a handle, in any case.
///
/// # Errors
/// [`Error::NotFound`] also for accounts that were deleted.
pub async fn at_handle(ctx: &Ctx, handle: &str) -> Result<AtHandle<PublicProfileView>> {
    Ok(match account_at(ctx, handle).await? {
        AtHandle::Here(user) => {
            let renown = persistence::user::renown(&ctx.db, user.id).await?;
            AtHandle::Here(PublicProfileView::new(&user, renown, &ctx.avatars))
        }
        AtHandle::Moved(handle) => AtHandle::Moved(handle),
    })
}

/// Whose handle it is, in any case.
///
/// # Errors
/// [`Error::NotFound`] also for accounts that were deleted.
pub async fn account_at(ctx: &Ctx, handle: &str) -> Result<AtHandle<User>> {
    let is_shown = |user: &User| user.standing() != Standing::Deleted;
    let key = domain::text::folded(handle);
    if let Some(user) = persistence::user::find_by_handle_key(&ctx.db, &key).await? {
        return if is_shown(&user) { Ok(AtHandle::Here(user)) } else { Err(Error::NotFound) };
    }
    let moved = persistence::user::find_by_former_handle(&ctx.db, &key, ctx.clock.now()).await?;
    let user = moved.filter(is_shown).ok_or(Error::NotFound)?;
    Ok(AtHandle::Moved(user.handle.as_str().to_owned()))
}

/// Lets former handles go whose time is over.
///
/// # Errors
/// If the database fails.
pub async fn sweep(ctx: &Ctx) -> Result<u64> {
    let tx = ctx.db.begin_write().await?;
    let count = persistence::user::forget_handles(&tx, ctx.clock.now()).await?;
    tx.commit().await?;
    Ok(count)
}

async fn change(
    ctx: &Ctx,
    actor: &Actor,
    seen: Option<&[i64]>,
    handle: Option<Handle>,
    edit: impl FnOnce(&mut User, Timestamp),
) -> Result<Found> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let mut user = own(&tx, actor).await?;
    if seen.is_some_and(|versions| !versions.contains(&user.updated_at.millis())) {
        return Err(Error::Stale);
    }
    if let Some(handle) = handle.filter(|handle| handle.as_str() != user.handle.as_str()) {
        handle::change(ctx, &tx, &mut user, handle, now).await?;
    }
    edit(&mut user, now);
    persistence::user::save(&tx, &user).await?;
    tx.commit().await?;
    Ok(found(ctx, &user))
}

/// The actor's account, locked.
async fn own(tx: &WriteTx, actor: &Actor) -> Result<User> {
    usable(persistence::user::find_for_update(tx, actor.user_id).await?)
}

fn usable(user: Option<User>) -> Result<User> {
    user.filter(|user| user.standing() == Standing::Good).ok_or(Error::SessionRevoked)
}

fn parse(handle: &str) -> Result<Handle> {
    Handle::parse(handle).map_err(Error::invalid("/handle"))
}

fn found(ctx: &Ctx, user: &User) -> Found {
    Found { view: ProfileView::new(user, &ctx.avatars), version: user.updated_at.millis() }
}
