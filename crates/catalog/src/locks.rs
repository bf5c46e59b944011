//! Passwords of videos: setting them and getting in.

use crate::{Ctx, Error, Result};
use domain::Fault;
use domain::access::{self, Unseen};
use domain::id::{LockId, VideoId};
use domain::user::Password;
use domain::video::{Lock, UnlockVideo};
use persistence::video;
use std::net::IpAddr;

/// Why a locksmith could not do it.
pub type Trouble = Box<dyn Fault + Send + Sync>;

/// Hashes passwords and tries them; the composition root says who does.
#[async_trait::async_trait]
pub trait Locksmith: Send + Sync {
    /// What to keep of a password.
    ///
    /// # Errors
    /// If too many wait.
    async fn hash(&self, password: Password) -> std::result::Result<String, Trouble>;

    /// Whether it is the password of this lock. Wrong ones are counted, for who tries from this address and for the lock.
    ///
    /// # Errors
    /// If there were too many wrong ones, or too many wait.
    async fn opens(&self, lock: &Lock, password: Password, from: Option<IpAddr>) -> std::result::Result<bool, Trouble>;
}

/// Tries the password of a video; who gave the right one is known by the id of the lock from now on.
///
/// # Errors
/// [`Error::Unseen`]; [`Error::NoPassword`] if it has none; [`Error::WrongPassword`]; [`Error::Locksmith`].
pub async fn unlock(ctx: &Ctx, id: VideoId, command: UnlockVideo, from: Option<IpAddr>) -> Result<LockId> {
    let video = video::find_summary(&ctx.db, id).await?.ok_or(Unseen::Hidden)?.video;
    if access::see(&video, None) == Err(Unseen::Hidden) {
        return Err(Unseen::Hidden.into());
    }
    let lock = video.lock_in_force().ok_or(Error::NoPassword)?;
    if ctx.locksmith.opens(lock, command.password, from).await? { Ok(lock.id) } else { Err(Error::WrongPassword) }
}

/// The lock of a password that is being set. A hash takes long, so no transaction waits for it.
pub(crate) async fn lock_of(ctx: &Ctx, password: Option<Password>) -> Result<Option<Lock>> {
    let Some(password) = password else { return Ok(None) };
    let hash = ctx.locksmith.hash(password).await?;
    Ok(Some(Lock { id: LockId(ctx.ids.uuid(ctx.clock.now())), hash }))
}

#[cfg(test)]
mod tests;
