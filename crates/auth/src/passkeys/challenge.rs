//! Challenges: what an authenticator signs to show that it does so now and for us.
//!
//! A challenge's id is a ticket, and the challenge its digest: unpredictable because the ticket is
//! signed, and stored nowhere until it is used up.

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ticket;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Timestamp;
use domain::id::UserId;
use persistence::WriteTx;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// How long somebody may take to find his key.
const LIFE: Duration = Duration::from_mins(5);

/// What a challenge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ceremony {
    Registration,
    Assertion,
}

impl Ceremony {
    const fn purpose(self) -> &'static str {
        match self {
            Self::Registration => "passkey-registration",
            Self::Assertion => "passkey-assertion",
        }
    }
}

/// A fresh challenge, for the browser.
pub(super) struct Issued {
    pub(super) id: String,
    /// In base64url.
    pub(super) challenge: String,
    pub(super) timeout_millis: u64,
}

/// A genuine challenge that is not too old.
#[derive(Debug)]
pub(super) struct Challenge {
    pub(super) bytes: Vec<u8>,
    /// Whose passkey is to be made; nobody's in particular for a sign-in.
    pub(super) user: Option<UserId>,
    id: Uuid,
    expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Ticket {
    id: Uuid,
    user: Option<UserId>,
    expires_at: i64,
}

/// A fresh challenge.
pub(super) fn issue(ctx: &Ctx, ceremony: Ceremony, user: Option<UserId>) -> Result<Issued> {
    let now = ctx.clock.now();
    let ticket = Ticket { id: ctx.ids.uuid(now), user, expires_at: now.plus(LIFE).millis() };
    let payload = serde_json::to_vec(&ticket).map_err(|_| Error::Crypto("writing a ticket"))?;
    let id = ticket::seal(&ctx.keys, ceremony.purpose(), &payload)?;
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, id.as_bytes()));
    Ok(Issued { id, challenge, timeout_millis: LIFE.as_secs() * 1000 })
}

/// The challenge with this id.
///
/// # Errors
/// [`Error::ChallengeExpired`], also for what is none.
pub(super) fn open(ctx: &Ctx, ceremony: Ceremony, id: &str) -> Result<Challenge> {
    let payload = ticket::open(&ctx.keys, ceremony.purpose(), id).ok_or(Error::ChallengeExpired)?;
    let ticket: Ticket = serde_json::from_slice(&payload).map_err(|_| Error::ChallengeExpired)?;
    let expires_at = Timestamp::from_millis(ticket.expires_at);
    if ctx.clock.now() >= expires_at {
        return Err(Error::ChallengeExpired);
    }
    Ok(Challenge { bytes: digest(&SHA256, id.as_bytes()).as_ref().to_vec(), user: ticket.user, id: ticket.id, expires_at })
}

impl Challenge {
    /// Uses the challenge up. Of several at once, one succeeds.
    ///
    /// # Errors
    /// [`Error::ChallengeExpired`] if it was used before.
    pub(super) async fn spend(&self, tx: &WriteTx) -> Result<()> {
        if persistence::ticket::spend(tx, self.id, self.expires_at).await? { Ok(()) } else { Err(Error::ChallengeExpired) }
    }
}
