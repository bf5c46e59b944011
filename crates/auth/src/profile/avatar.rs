//! The picture of an account. What is stored was made here; see [`media::avatar`].
//!
//! Objects come before the row that names them. An object that no row names is found by
//! `claqueta doctor`.

use super::{Found, found, own};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use bytes::Bytes;
use domain::Timestamp;
use domain::access::Actor;
use domain::id::{AvatarId, JobId, UserId};
use domain::user::{AVATAR_SIZES, Standing};
use media::avatar::squares;
use media::storage::{Key, ObjectInfo, Prefix, Purge, Store};
use persistence::WriteTx;
use persistence::job::{self, NewJob};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many pictures are unpacked at once: each may take hundreds of megabytes.
const AT_ONCE: usize = 2;
/// Nobody waits for the removal.
const PRIORITY: i32 = 90;

/// Places for unpacking pictures. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Pictures(Arc<Semaphore>);

impl Default for Pictures {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Pictures {
    /// The place goes with the work: a caller who hangs up does not free it early.
    async fn squares(&self, file: Bytes) -> Result<Vec<(u32, Bytes)>> {
        let place = Arc::clone(&self.0).acquire_owned().await.map_err(|_| Error::Busy)?;
        let work = move || {
            let _place = place;
            squares(&file, &AVATAR_SIZES)
        };
        Ok(tokio::task::spawn_blocking(work).await.map_err(|_| Error::Crypto("the picture's thread ended"))??)
    }
}

/// Makes this file the account's picture.
///
/// # Errors
/// [`Error::Avatar`] saying why it is refused; then nothing was stored. [`Error::Storage`].
pub async fn set(ctx: &Ctx, store: &Store, actor: &Actor, file: Bytes) -> Result<Found> {
    let made = ctx.pictures.squares(file).await?;
    let now = ctx.clock.now();
    let avatar = AvatarId(ctx.ids.uuid(now));
    let folder = Prefix::avatar(actor.user_id, avatar);
    for (side, jpeg) in made {
        store.put_bytes(&folder.key(&format!("{side}.jpg"))?, jpeg).await?;
    }
    let shown = show(ctx, actor, Some(avatar), now).await;
    if shown.is_err() {
        store.delete_prefix(&folder).await?;
    }
    shown
}

/// Takes the account's picture away; without one, nothing happens.
///
/// # Errors
/// If the database fails.
pub async fn remove(ctx: &Ctx, actor: &Actor) -> Result<Found> {
    show(ctx, actor, None, ctx.clock.now()).await
}

async fn show(ctx: &Ctx, actor: &Actor, avatar: Option<AvatarId>, now: Timestamp) -> Result<Found> {
    let tx = ctx.db.begin_write().await?;
    let mut user = own(&tx, actor).await?;
    let former = std::mem::replace(&mut user.avatar, avatar);
    if former != avatar {
        user.changed(now);
        persistence::user::save(&tx, &user).await?;
        if let Some(former) = former {
            purge(ctx, &tx, &Prefix::avatar(user.id, former), now).await?;
        }
        tx.commit().await?;
    }
    Ok(found(ctx, &user))
}

async fn purge(ctx: &Ctx, tx: &WriteTx, folder: &Prefix, now: Timestamp) -> Result<()> {
    let purge = Purge::of(folder.as_str());
    let new = NewJob {
        kind: Purge::JOB,
        key: purge.key(),
        payload: serde_json::json!(purge).to_string(),
        priority: PRIORITY,
        owner: None,
        node: None,
        run_after: now,
    };
    Ok(job::enqueue(tx, JobId(ctx.ids.uuid(now)), &new, now).await?)
}

/// Finds the file of a picture, which must be the one that the account shows now: a former one, and
/// that of a deleted account, is gone at once.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(ctx: &Ctx, store: &Store, user: UserId, avatar: AvatarId, file: &str) -> Result<ObjectInfo> {
    let owner = persistence::user::find(&ctx.db, user).await?;
    owner.filter(|user| user.avatar == Some(avatar) && user.standing() != Standing::Deleted).ok_or(Error::NotFound)?;
    let key = Prefix::avatar(user, avatar).key(file).map_err(|_| Error::NotFound)?;
    store.head(&key).await?.ok_or(Error::NotFound)
}

/// Where the largest size of a picture is stored.
pub(crate) fn largest(user: UserId, avatar: AvatarId) -> Result<Key> {
    let side = AVATAR_SIZES.iter().max().copied().unwrap_or_default();
    Ok(Prefix::avatar(user, avatar).key(&format!("{side}.jpg"))?)
}
