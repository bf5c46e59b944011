//! Mails that anybody can ask for, for any address.
//!
//! The request writes the same row whatever there is at the address; a job finds out what, and for
//! whom there is nothing it does nothing. So neither the answer nor its time tells who has an account.

use super::{PRIORITY, to_address, to_user};
use crate::caller::Caller;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::limiter::address_key;
use domain::id::{JobId, MailTokenId};
use domain::locale::Locale;
use domain::mail::{Letter, MailToken, Purpose};
use domain::user::{AskForMail, Email, Standing, User};
use domain::{Timestamp, text};
use persistence::WriteTx;
use persistence::job::{self, NewJob};
use serde::{Deserialize, Serialize};

/// The kind of the jobs that answer a request for a mail.
pub const JOB: &str = "mail-request";

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Want {
    /// A link that sets a new password.
    ResetPassword,
    /// Another link that proves the address.
    VerifyEmail,
}

#[derive(Debug, Serialize, Deserialize)]
struct Request {
    want: Want,
    email: String,
    locale: Locale,
}

/// Asks for a link to set a new password, for whoever has this address.
///
/// # Errors
/// [`Error::RateLimited`]; [`Error::InvalidValue`].
pub async fn reset_password(ctx: &Ctx, command: AskForMail, caller: Caller) -> Result<()> {
    ask(ctx, Want::ResetPassword, command, caller).await
}

/// Asks for another link to prove this address.
///
/// # Errors
/// [`Error::RateLimited`]; [`Error::InvalidValue`].
pub async fn verify_email(ctx: &Ctx, command: AskForMail, caller: Caller) -> Result<()> {
    ask(ctx, Want::VerifyEmail, command, caller).await
}

/// Does what a request asked for, if there is somebody to do it for.
///
/// # Errors
/// If the database fails.
pub async fn answer(ctx: &Ctx, payload: &str) -> Result<()> {
    let Ok(request) = serde_json::from_str::<Request>(payload) else { return Ok(()) };
    let key = text::folded(&request.email);
    let user = persistence::user::find_by_email_key(&ctx.db, &key).await?.filter(|user| user.standing() != Standing::Deleted);
    let tx = ctx.db.begin_write().await?;
    match (request.want, user) {
        (Want::ResetPassword, Some(user)) => {
            let token = token(&tx, ctx, &user, Purpose::ResetPassword, &user.email).await?;
            to_user(&tx, ctx, &user, Letter::ResetPassword { token }).await?;
        }
        (Want::VerifyEmail, Some(user)) if user.email_verified_at.is_none() => verification(&tx, ctx, &user).await?,
        (Want::VerifyEmail, None) => again(&tx, ctx, &key, request.locale).await?,
        _ => {}
    }
    Ok(tx.commit().await?)
}

/// Writes the mail that asks an account's owner to prove its address.
pub(crate) async fn verification(tx: &WriteTx, ctx: &Ctx, user: &User) -> Result<()> {
    let token = token(tx, ctx, user, Purpose::VerifyEmail, &user.email).await?;
    to_user(tx, ctx, user, Letter::VerifyEmail { token }).await
}

/// Writes the row of a new link to an address.
pub(crate) async fn token(tx: &WriteTx, ctx: &Ctx, user: &User, purpose: Purpose, email: &Email) -> Result<MailTokenId> {
    link(tx, ctx, user, purpose, email.as_str()).await
}

/// Writes the row of a new link that sets a password and is handed over, so that it proves no address.
pub(crate) async fn unmailed(tx: &WriteTx, ctx: &Ctx, user: &User) -> Result<MailTokenId> {
    link(tx, ctx, user, Purpose::ResetPassword, "").await
}

async fn link(tx: &WriteTx, ctx: &Ctx, user: &User, purpose: Purpose, email: &str) -> Result<MailTokenId> {
    let now = ctx.clock.now();
    let token = MailToken {
        id: MailTokenId(ctx.ids.uuid(now)),
        user_id: user.id,
        purpose,
        email: email.to_owned(),
        password_changed_at: user.password_changed_at,
        created_at: now,
        expires_at: now.plus(ctx.settings.link_lifetime(purpose)),
        used_at: None,
    };
    persistence::mail_token::insert(tx, &token).await?;
    Ok(token.id)
}

/// Takes one mail from what an address may be sent, and from what a client may have sent.
pub(crate) async fn take(ctx: &Ctx, email: &Email, caller: Caller, now: Timestamp) -> Result<()> {
    let limited = |retry_after| Error::RateLimited { retry_after };
    if let Some(address) = caller.address {
        let key = format!("mail:address:{}", address_key(address));
        ctx.limiter.take(&key, ctx.settings.mails_from_address(), now).await.map_err(limited)?;
    }
    let key = format!("mail:to:{}", email.key());
    ctx.limiter.take(&key, ctx.settings.mails_to_address(), now).await.map_err(limited)
}

async fn ask(ctx: &Ctx, want: Want, command: AskForMail, caller: Caller) -> Result<()> {
    let email = Email::parse(&command.email).map_err(Error::invalid("/email"))?;
    let now = ctx.clock.now();
    take(ctx, &email, caller, now).await?;
    let id = JobId(ctx.ids.uuid(now));
    let new = NewJob {
        kind: JOB,
        payload: serde_json::json!(Request { want, email: email.as_str().to_owned(), locale: caller.locale }).to_string(),
        key: format!("{JOB}:{id}"),
        priority: PRIORITY,
        owner: None,
        node: None,
        run_after: now,
    };
    let tx = ctx.db.begin_write().await?;
    job::enqueue(&tx, id, &new, now).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}

/// The mail of a sign-up once more.
async fn again(tx: &WriteTx, ctx: &Ctx, key: &str, locale: Locale) -> Result<()> {
    let waiting = persistence::sign_up::find_by_email_key(tx, key).await?;
    let waiting = waiting.filter(|sign_up| sign_up.used_at.is_none() && ctx.clock.now() < sign_up.expires_at);
    match waiting {
        Some(sign_up) => to_address(tx, ctx, sign_up.email.as_str(), locale, Letter::SignUp { sign_up: sign_up.id }).await,
        None => Ok(()),
    }
}
