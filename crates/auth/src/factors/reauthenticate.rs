//! Proving again who one is. What is dangerous asks for a proof of the last minutes, so that a session
//! left open, or a stolen token, does not reach it.

use super::confirmed;
use super::proof::{Attempt, Proof, Proven, at_most_one, check};
use super::sign_in::required;
use crate::attempts;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use domain::access::Actor;
use domain::factor::Reauthenticate;
use domain::id::SessionId;
use domain::session::{Device, Method, SignIn};
use domain::user::{Password, User};

/// Renews the proof of the actor's session: by a passkey, which is two factors; or by the password and, where the account has one, the second
/// factor; accounts without a password by the second factor alone.
///
/// # Errors
/// [`Error::InvalidCredentials`]; [`Error::SecondFactorRequired`] if only the password was given;
/// [`Error::SecondFactorWrong`]; [`Error::RateLimited`]; [`Error::Busy`]; [`Error::InvalidValue`] for
/// several proofs of a factor; for passkeys as [`crate::passkeys::sign_in::finish`];
/// [`Error::SessionRevoked`].
pub async fn reauthenticate(ctx: &Ctx, actor: &Actor, command: Reauthenticate, device: &Device) -> Result<()> {
    let session = actor.session_id().ok_or(Error::TokenInvalid)?;
    let user = persistence::user::find(&ctx.db, actor.user_id).await?.ok_or(Error::SessionRevoked)?;
    let proof = at_most_one(command.totp, command.recovery_code, command.passkey)?;
    let by_passkey = matches!(proof, Some(Proof::Passkey(_)));
    if !by_passkey {
        prove_password(ctx, &user, session, command.password, proof.is_some()).await?;
    }

    let now = ctx.clock.now();
    // Counted by the session: who holds one without the password must not use up what a sign-in needs.
    let mut proven: Option<(Attempt, Proven)> = None;
    if by_passkey || confirmed(ctx, user.id).await?.is_some() {
        let Some(proof) = proof else { return Err(missing(ctx, &user).await?) };
        let attempt = Attempt::take(ctx, &format!("session:{session}"), None, now).await?;
        proven = Some((attempt, check(ctx, user.id, proof, device.address(), now).await?));
    } else if user.password_hash.is_none() {
        return Err(Error::InvalidCredentials);
    }
    let tx = ctx.db.begin_write().await?;
    let attempt = match proven {
        Some((attempt, proven)) => {
            proven.consume(ctx, &tx, user.id, device.address()).await?;
            Some(attempt)
        }
        None => None,
    };
    persistence::session::reauthenticated(&tx, session, now).await?;
    tx.commit().await?;
    if let Some(attempt) = attempt {
        attempt.give_back(ctx, now).await;
    }
    Ok(())
}

/// An account without a password needs none, if it shows something else.
async fn prove_password(ctx: &Ctx, user: &User, session: SessionId, password: Option<Password>, has_other: bool) -> Result<()> {
    match password {
        Some(password) => attempts::in_session(ctx, user, session, password).await,
        None if user.password_hash.is_none() && has_other => Ok(()),
        None => Err(Error::InvalidCredentials),
    }
}

async fn missing(ctx: &Ctx, user: &User) -> Result<Error> {
    let sign_in = SignIn { method: Method::Password, persistent: false };
    Ok(required(ctx, user, sign_in).await?.map_or(Error::SecondFactorWrong, Error::SecondFactorRequired))
}
