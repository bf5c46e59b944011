//! The address of an account: proving it and changing it.

use crate::caller::Caller;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::mail::{self, link, request};
use crate::{accounts, sign_up};
use domain::access::Actor;
use domain::id::MailTokenId;
use domain::mail::{Letter, Mail, MailToken, Notice, Purpose};
use domain::user::{ChangeEmail, Email, FollowLink, Standing, User};
use persistence::WriteTx;

/// Does what the link in a mail about an address is for: makes the account of a sign-up, marks the
/// address as proven, or gives the account its new address.
///
/// # Errors
/// [`Error::LinkInvalid`], [`Error::LinkUsed`], [`Error::LinkExpired`]; [`Error::EmailTaken`] if another
/// account has got the address meanwhile; for sign-ups [`Error::SignUpClosed`],
/// [`Error::InvitationRequired`], [`Error::InvitationInvalid`].
pub async fn verify(ctx: &Ctx, command: FollowLink, caller: Caller) -> Result<()> {
    if let Some(id) = link::open_sign_up(ctx, &command.token) {
        return sign_up::complete(ctx, id, caller).await;
    }
    if let Some(id) = link::open_token(ctx, Purpose::VerifyEmail, &command.token) {
        return verified(ctx, id, caller).await;
    }
    let id = link::open_token(ctx, Purpose::ChangeEmail, &command.token).ok_or_else(Error::link_invalid)?;
    changed(ctx, id, caller).await
}

/// Sends a link to the new address, and word of it to the present one.
///
/// # Errors
/// [`Error::InvalidValue`]; [`Error::RateLimited`]; [`Error::SessionRevoked`] if the account is gone.
pub async fn change(ctx: &Ctx, actor: &Actor, command: ChangeEmail, caller: Caller) -> Result<()> {
    let email = Email::parse(&command.email).map_err(Error::invalid("/email"))?;
    let now = ctx.clock.now();
    request::take(ctx, &email, caller, now).await?;
    let tx = ctx.db.begin_write().await?;
    let user = persistence::user::find_for_update(&tx, actor.user_id).await?.ok_or(Error::SessionRevoked)?;
    let token = request::token(&tx, ctx, &user, Purpose::ChangeEmail, &email).await?;
    let id = domain::id::MailId(ctx.ids.uuid(now));
    let letter = Letter::ChangeEmail { token };
    mail::put(&tx, ctx, &Mail::new(id, Some(user.id), email.as_str(), letter, user.locale, now)).await?;
    mail::notice(&tx, ctx, &user, Notice::EmailChangeRequested { to: email.as_str().to_owned() }).await?;
    accounts::note(ctx, &tx, "email.change-requested", Some(user.id), user.id, caller.address).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}

/// Uses a link up and gives its account, locked, with what the link says. The account is locked first,
/// so that of several who follow a link at once the later ones see what the first one did.
pub(crate) async fn follow(ctx: &Ctx, tx: &WriteTx, id: MailTokenId) -> Result<(User, MailToken)> {
    let now = ctx.clock.now();
    let token = persistence::mail_token::find(tx, id).await?.ok_or(Error::LinkExpired)?;
    let user = persistence::user::find_for_update(tx, token.user_id).await?;
    let user = user.filter(|user| user.standing() != Standing::Deleted).ok_or(Error::LinkExpired)?;
    let token = persistence::mail_token::find(tx, id).await?.ok_or(Error::LinkExpired)?;
    token.check(&user, now)?;
    if !persistence::mail_token::use_up(tx, id, now).await? {
        return Err(Error::LinkUsed);
    }
    Ok((user, token))
}

async fn verified(ctx: &Ctx, id: MailTokenId, caller: Caller) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let (mut user, _) = follow(ctx, &tx, id).await?;
    let now = ctx.clock.now();
    user.email_verified_at = Some(now);
    user.updated_at = now;
    persistence::user::save(&tx, &user).await?;
    accounts::note(ctx, &tx, "email.verified", Some(user.id), user.id, caller.address).await?;
    Ok(tx.commit().await?)
}

async fn changed(ctx: &Ctx, id: MailTokenId, caller: Caller) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let (user, token) = follow(ctx, &tx, id).await?;
    let email = Email::parse(&token.email).map_err(Error::invalid("/token"))?;
    if !persistence::user::change_email(&tx, user.id, &email, ctx.clock.now()).await? {
        return Err(Error::email_taken());
    }
    // To the former address, which `user` still has.
    mail::notice(&tx, ctx, &user, Notice::EmailChanged { to: token.email }).await?;
    accounts::note(ctx, &tx, "email.changed", Some(user.id), user.id, caller.address).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}
