//! Passkeys: signing in by an authenticator (Web Authentication Level 3) instead of a password.
//!
//! Every passkey is discoverable and every use verifies the person (a finger, a face, a PIN), so one is
//! two factors by itself: it begins a session without a name or a password being typed, stands in for
//! the code of an app, and proves again who holds a session.
//!
//! * [`registration`]: making one
//! * [`sign_in`]: using one
//!
//! Challenges are tickets, so that beginning a sign-in, which anybody can do, writes nothing.

mod challenge;
pub mod registration;
pub mod sign_in;
mod webauthn;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::mail;
use crate::ways_in;
use domain::access::Actor;
use domain::audit::{Event, Target};
use domain::id::{AuditEventId, PasskeyId, UserId};
use domain::mail::Notice;
use domain::page::Page;
use domain::passkey::{PasskeyView, RenamePasskey};
use domain::text;
use persistence::WriteTx;
use serde_json::{Value, json};
use std::net::IpAddr;

/// All passkeys of the actor's account, oldest first; there are few enough for one page.
///
/// # Errors
/// If the database fails.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Page<PasskeyView>> {
    let passkeys = persistence::passkey::list(&ctx.db, actor.user_id).await?;
    Ok(Page { items: passkeys.iter().map(PasskeyView::from).collect(), next_cursor: None })
}

/// Gives a passkey another name.
///
/// # Errors
/// [`Error::NotFound`] if the actor's account has no such passkey.
pub async fn rename(ctx: &Ctx, actor: &Actor, id: PasskeyId, command: &RenamePasskey) -> Result<PasskeyView> {
    let tx = ctx.db.begin_write().await?;
    if !persistence::passkey::rename(&tx, actor.user_id, id, &text::normal(&command.name)).await? {
        return Err(Error::NotFound);
    }
    let passkey = persistence::passkey::find(&tx, actor.user_id, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok(PasskeyView::from(&passkey))
}

/// Removes a passkey; nobody signs in by it from now on.
///
/// # Errors
/// [`Error::NotFound`] if the actor's account has no such passkey; [`Error::LastSignInMethod`] if
/// nobody could sign in to the account without it.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: PasskeyId, address: Option<IpAddr>) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    // The lock on the account lets several who remove ways in at once see each other.
    let user = persistence::user::find_for_update(&tx, actor.user_id).await?.ok_or(Error::SessionRevoked)?;
    let passkey = persistence::passkey::find(&tx, user.id, id).await?.ok_or(Error::NotFound)?;
    persistence::passkey::delete(&tx, user.id, id).await?;
    ways_in::demand_one(&tx, &user).await?;
    note(ctx, &tx, "passkey.removed", Some(user.id), id, address, json!({})).await?;
    mail::notice(&tx, ctx, &user, Notice::SignInMethodRemoved { name: passkey.name }).await?;
    Ok(tx.commit().await?)
}

async fn note(
    ctx: &Ctx,
    tx: &WriteTx,
    action: &'static str,
    actor_id: Option<UserId>,
    passkey: PasskeyId,
    address: Option<IpAddr>,
    detail: Value,
) -> Result<()> {
    let at = ctx.clock.now();
    let target = Some(Target { kind: "passkey", id: passkey.to_string() });
    let event = Event { id: AuditEventId(ctx.ids.uuid(at)), at, actor_id, action, target, address, detail };
    Ok(persistence::audit::insert(tx, &event).await?)
}
