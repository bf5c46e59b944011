//! The second step of a sign-in.

use super::confirmed;
use super::proof::{Attempt, Proof, at_most_one, check};
use crate::attempts;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::sessions::{self, Tokens};
use crate::ticket;
use domain::factor::{Factor, SecondFactorLogin, SecondFactorView};
use domain::id::UserId;
use domain::session::{Device, Method, SignIn};
use domain::user::User;
use domain::{Rule, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

const PURPOSE: &str = "second-factor";
const LIFE: Duration = Duration::from_mins(5);

/// What a ticket says: the first step of this sign-in succeeded.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Ticket {
    id: Uuid,
    user: UserId,
    method: String,
    persistent: bool,
    /// A new password makes the proof of the old one worthless.
    password_changed_at: i64,
    expires_at: i64,
}

/// What the account must still show before a session may begin for it, or `None` if nothing.
///
/// # Errors
/// If the database fails. One look-up by primary key for accounts without a second factor.
pub async fn required(ctx: &Ctx, user: &User, sign_in: SignIn) -> Result<Option<SecondFactorView>> {
    if confirmed(ctx, user.id).await?.is_none() {
        return Ok(None);
    }
    let mut methods = vec![Factor::Totp];
    if persistence::factor::recovery_codes_left(&ctx.db, user.id).await? > 0 {
        methods.push(Factor::RecoveryCode);
    }
    if persistence::passkey::count(&ctx.db, user.id).await? > 0 {
        methods.push(Factor::Passkey);
    }
    let now = ctx.clock.now();
    let ticket = Ticket {
        id: ctx.ids.uuid(now),
        user: user.id,
        method: sign_in.method.name().to_owned(),
        persistent: sign_in.persistent,
        password_changed_at: user.password_changed_at.millis(),
        expires_at: now.plus(LIFE).millis(),
    };
    let payload = serde_json::to_vec(&ticket).map_err(|_| Error::Crypto("writing a ticket"))?;
    Ok(Some(SecondFactorView { ticket: ticket::seal(&ctx.keys, PURPOSE, &payload)?, methods, expires_in: LIFE.as_secs() }))
}

/// Lets a sign-in whose first step succeeded pass with a code given at once, or without one where the
/// account has no second factor.
///
/// # Errors
/// [`Error::SecondFactorRequired`] with what to do next; [`Error::SecondFactorWrong`];
/// [`Error::RateLimited`].
pub(crate) async fn pass(ctx: &Ctx, user: &User, sign_in: SignIn, totp: Option<String>, device: &Device) -> Result<()> {
    let Some(missing) = required(ctx, user, sign_in).await? else { return Ok(()) };
    let Some(code) = totp else { return Err(Error::SecondFactorRequired(missing)) };
    let now = ctx.clock.now();
    let attempt = Attempt::take(ctx, &attempts::second_factor_key(ctx, user, device), None, now).await?;
    let proven = check(ctx, user.id, Proof::Totp(code), device.address(), now).await?;
    let tx = ctx.db.begin_write().await?;
    proven.consume(ctx, &tx, user.id, device.address()).await?;
    tx.commit().await?;
    attempt.give_back(ctx, now).await;
    Ok(())
}

/// Begins the session that the ticket and the proof allow.
///
/// # Errors
/// [`Error::SecondFactorExpired`] for a ticket that is too old, used, or tried too often: sign in again;
/// [`Error::SecondFactorWrong`]; [`Error::RateLimited`]; [`Error::InvalidValue`] unless there is exactly
/// one proof; and as [`sessions::begin`].
pub async fn complete(ctx: &Ctx, command: SecondFactorLogin, device: Device) -> Result<Tokens> {
    let now = ctx.clock.now();
    let ticket = open(ctx, &command.ticket, now).ok_or(Error::SecondFactorExpired)?;
    let method = Method::from_name(&ticket.method).ok_or(Error::SecondFactorExpired)?;
    let proof = at_most_one(command.totp, command.recovery_code, command.passkey)?.ok_or_else(no_proof)?;
    let user = persistence::user::find(&ctx.db, ticket.user).await?;
    let unchanged = |user: &User| user.password_changed_at.millis() == ticket.password_changed_at;
    let user = user.filter(unchanged).ok_or(Error::SecondFactorExpired)?;

    let attempt = Attempt::take(ctx, &attempts::second_factor_key(ctx, &user, &device), Some(ticket.id), now).await?;
    let proven = check(ctx, user.id, proof, device.address(), now).await?;
    let tx = ctx.db.begin_write().await?;
    if !persistence::ticket::spend(&tx, ticket.id, Timestamp::from_millis(ticket.expires_at)).await? {
        return Err(Error::SecondFactorExpired);
    }
    proven.consume(ctx, &tx, user.id, device.address()).await?;
    tx.commit().await?;
    attempt.give_back(ctx, now).await;
    let persistent = command.remember.unwrap_or(ticket.persistent);
    sessions::begin(ctx, &user, device, SignIn { method, persistent }).await
}

fn open(ctx: &Ctx, text: &str, now: Timestamp) -> Option<Ticket> {
    let payload = ticket::open(&ctx.keys, PURPOSE, text)?;
    serde_json::from_slice::<Ticket>(&payload).ok().filter(|ticket| now.millis() < ticket.expires_at)
}

fn no_proof() -> Error {
    Error::InvalidValue(Rule::OneProof.at(""))
}
