//! Proofs of a second factor: checked first, then used up in the transaction of what they allow.

use super::{confirmed, enrol, note, recovery, totp};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::limiter::{Quota, Taken};
use crate::passkeys;
use domain::id::UserId;
use domain::passkey::PasskeyProof;
use domain::{Rule, Timestamp};
use persistence::WriteTx;
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

/// Wrong codes that one ticket survives. With the window over twelve times as long as a ticket lives,
/// none of them comes back.
const TICKET_QUOTA: Quota = Quota { burst: 5, window: Duration::from_hours(2) };

/// What somebody shows.
#[derive(Clone, Debug)]
pub(super) enum Proof {
    Totp(String),
    RecoveryCode(String),
    Passkey(PasskeyProof),
}

/// A proof that is right, and that may still turn out to be used.
#[derive(Debug)]
pub(super) enum Proven {
    Step(i64),
    RecoveryCode(Vec<String>),
    Passkey(Box<passkeys::sign_in::Proven>),
}

/// The one proof among these members.
///
/// # Errors
/// [`Error::InvalidValue`] for several.
pub(super) fn at_most_one(totp: Option<String>, recovery_code: Option<String>, passkey: Option<PasskeyProof>) -> Result<Option<Proof>> {
    match (totp, recovery_code, passkey) {
        (None, None, None) => Ok(None),
        (Some(code), None, None) => Ok(Some(Proof::Totp(code))),
        (None, Some(code), None) => Ok(Some(Proof::RecoveryCode(code))),
        (None, None, Some(passkey)) => Ok(Some(Proof::Passkey(passkey))),
        _ => Err(Error::InvalidValue(Rule::OneProof.at(""))),
    }
}

/// The attempts that a try takes: of who tries, and of the ticket if there is one.
pub(super) struct Attempt(Vec<Taken>);

impl Attempt {
    /// Takes them. `who` is counted together.
    ///
    /// # Errors
    /// [`Error::SecondFactorExpired`] when the ticket has none left; [`Error::RateLimited`] when who tries
    /// hasn't.
    pub(super) async fn take(ctx: &Ctx, who: &str, ticket: Option<Uuid>, now: Timestamp) -> Result<Self> {
        let mut taken = Vec::new();
        if let Some(id) = ticket {
            let of_ticket = Taken::take(ctx, vec![(format!("second-factor:ticket:{id}"), TICKET_QUOTA)], now).await;
            taken.push(of_ticket.map_err(|_| Error::SecondFactorExpired)?);
        }
        taken.push(Taken::take(ctx, vec![(format!("second-factor:{who}"), ctx.settings.second_factor())], now).await?);
        Ok(Self(taken))
    }

    /// Gives them back: only failures count.
    pub(super) async fn give_back(self, ctx: &Ctx, now: Timestamp) {
        for taken in self.0 {
            taken.give_back(ctx, now).await;
        }
    }
}

/// Checks a proof, without using it up.
///
/// # Errors
/// [`Error::SecondFactorWrong`]; for passkeys as [`passkeys::sign_in::finish`].
pub(super) async fn check(ctx: &Ctx, user: UserId, proof: Proof, address: Option<IpAddr>, now: Timestamp) -> Result<Proven> {
    match proof {
        Proof::Totp(code) => {
            let totp = confirmed(ctx, user).await?.ok_or(Error::SecondFactorWrong)?;
            let step = totp::matching_step(&enrol::seed(ctx, &totp)?, &code, now).ok_or(Error::SecondFactorWrong)?;
            Ok(Proven::Step(step))
        }
        Proof::Passkey(passkey) => Ok(Proven::Passkey(Box::new(passkeys::sign_in::check_of(ctx, user, &passkey, address).await?))),
        Proof::RecoveryCode(code) => Ok(Proven::RecoveryCode(recovery::digests(&ctx.keys, user, &code))),
    }
}

impl Proven {
    /// Uses the proof up. Of several who bring the same one at once, one succeeds.
    ///
    /// # Errors
    /// [`Error::SecondFactorWrong`] if it was used before, [`Error::ChallengeExpired`] if a passkey's was.
    pub(super) async fn consume(self, ctx: &Ctx, tx: &WriteTx, user: UserId, address: Option<IpAddr>) -> Result<()> {
        let good = match self {
            Self::Passkey(proven) => return proven.consume(ctx, tx, address).await,
            Self::Step(step) => persistence::factor::accept_step(tx, user, step).await?,
            Self::RecoveryCode(digests) => {
                let good = persistence::factor::use_recovery_code(tx, user, &digests, ctx.clock.now()).await?;
                if good {
                    note(ctx, tx, "recovery-code.used", user, address).await?;
                }
                good
            }
        };
        if good { Ok(()) } else { Err(Error::SecondFactorWrong) }
    }
}
