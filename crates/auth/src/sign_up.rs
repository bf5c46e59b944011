//! Signing up where the address must be proven first: the account is made by the link in the mail.
//!
//! Nothing here looks whether the address has an account before the link is followed, so neither the
//! answers nor their times tell.

use crate::accounts::{self, Form, Terms};
use crate::caller::Caller;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::{invitations, mail};
use domain::id::{InvitationId, SignUpId, UserId};
use domain::mail::{Letter, Purpose};
use domain::sign_up::{SignUp, handles};
use domain::text;
use domain::user::{Password, PendingView, User};
use persistence::WriteTx;

/// Keeps a sign-up until its address is proven, and has the mail sent.
pub(crate) async fn wait(ctx: &Ctx, form: Form, invitation_id: Option<InvitationId>, caller: Caller) -> Result<PendingView> {
    mail::request::take(ctx, &form.email, caller, ctx.clock.now()).await?;
    if persistence::user::find_by_handle_key(&ctx.db, form.handle.key()).await?.is_some() {
        return Err(Error::handle_taken());
    }
    let password_hash = Some(ctx.passwords.hash(form.password, ctx.ids.secret()).await?);
    let now = ctx.clock.now();
    let sign_up = SignUp {
        id: SignUpId(ctx.ids.uuid(now)),
        email: form.email,
        handle: form.handle,
        display_name: form.display_name,
        password_hash,
        locale: caller.locale,
        invitation_id,
        created_at: now,
        expires_at: now.plus(ctx.settings.link_lifetime(Purpose::VerifyEmail)),
        used_at: None,
    };
    let address = sign_up.email.as_str();
    let tx = ctx.db.begin_write().await?;
    persistence::sign_up::put(&tx, &sign_up).await?;
    mail::to_address(&tx, ctx, address, caller.locale, Letter::SignUp { sign_up: sign_up.id }).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(PendingView { email: address.to_owned() })
}

/// Whether this is the address and the password of a sign-up that waits. Who knows both may be told;
/// to everybody else it takes the same time whether or not one waits.
pub(crate) async fn waits(ctx: &Ctx, name: &str, password: Password) -> Result<bool> {
    let key = text::folded(name);
    if !ctx.settings.require_verified_email || !key.contains('@') {
        return Ok(false);
    }
    let waiting = persistence::sign_up::find_by_email_key(&ctx.db, &key).await?;
    let hash = waiting.filter(|sign_up| ctx.clock.now() < sign_up.expires_at).and_then(|sign_up| sign_up.password_hash);
    ctx.passwords.verify(password, hash.as_deref()).await
}

/// Makes the account, now that its address is proven.
///
/// # Errors
/// [`Error::LinkUsed`], [`Error::LinkExpired`]; [`Error::EmailTaken`] if the address has got an account
/// otherwise meanwhile; [`Error::SignUpClosed`], [`Error::InvitationRequired`],
/// [`Error::InvitationInvalid`].
pub(crate) async fn complete(ctx: &Ctx, id: SignUpId, caller: Caller) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let now = ctx.clock.now();
    // A newer sign-up with the same address has taken the row's place.
    let sign_up = persistence::sign_up::find(&tx, id).await?.ok_or(Error::LinkExpired)?;
    let hash = sign_up.password_hash.clone().filter(|_| sign_up.used_at.is_none()).ok_or(Error::LinkUsed)?;
    if now >= sign_up.expires_at {
        return Err(Error::LinkExpired);
    }
    if !persistence::sign_up::use_up(&tx, id, now).await? {
        return Err(Error::LinkUsed);
    }
    let invitation = match sign_up.invitation_id {
        Some(id) => Some(persistence::invitation::find(&tx, id).await?.ok_or_else(Error::invitation_invalid)?),
        None => None,
    };
    let terms = Terms::of(ctx, invitation.as_ref())?;
    let mut user = User::new(UserId(ctx.ids.uuid(now)), sign_up.email.clone(), sign_up.handle.clone(), terms.role, hash, now);
    user.display_name.clone_from(&sign_up.display_name);
    user.locale = sign_up.locale;
    user.email_verified_at = Some(now);
    user.approved_at = terms.approved.then_some(now);
    insert(&tx, user.clone()).await?;
    if let Some(invitation) = invitation {
        invitations::use_up(ctx, &tx, invitation.id, user.id).await?;
    }
    accounts::note(ctx, &tx, "account.created", Some(user.id), user.id, caller.address).await?;
    Ok(tx.commit().await?)
}

/// Writes the account under the handle that was wished for, or the next one that is free.
async fn insert(tx: &WriteTx, mut user: User) -> Result<()> {
    for handle in handles(&user.handle.clone()) {
        user.handle = handle;
        if persistence::user::insert(tx, &user).await? {
            return Ok(());
        }
        if persistence::user::find_by_email_key(tx, user.email.key()).await?.is_some() {
            return Err(Error::email_taken());
        }
    }
    Err(Error::handle_taken())
}
