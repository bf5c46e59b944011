//! Turning one-time codes on and off.

use super::{UNCONFIRMED, account, base32, changed, confirmed, qr, recovery, totp};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::vault;
use domain::Rule;
use domain::access::Actor;
use domain::factor::{ConfirmTotp, RECOVERY_CODES, RecoveryCodesView, Totp, TotpSetupView};
use domain::id::UserId;
use domain::mail::Notice;
use persistence::WriteTx;
use std::net::IpAddr;

/// What the vault seals seeds under.
const PURPOSE: &str = "totp";

/// Makes a seed for the actor's app. It counts for nothing until it is confirmed; another call makes
/// another seed in its place.
///
/// # Errors
/// [`Error::SecondFactorOn`] if the account has one already; [`Error::SessionRevoked`] if it is gone.
pub async fn begin(ctx: &Ctx, actor: &Actor) -> Result<TotpSetupView> {
    let now = ctx.clock.now();
    let user = account(ctx, actor).await?;
    let seed: Vec<u8> = ctx.ids.secret().into_iter().take(totp::SEED).collect();
    let sealed_seed = vault::seal(&ctx.keys, PURPOSE, user.id.0.as_bytes(), &seed)?;
    let begun = Totp { user_id: user.id, sealed_seed, last_step: 0, created_at: now, confirmed_at: None };

    let tx = ctx.db.begin_write().await?;
    if !persistence::factor::begin_totp(&tx, &begun).await? {
        return Err(Error::SecondFactorOn);
    }
    tx.commit().await?;
    let secret = base32::encode(&seed);
    let otpauth_url = otpauth_url(&ctx.site.name, user.handle.as_str(), &secret);
    Ok(TotpSetupView { qr_svg: qr::svg(&otpauth_url)?, secret, otpauth_url })
}

/// Turns the factor on by a first code, and gives recovery codes. Of several at once, one succeeds.
///
/// # Errors
/// [`Error::SecondFactorOn`], [`Error::SecondFactorNotBegun`] (also when it was begun too long ago),
/// [`Error::InvalidValue`] for a wrong code.
pub async fn confirm(ctx: &Ctx, actor: &Actor, command: &ConfirmTotp, address: Option<IpAddr>) -> Result<RecoveryCodesView> {
    let (now, user) = (ctx.clock.now(), account(ctx, actor).await?);
    let waiting = persistence::factor::find_totp(&ctx.db, actor.user_id).await?.ok_or(Error::SecondFactorNotBegun)?;
    if waiting.confirmed_at.is_some() {
        return Err(Error::SecondFactorOn);
    }
    if now.since(waiting.created_at) > UNCONFIRMED {
        return Err(Error::SecondFactorNotBegun);
    }
    let step = totp::matching_step(&seed(ctx, &waiting)?, &command.code, now).ok_or_else(wrong_code)?;

    let tx = ctx.db.begin_write().await?;
    if !persistence::factor::confirm_totp(&tx, &waiting, step, now).await? {
        return Err(Error::SecondFactorNotBegun);
    }
    let codes = write_codes(ctx, &tx, actor.user_id).await?;
    changed(ctx, &tx, &user, "second-factor.enabled", Notice::SecondFactorOn, address).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Turns the factor off; the recovery codes go with it. Without one, nothing happens.
///
/// # Errors
/// [`Error::SessionRevoked`] if the account is gone.
pub async fn remove(ctx: &Ctx, actor: &Actor, address: Option<IpAddr>) -> Result<()> {
    let user = account(ctx, actor).await?;
    let tx = ctx.db.begin_write().await?;
    if persistence::factor::remove_totp(&tx, actor.user_id).await? {
        changed(ctx, &tx, &user, "second-factor.disabled", Notice::SecondFactorOff, address).await?;
    }
    Ok(tx.commit().await?)
}

/// Gives new recovery codes; those from before are no longer good.
///
/// # Errors
/// [`Error::SecondFactorOff`].
pub async fn renew_codes(ctx: &Ctx, actor: &Actor, address: Option<IpAddr>) -> Result<RecoveryCodesView> {
    let user = account(ctx, actor).await?;
    confirmed(ctx, user.id).await?.ok_or(Error::SecondFactorOff)?;
    let tx = ctx.db.begin_write().await?;
    let codes = write_codes(ctx, &tx, actor.user_id).await?;
    changed(ctx, &tx, &user, "recovery-codes.renewed", Notice::RecoveryCodesRenewed, address).await?;
    tx.commit().await?;
    Ok(codes)
}

/// The seed, which only the current and the former master secrets open.
pub(super) fn seed(ctx: &Ctx, totp: &Totp) -> Result<Vec<u8>> {
    vault::open(&ctx.keys, PURPOSE, totp.user_id.0.as_bytes(), &totp.sealed_seed).ok_or(Error::Crypto("a seed sealed by an unknown secret"))
}

async fn write_codes(ctx: &Ctx, tx: &WriteTx, user: UserId) -> Result<RecoveryCodesView> {
    let recovery_codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery::code(ctx.ids.secret())).collect();
    let digests = recovery_codes.iter().map(|code| recovery::digest(&ctx.keys, user, code)).collect::<Result<Vec<_>>>()?;
    persistence::factor::replace_recovery_codes(tx, user, &digests, ctx.clock.now()).await?;
    Ok(RecoveryCodesView { recovery_codes })
}

fn wrong_code() -> Error {
    Error::InvalidValue(Rule::AuthenticatorCode.at("/code"))
}

/// The form that apps read from a QR code. Site and handle need no escaping: both are made of letters,
/// digits, dots, hyphens and underscores.
fn otpauth_url(site: &str, handle: &str, secret: &str) -> String {
    format!("otpauth://totp/{site}:{handle}?secret={secret}&issuer={site}&algorithm=SHA1&digits=6&period=30")
}
