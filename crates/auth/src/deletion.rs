//! Leaving, and coming back while there is time.
//!
//! A deleted account is hidden at once, with its videos, and its sessions end. For some days its owner
//! can have it back: whoever signs in, in whatever way, is refused with a ticket that restores the
//! account. After that, everything of it is erased (`pipeline::erasure`).

use crate::attempts;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ticket;
use domain::Timestamp;
use domain::access::{Actor, Via};
use domain::audit::Event;
use domain::id::{AuditEventId, UserId};
use domain::session::Device;
use domain::user::{DeleteAccount, DeletionView, RestorationView, RestoreAccount, Role, Standing, User};
use persistence::WriteTx;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;

const PURPOSE: &str = "restore-account";
const LIFE: Duration = Duration::from_mins(10);

/// What a ticket says: its holder proved to own this account after it was deleted then.
#[derive(Debug, Serialize, Deserialize)]
struct Ticket {
    user: UserId,
    deleted_at: i64,
    expires_at: i64,
}

/// Deletes the actor's account: hidden now, erased when the time to change one's mind is over.
///
/// # Errors
/// [`Error::RecentLoginRequired`] unless the sign-in is recent or the password is given, which is not
/// enough for accounts with a second factor; [`Error::InvalidCredentials`] for a wrong one;
/// [`Error::LastAdmin`]; [`Error::RateLimited`]; [`Error::Busy`].
pub async fn delete(ctx: &Ctx, actor: &Actor, command: Option<DeleteAccount>, device: &Device) -> Result<DeletionView> {
    let user = persistence::user::find(&ctx.db, actor.user_id).await?.ok_or(Error::SessionRevoked)?;
    prove(ctx, actor, &user, command).await?;

    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    // Before the account itself: everybody locks administrators first.
    let administrators = persistence::user::lock_administrators(&tx).await?;
    let user = persistence::user::find_for_update(&tx, actor.user_id).await?;
    let mut user = user.filter(|user| user.standing() != Standing::Deleted).ok_or(Error::SessionRevoked)?;
    if user.role == Role::Admin && administrators.iter().all(|other| *other == user.id) {
        return Err(Error::LastAdmin);
    }
    let grace = ctx.settings.deletion_grace();
    user.delete(grace, now);
    persistence::user::save(&tx, &user).await?;
    persistence::session::revoke_all(&tx, user.id, now).await?;
    note(ctx, &tx, "user.deleted", user.id, device.address(), now).await?;
    tx.commit().await?;
    Ok(DeletionView { erase_after: now.plus(grace) })
}

/// Gives a deleted account back to whoever holds the ticket of a refused sign-in. Signing in is a
/// separate step.
///
/// # Errors
/// [`Error::ChallengeExpired`] for a ticket that is too old or none of ours, and when there is nothing
/// to restore any more.
pub async fn restore(ctx: &Ctx, command: &RestoreAccount, address: Option<IpAddr>) -> Result<()> {
    let now = ctx.clock.now();
    let ticket = open(ctx, &command.ticket, now).ok_or(Error::ChallengeExpired)?;
    let tx = ctx.db.begin_write().await?;
    let user = persistence::user::find_for_update(&tx, ticket.user).await?;
    let same = |user: &User| user.deleted_at.map(Timestamp::millis) == Some(ticket.deleted_at);
    let user = user.filter(|user| same(user) && user.restorable_until(now).is_some());
    let mut user = user.ok_or(Error::ChallengeExpired)?;
    user.restore(now);
    persistence::user::save(&tx, &user).await?;
    note(ctx, &tx, "user.restored", user.id, address, now).await?;
    Ok(tx.commit().await?)
}

/// Why nobody signs in to a deleted account, told to who has just proved to own it.
pub(crate) fn refusal(ctx: &Ctx, user: &User) -> Result<Error> {
    let now = ctx.clock.now();
    let (Some(erase_after), Some(deleted_at)) = (user.restorable_until(now), user.deleted_at) else {
        return Ok(Error::InvalidCredentials);
    };
    let ticket = Ticket { user: user.id, deleted_at: deleted_at.millis(), expires_at: now.plus(LIFE).millis() };
    let payload = serde_json::to_vec(&ticket).map_err(|_| Error::Crypto("writing a ticket"))?;
    let ticket = ticket::seal(&ctx.keys, PURPOSE, &payload)?;
    Ok(Error::AccountDeletionPending(RestorationView { ticket, expires_in: LIFE.as_secs(), erase_after }))
}

fn open(ctx: &Ctx, text: &str, now: Timestamp) -> Option<Ticket> {
    let payload = ticket::open(&ctx.keys, PURPOSE, text)?;
    serde_json::from_slice::<Ticket>(&payload).ok().filter(|ticket| now.millis() < ticket.expires_at)
}

/// A recent sign-in is proof of everything that the account asks for; a password alone is not, where
/// there is a second factor.
async fn prove(ctx: &Ctx, actor: &Actor, user: &User, command: Option<DeleteAccount>) -> Result<()> {
    let Via::Session { id, authenticated_at } = actor.via else { return Err(Error::RecentLoginRequired) };
    let recent = ctx.clock.now().since(authenticated_at) <= ctx.settings.recent_login();
    let enough = recent || persistence::factor::find_totp(&ctx.db, user.id).await?.is_none_or(|totp| totp.confirmed_at.is_none());
    match command.and_then(|command| command.password) {
        Some(password) if enough => attempts::in_session(ctx, user, id, password).await,
        None if recent => Ok(()),
        _ => Err(Error::RecentLoginRequired),
    }
}

async fn note(ctx: &Ctx, tx: &WriteTx, action: &'static str, user: UserId, address: Option<IpAddr>, now: Timestamp) -> Result<()> {
    let event = Event::on_user(AuditEventId(ctx.ids.uuid(now)), action, Some(user), user, now).from(address);
    Ok(persistence::audit::insert(tx, &event).await?)
}
