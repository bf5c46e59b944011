//! Making an account for somebody who comes from a provider.

use super::sign_in::Incomplete;
use crate::caller::Caller;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::sessions::{self, Tokens};
use crate::{accounts, mail, ticket};
use domain::Timestamp;
use domain::audit::Event;
use domain::id::{AttemptId, AuditEventId, IdentityId, UserId};
use domain::identity::{Attempt, CompleteSignUp, Identity, Profile, Purpose, handle_candidates};
use domain::locale::Locale;
use domain::session::{Device, Method, SignIn};
use domain::user::{Email, Handle, User};
use persistence::WriteTx;
use serde_json::json;
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

const TICKET: &str = "complete-sign-up";
/// How long the form may take.
const LIFETIME: Duration = Duration::from_mins(15);

/// Makes the account of somebody for whose address the provider vouches. The handle is the first free
/// one that resembles the person's name.
///
/// # Errors
/// [`Error::SignUpClosed`]; [`Error::LinkRequired`] if somebody took the address meanwhile.
pub(super) async fn with_address(ctx: &Ctx, provider: &str, profile: &Profile, email: Email, caller: Caller) -> Result<User> {
    let role = ctx.settings.new_account_role().ok_or(Error::SignUpClosed)?;
    let now = ctx.clock.now();
    let id = UserId(ctx.ids.uuid(now));
    let tx = ctx.db.begin_write().await?;
    for handle in handle_candidates(profile, random(ctx)) {
        let mut user = User::without_password(id, email.clone(), handle, role, now);
        user.display_name = profile.display_name().unwrap_or(user.display_name);
        user.email_verified_at = Some(now);
        user.approved_at = (!ctx.settings.needs_approval()).then_some(now);
        user.locale = caller.locale;
        if persistence::user::insert(&tx, &user).await? {
            link_first(ctx, &tx, provider, profile, &user, caller.address, now).await?;
            tx.commit().await?;
            return Ok(user);
        }
        if persistence::user::find_by_email_key(&tx, user.email.key()).await?.is_some() {
            return Err(Error::LinkRequired);
        }
    }
    Err(Error::handle_taken())
}

/// Keeps the profile until the person has told an address.
///
/// # Errors
/// [`Error::SignUpClosed`]: nobody fills in a form for nothing.
pub(super) async fn suspend(ctx: &Ctx, attempt: &Attempt, profile: &Profile) -> Result<Incomplete> {
    ctx.settings.new_account_role().ok_or(Error::SignUpClosed)?;
    let tx = ctx.db.begin_write().await?;
    persistence::attempt::keep_profile(&tx, attempt.id, profile, ctx.clock.now().plus(LIFETIME)).await?;
    tx.commit().await?;
    let handle = handle_candidates(profile, 0).into_iter().next().map(|handle| handle.as_str().to_owned());
    let ticket = ticket::seal(&ctx.keys, TICKET, attempt.id.0.as_bytes())?;
    Ok(Incomplete { ticket, handle, email: profile.email.clone() })
}

/// Makes the account of somebody who told the address himself, and signs in. The address counts as
/// unverified until the link that is mailed there was followed.
///
/// # Errors
/// [`Error::SignInExpired`] for a ticket that is too old or used; [`Error::EmailTaken`] and
/// [`Error::HandleTaken`], after which the ticket is still good; [`Error::RateLimited`];
/// [`Error::SignUpClosed`]; and as [`sessions::begin`].
pub async fn complete(ctx: &Ctx, command: CompleteSignUp, device: Device, locale: Locale) -> Result<Tokens> {
    let role = ctx.settings.new_account_role().ok_or(Error::SignUpClosed)?;
    let email = Email::parse(&command.email).map_err(Error::invalid("/email"))?;
    let handle = Handle::parse(&command.handle).map_err(Error::invalid("/handle"))?;
    let display_name = command.display_name.as_deref().map(accounts::display_name).transpose()?;
    let attempt = ticket::open(&ctx.keys, TICKET, &command.ticket).and_then(|bytes| Uuid::from_slice(&bytes).ok());
    let attempt = AttemptId(attempt.ok_or(Error::SignInExpired)?);

    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let (attempt, profile) = persistence::attempt::take_profile(&tx, attempt, now).await?.ok_or(Error::SignInExpired)?;
    let mut user = User::without_password(UserId(ctx.ids.uuid(now)), email, handle, role, now);
    user.display_name = display_name.or_else(|| profile.display_name()).unwrap_or(user.display_name);
    user.approved_at = (!ctx.settings.needs_approval()).then_some(now);
    user.locale = locale;
    if !persistence::user::insert(&tx, &user).await? {
        let same_address = persistence::user::find_by_email_key(&tx, user.email.key()).await?.is_some();
        drop(tx);
        if !same_address {
            return Err(Error::handle_taken());
        }
        // This tells that the address has an account, so nobody may ask for many.
        mail::request::take(ctx, &user.email, Caller { locale, address: device.address() }, now).await?;
        return Err(Error::email_taken());
    }
    link_first(ctx, &tx, &attempt.provider, &profile, &user, device.address(), now).await?;
    mail::request::verification(&tx, ctx, &user).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    let persistent = matches!(attempt.purpose, Purpose::SignIn { persistent: true });
    sessions::begin(ctx, &user, device, SignIn { method: Method::Provider, persistent }).await
}

/// Links the identity to the account that was just made for it.
async fn link_first(
    ctx: &Ctx,
    tx: &WriteTx,
    provider: &str,
    profile: &Profile,
    user: &User,
    from: Option<IpAddr>,
    now: Timestamp,
) -> Result<()> {
    let identity = Identity::new(IdentityId(ctx.ids.uuid(now)), user.id, provider, profile, now);
    if !persistence::identity::insert(tx, &identity).await? {
        return Err(Error::IdentityTaken);
    }
    let event = Event::on_user(AuditEventId(ctx.ids.uuid(now)), "account.created", Some(user.id), user.id, now);
    persistence::audit::insert(tx, &event.from(from).with(json!({ "provider": provider }))).await?;
    Ok(())
}

fn random(ctx: &Ctx) -> u32 {
    let [a, b, c, d, ..] = ctx.ids.secret();
    u32::from_be_bytes([a, b, c, d])
}
