//! Signing in with a provider, from the button to the session.

use super::attempt::{self, Browser, Returned};
use super::{linking, sign_up};
use crate::caller::Caller;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::factors;
use crate::sessions::{self, Tokens};
use domain::factor::SecondFactorView;
use domain::identity::{Attempt, Profile, Purpose};
use domain::locale::Locale;
use domain::session::{Device, Method, SignIn};
use domain::user::User;
use std::time::Duration;

/// How long an attempt that is over is remembered: its cookie is gone by then.
const KEPT: Duration = Duration::from_hours(1);

/// How a walk to a provider ended.
pub struct Landing {
    /// The attempt, as its cookie is named; nothing where it is none of ours.
    pub attempt: Option<String>,
    /// Where the browser wanted to go; nothing where the walk is none that we know.
    pub return_to: Option<String>,
    /// Whether it was to link an identity, not to sign in.
    pub linking: bool,
    /// What came of it.
    pub outcome: Result<Outcome>,
}

/// What came of a walk to a provider.
pub enum Outcome {
    /// A session.
    SignedIn(Box<Tokens>),
    /// The account has a second factor, which is still to be shown.
    SecondFactor(SecondFactorView),
    /// A new account could be made, but the provider vouches for no address: the person must tell one.
    Incomplete(Incomplete),
    /// The account has one more way in.
    Linked,
}

/// What a page needs to ask for what is missing.
pub struct Incomplete {
    /// For [`sign_up::complete`].
    pub ticket: String,
    /// A handle that the person may like.
    pub handle: Option<String>,
    /// The address that the provider told and does not vouch for.
    pub email: Option<String>,
}

/// Begins a sign-in: where the browser goes, and what it keeps meanwhile. `return_to` was checked.
///
/// # Errors
/// [`Error::UnknownProvider`], [`Error::ProviderUnavailable`], [`Error::ProviderAnswerInvalid`].
pub async fn begin(ctx: &Ctx, provider: &str, return_to: String, persistent: bool) -> Result<(String, Browser)> {
    attempt::begin(ctx, ctx.providers.find(provider)?, Purpose::SignIn { persistent }, return_to).await
}

/// Finishes what [`begin`] or [`linking::begin`] began.
pub async fn finish(ctx: &Ctx, provider: &str, returned: &Returned, cookies: &[String], device: Device, locale: Locale) -> Landing {
    let lost = |error| Landing { attempt: attempt::named_in(ctx, returned), return_to: None, linking: false, outcome: Err(error) };
    let entry = match ctx.providers.find(provider) {
        Ok(entry) => entry,
        Err(error) => return lost(error),
    };
    let attempt = match attempt::take(ctx, entry, returned, cookies).await {
        Ok(attempt) => attempt,
        Err(error) => return lost(error),
    };
    let outcome = match attempt::profile(ctx, entry, &attempt, returned).await {
        Ok(profile) => settle(ctx, &attempt, &profile, device, locale).await,
        Err(error) => Err(error),
    };
    let linking = matches!(attempt.purpose, Purpose::Link { .. });
    Landing { attempt: attempt::named_in(ctx, returned), return_to: Some(attempt.return_to), linking, outcome }
}

/// Forgets attempts that are over; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn sweep(ctx: &Ctx) -> Result<u64> {
    let tx = ctx.db.begin_write().await?;
    let erased = persistence::attempt::erase_expired(&tx, ctx.clock.now().minus(KEPT)).await?;
    tx.commit().await?;
    Ok(erased)
}

/// Decides what a profile is good for. The issuer and the subject say who somebody is; an address
/// opens no account, even a verified one, because the account may be somebody else's.
async fn settle(ctx: &Ctx, attempt: &Attempt, profile: &Profile, device: Device, locale: Locale) -> Result<Outcome> {
    let persistent = match attempt.purpose {
        Purpose::Link { user_id, session_id } => {
            linking::link(ctx, attempt, profile, user_id, session_id, device.address()).await?;
            return Ok(Outcome::Linked);
        }
        Purpose::SignIn { persistent } => persistent,
    };
    if let Some(user) = known(ctx, profile).await? {
        return signed_in(ctx, &user, device, persistent).await;
    }
    let Some(email) = profile.verified_email() else {
        return sign_up::suspend(ctx, attempt, profile).await.map(Outcome::Incomplete);
    };
    if persistence::user::find_by_email_key(&ctx.db, email.key()).await?.is_some() {
        return Err(Error::LinkRequired);
    }
    let caller = Caller { locale, address: device.address() };
    let user = sign_up::with_address(ctx, &attempt.provider, profile, email, caller).await?;
    signed_in(ctx, &user, device, persistent).await
}

/// The account that this profile opens.
async fn known(ctx: &Ctx, profile: &Profile) -> Result<Option<User>> {
    let Some(identity) = persistence::identity::find(&ctx.db, &profile.issuer, &profile.subject).await? else { return Ok(None) };
    let tx = ctx.db.begin_write().await?;
    persistence::identity::touch(&tx, identity.id, profile, ctx.clock.now()).await?;
    tx.commit().await?;
    Ok(persistence::user::find(&ctx.db, identity.user_id).await?)
}

async fn signed_in(ctx: &Ctx, user: &User, device: Device, persistent: bool) -> Result<Outcome> {
    let sign_in = SignIn { method: Method::Provider, persistent };
    if let Some(second) = factors::required(ctx, user, sign_in).await? {
        return Ok(Outcome::SecondFactor(second));
    }
    Ok(Outcome::SignedIn(Box::new(sessions::begin(ctx, user, device, sign_in).await?)))
}
