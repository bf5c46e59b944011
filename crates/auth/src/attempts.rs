//! Trying a password: how often, so that guessing is hopeless and nobody locks anybody else out.
//!
//! Wrong passwords are counted in one of three ways:
//!
//! * On a device that the account knows ([`known_devices`]): by that device alone. Whatever strangers do,
//!   the owner signs in there.
//! * In a session: by that session alone.
//! * Everywhere else: by the client's address, by the address and the name, and by the name over all
//!   addresses, per hour and more narrowly per day. When the last run out, unknown devices wait; a link that
//!   is mailed ([`crate::passwords::reset`]) makes a device known.
//!
//! Names count as they are given, whether or not they are anybody's. If an account's two names shared a
//! count, that would tell whose address is whose; so whoever knows both has twice the attempts.

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::limiter::{Quota, Taken, address_key};
use crate::{accounts, known_devices, sign_up};
use domain::id::SessionId;
use domain::session::Device;
use domain::text;
use domain::user::{Password, Standing, User};

/// The account that the name and the password prove.
///
/// # Errors
/// [`Error::InvalidCredentials`]; [`Error::EmailNotVerified`] to who knows a sign-up's password;
/// [`Error::RateLimited`]; [`Error::Busy`].
pub(crate) async fn by_name(ctx: &Ctx, name: &str, password: Password, device: &Device) -> Result<User> {
    let now = ctx.clock.now();
    let user = accounts::find_by_name(ctx, name).await?;
    let taken = Taken::take(ctx, counts(ctx, user.as_ref(), name, device), now).await?;
    let proven = accounts::proves(ctx, user.as_ref(), password.clone()).await;
    let waiting = match proven {
        Ok(false) => sign_up::waits(ctx, name, password).await,
        _ => Ok(false),
    };
    if !matches!((&proven, &waiting), (Ok(false), Ok(false))) {
        taken.give_back(ctx, now).await;
    }
    let proven = proven?;
    if waiting? {
        return Err(Error::EmailNotVerified);
    }
    // Who can have a deleted account back is told so where the session would begin.
    let exists = |user: &User| user.standing() != Standing::Deleted || user.restorable_until(now).is_some();
    user.filter(|user| proven && exists(user)).ok_or(Error::InvalidCredentials)
}

/// Whether who holds a session of this account knows its password.
///
/// # Errors
/// [`Error::InvalidCredentials`]; [`Error::RateLimited`]; [`Error::Busy`].
pub(crate) async fn in_session(ctx: &Ctx, user: &User, session: SessionId, password: Password) -> Result<()> {
    let now = ctx.clock.now();
    let taken = Taken::take(ctx, vec![(format!("login:session:{session}"), ctx.settings.per_client())], now).await?;
    let proven = accounts::proves(ctx, Some(user), password).await;
    if !matches!(proven, Ok(false)) {
        taken.give_back(ctx, now).await;
    }
    if proven? { Ok(()) } else { Err(Error::InvalidCredentials) }
}

/// Whose second factors are counted together: those of a known device, or of all others.
pub(crate) fn second_factor_key(ctx: &Ctx, user: &User, device: &Device) -> String {
    match known_devices::recognise(ctx, user, device) {
        Some(known) => format!("device:{known}:{}", user.id),
        None => format!("account:{}", user.id),
    }
}

fn counts(ctx: &Ctx, user: Option<&User>, name: &str, device: &Device) -> Vec<(String, Quota)> {
    let settings = &ctx.settings;
    let known = user.and_then(|user| known_devices::recognise(ctx, user, device).map(|known| (user.id, known)));
    if let Some((user, known)) = known {
        return vec![(format!("login:device:{known}:{user}"), settings.per_client())];
    }
    let name = text::folded(name);
    let mut counts = Vec::new();
    if let Some(address) = device.address().map(address_key) {
        counts.push((format!("login:client:{address}:{name}"), settings.per_client()));
        counts.push((format!("login:address:{address}"), settings.per_address()));
    }
    // The one that takes longer to come back first, so that its time is told.
    counts.push((format!("login:day:{name}"), settings.strangers_per_day()));
    counts.push((format!("login:hour:{name}"), settings.strangers_per_hour()));
    counts
}
