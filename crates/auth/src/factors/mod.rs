//! Second factors: what a sign-in asks for beyond the password.
//!
//! An account has a second factor once its owner has confirmed the codes of an authenticator app. From
//! then on a password, or a sign-in elsewhere, gives no session but a *ticket*, and the ticket with one
//! proof gives the session. A ticket is good for one session of one account, for five minutes, for five
//! tries, and only while the password stays as it was.
//!
//! * [`required`]: whether the first step of a sign-in needs a second one; whoever signs people in asks it
//! * [`sign_in`]: the second step
//! * [`enrol`]: turning the factor on and off, new recovery codes
//! * [`reauthenticate`]: proving again who one is, before something dangerous

mod base32;
pub mod enrol;
mod proof;
mod qr;
pub mod reauthenticate;
mod recovery;
pub mod sign_in;
mod totp;

pub use sign_in::required;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::mail;
use domain::access::Actor;
use domain::audit::Event;
use domain::factor::{FactorsView, Totp};
use domain::id::{AuditEventId, UserId};
use domain::mail::Notice;
use domain::user::User;
use persistence::WriteTx;
use std::net::IpAddr;
use std::time::Duration;

/// How long a seed waits for its first code.
const UNCONFIRMED: Duration = Duration::from_hours(1);

/// Which factors the actor's account has.
///
/// # Errors
/// If the database fails.
pub async fn status(ctx: &Ctx, actor: &Actor) -> Result<FactorsView> {
    let totp = confirmed(ctx, actor.user_id).await?.is_some();
    let recovery_codes_left = persistence::factor::recovery_codes_left(&ctx.db, actor.user_id).await?;
    let passkeys = persistence::passkey::count(&ctx.db, actor.user_id).await?;
    Ok(FactorsView { totp, passkeys, recovery_codes_left })
}

/// Forgets seeds that nobody confirmed, and which tickets were used when they are too old anyway.
///
/// # Errors
/// If the database fails.
pub async fn sweep(ctx: &Ctx) -> Result<()> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    persistence::factor::forget_unconfirmed(&tx, now.minus(UNCONFIRMED)).await?;
    persistence::ticket::forget_spent(&tx, now).await?;
    Ok(tx.commit().await?)
}

async fn confirmed(ctx: &Ctx, user: UserId) -> Result<Option<Totp>> {
    Ok(persistence::factor::find_totp(&ctx.db, user).await?.filter(|totp| totp.confirmed_at.is_some()))
}

/// The actor's own account.
async fn account(ctx: &Ctx, actor: &Actor) -> Result<User> {
    persistence::user::find(&ctx.db, actor.user_id).await?.ok_or(Error::SessionRevoked)
}

/// Writes what an owner did to his own account into the audit log, and tells him, in case it was not he.
async fn changed(ctx: &Ctx, tx: &WriteTx, user: &User, action: &'static str, told: Notice, address: Option<IpAddr>) -> Result<()> {
    note(ctx, tx, action, user.id, address).await?;
    mail::notice(tx, ctx, user, told).await
}

async fn note(ctx: &Ctx, tx: &WriteTx, action: &'static str, user: UserId, address: Option<IpAddr>) -> Result<()> {
    let now = ctx.clock.now();
    let event = Event::on_user(AuditEventId(ctx.ids.uuid(now)), action, Some(user), user, now).from(address);
    Ok(persistence::audit::insert(tx, &event).await?)
}
