//! The passwords of videos: kept as those of accounts are, tried as seldom, and shown for half a day.
//!
//! Whoever gives the right one gets an *access*: a ticket with the locks that he opened and until when. It is
//! no row. A lock is another one with each password that is set, so an access ends with the password that it
//! was given for.
//!
//! Wrong passwords are counted by the client's address, and over all addresses, which anybody can use up. So
//! that count comes back within minutes, and who has an access already needs no other try.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::limiter::{Quota, Taken, address_key};
use crate::ticket;
use domain::Timestamp;
use domain::access::Unlocked;
use domain::id::LockId;
use domain::user::Password;
use domain::video::Lock;
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

/// How long an access is good.
pub const LIFETIME: Duration = Duration::from_hours(12);

const PURPOSE: &str = "video-access";
/// A lock's id, and until when it counts as open, in seconds.
const ENTRY: usize = 16 + 8;

/// Wrong passwords for one video from one address.
const PER_CLIENT: Quota = Quota { burst: 10, window: Duration::from_mins(10) };
/// Wrong passwords for one video from everywhere.
const PER_VIDEO: Quota = Quota { burst: 60, window: Duration::from_mins(10) };

/// What is kept of a password.
///
/// # Errors
/// [`crate::Error::Busy`].
pub async fn hash(ctx: &Ctx, password: Password) -> Result<String> {
    ctx.passwords.hash(password, ctx.ids.secret()).await
}

/// Whether it is the password of this lock.
///
/// # Errors
/// [`crate::Error::RateLimited`] after too many wrong ones; [`crate::Error::Busy`].
pub async fn opens(ctx: &Ctx, lock: &Lock, password: Password, from: Option<IpAddr>) -> Result<bool> {
    let now = ctx.clock.now();
    let client = from.map(|address| (format!("video:client:{}:{}", address_key(address), lock.id), PER_CLIENT));
    let counts = client.into_iter().chain([(format!("video:all:{}", lock.id), PER_VIDEO)]).collect();
    let taken = Taken::take(ctx, counts, now).await?;
    let opens = ctx.passwords.verify(password, Some(&lock.hash)).await;
    if !matches!(opens, Ok(false)) {
        taken.give_back(ctx, now).await;
    }
    opens
}

/// What shows which locks somebody opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// To be sent with requests.
    pub ticket: String,
    /// When the lock that was opened last counts as closed again.
    pub expires_at: Timestamp,
}

/// The access of who has just opened this lock: for it, and for the latest of those that the access `held` is for.
///
/// # Errors
/// [`crate::Error::Crypto`] if the cryptographic library refuses, which it has no reason to.
pub fn grant(ctx: &Ctx, lock: LockId, held: Option<&str>) -> Result<Access> {
    let until = Timestamp::from_millis(ctx.clock.now().plus(LIFETIME).seconds().saturating_mul(1000));
    let others = held.map(|ticket| entries(ctx, ticket)).unwrap_or_default().into_iter().filter(|(other, _)| *other != lock);
    let entries = std::iter::once((lock, until)).chain(others).take(Unlocked::MOST);
    let payload: Vec<u8> =
        entries.flat_map(|(lock, until)| [lock.0.as_bytes().as_slice(), &until.seconds().to_be_bytes()].concat()).collect();
    Ok(Access { ticket: ticket::seal(&ctx.keys, PURPOSE, &payload)?, expires_at: until })
}

/// The locks that an access shows to be open now; none for what is no access.
pub fn opened(ctx: &Ctx, ticket: &str) -> Vec<LockId> {
    entries(ctx, ticket).into_iter().map(|(lock, _)| lock).collect()
}

fn entries(ctx: &Ctx, ticket: &str) -> Vec<(LockId, Timestamp)> {
    let now = ctx.clock.now();
    let payload = ticket::open(&ctx.keys, PURPOSE, ticket).unwrap_or_default();
    payload.chunks_exact(ENTRY).filter_map(entry).filter(|(_, until)| now < *until).collect()
}

fn entry(bytes: &[u8]) -> Option<(LockId, Timestamp)> {
    let (id, until) = bytes.split_first_chunk::<16>()?;
    let seconds = i64::from_be_bytes(until.try_into().ok()?);
    Some((LockId(Uuid::from_bytes(*id)), Timestamp::from_millis(seconds.saturating_mul(1000))))
}
