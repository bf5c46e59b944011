//! Setting a new password: by the link in a mail, or by who is signed in.

use crate::ctx::Ctx;
use crate::email::follow;
use crate::error::{Error, Result};
use crate::mail::{self, link};
use crate::password::check_strength;
use crate::{attempts, known_devices};
use domain::access::{Actor, Via};
use domain::audit::Event;
use domain::id::{AuditEventId, SessionId};
use domain::mail::{Notice, Purpose};
use domain::session::Device;
use domain::user::{ChangePassword, Password, ResetPassword, User};
use domain::{FieldError, Rule, Timestamp};
use persistence::WriteTx;
use serde_json::json;

/// Sets a new password by the link in a mail, once. Somebody else may have had the account, so every session
/// ends and every API key is revoked. Gives the ticket by which the account knows this device from now on:
/// its owner gets in however many strangers are trying.
///
/// # Errors
/// [`Error::LinkInvalid`], [`Error::LinkUsed`], [`Error::LinkExpired`]; [`Error::WeakPassword`],
/// [`Error::InvalidValue`]; [`Error::Busy`].
pub async fn reset(ctx: &Ctx, command: ResetPassword, device: &Device) -> Result<String> {
    let id = link::open_token(ctx, Purpose::ResetPassword, &command.token).ok_or_else(Error::link_invalid)?;
    // A look before the hash, which is dear; what is found here is looked at again in the transaction.
    let (token, user) = persistence::mail_token::find_with_user(&ctx.db, id).await?.ok_or(Error::LinkExpired)?;
    token.check(&user, ctx.clock.now())?;
    let hash = hashed(ctx, &user, command.password, "/password").await?;

    let tx = ctx.db.begin_write().await?;
    let (mut user, token) = follow(ctx, &tx, id).await?;
    let now = ctx.clock.now();
    if token.was_mailed() {
        // Who followed the link reads the address's mail.
        user.email_verified_at = user.email_verified_at.or(Some(now));
    }
    let sessions = persistence::session::revoke_all(&tx, user.id, now).await?;
    let api_keys = persistence::api_key::delete_all(&tx, user.id).await?;
    put(ctx, &tx, &mut user, hash, now, api_keys > 0).await?;
    note(ctx, &tx, "password.reset", &user, device, json!({ "sessions": sessions, "api_keys": api_keys })).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    known_devices::remember(ctx, &user, device)
}

/// Sets a new password for who is signed in, and ends the account's other sessions unless they shall
/// stay. API keys stay unless they shall not. Gives the device's new ticket, as [`reset`] does. Takes the present password or, on an account without one, a recent sign-in.
///
/// # Errors
/// [`Error::InvalidCredentials`] for a wrong present password, [`Error::RecentLoginRequired`];
/// [`Error::WeakPassword`], [`Error::InvalidValue`]; [`Error::RateLimited`]; [`Error::Busy`].
pub async fn change(ctx: &Ctx, actor: &Actor, command: ChangePassword, device: &Device) -> Result<String> {
    let user = persistence::user::find(&ctx.db, actor.user_id).await?.ok_or(Error::SessionRevoked)?;
    let session = prove(ctx, actor, &user, command.current_password).await?;
    let hash = hashed(ctx, &user, command.new_password, "/new_password").await?;

    let tx = ctx.db.begin_write().await?;
    let mut fresh = persistence::user::find_for_update(&tx, user.id).await?.ok_or(Error::SessionRevoked)?;
    if fresh.password_changed_at != user.password_changed_at {
        // Somebody else set one since this one was proven, and may have ended this session by it.
        return Err(Error::InvalidCredentials);
    }
    let now = ctx.clock.now();
    let sessions = if command.keep_other_sessions { 0 } else { persistence::session::revoke_others(&tx, fresh.id, session, now).await? };
    let api_keys = if command.revoke_api_keys { persistence::api_key::delete_all(&tx, fresh.id).await? } else { 0 };
    put(ctx, &tx, &mut fresh, hash, now, api_keys > 0).await?;
    note(ctx, &tx, "password.changed", &fresh, device, json!({ "sessions": sessions, "api_keys": api_keys })).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    known_devices::remember(ctx, &fresh, device)
}

/// Who may set a password, and from which session.
async fn prove(ctx: &Ctx, actor: &Actor, user: &User, current: Option<Password>) -> Result<SessionId> {
    let Via::Session { id, authenticated_at } = actor.via else { return Err(Error::Forbidden) };
    match (current, &user.password_hash) {
        (Some(password), Some(_)) => attempts::in_session(ctx, user, id, password).await?,
        (None, Some(_)) => {
            return Err(Error::InvalidValue(Rule::CurrentPassword.at("/current_password")));
        }
        (_, None) if ctx.clock.now().since(authenticated_at) > ctx.settings.recent_login() => return Err(Error::RecentLoginRequired),
        (_, None) => {}
    }
    Ok(id)
}

async fn hashed(ctx: &Ctx, user: &User, password: Password, pointer: &'static str) -> Result<String> {
    password.check_new().map_err(Error::invalid(pointer))?;
    check_strength(&password, &user.email, &user.handle, &ctx.site.name).map_err(|error| match error {
        Error::WeakPassword(field) => Error::WeakPassword(FieldError { pointer: Some(pointer.to_owned()), ..field }),
        other => other,
    })?;
    ctx.passwords.hash(password, ctx.ids.secret()).await
}

async fn put(ctx: &Ctx, tx: &WriteTx, user: &mut User, hash: String, now: Timestamp, keys_revoked: bool) -> Result<()> {
    user.password_hash = Some(hash);
    user.password_changed_at = now;
    user.updated_at = now;
    persistence::user::save(tx, user).await?;
    mail::notice(tx, ctx, user, Notice::PasswordChanged { keys_revoked }).await
}

/// Writes into the audit log what was done, and what ended with it.
async fn note(ctx: &Ctx, tx: &WriteTx, action: &'static str, user: &User, device: &Device, ended: serde_json::Value) -> Result<()> {
    let event = Event::on_user(AuditEventId(ctx.ids.uuid(user.updated_at)), action, Some(user.id), user.id, user.updated_at);
    Ok(persistence::audit::insert(tx, &event.from(device.address()).with(ended)).await?)
}
