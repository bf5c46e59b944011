//! Making, reading, changing and binning videos.

mod list;
mod publication;
mod related;

pub use list::{ListOwn, ListVideos, list, list_own};
pub use persistence::video::{OwnSort, Sort};
pub use publication::publish_due;
pub use related::related;

use crate::{Ctx, Error, Result, categories, locks};
use domain::access::{self, Actor, Unseen, Viewer};
use domain::id::VideoId;
use domain::idempotency::IdempotencyKey;
use domain::patch::Patch;
use domain::user::Password;
use domain::video::{CreateVideo, Lock, PatchVideo, ReplaceVideo, Video, VideoView};
use domain::{Timestamp, Versioned};
use persistence::video::StoredVideo;
use persistence::{Read, idempotency, video};

/// A video as it is now.
pub type Found = Versioned<VideoView>;

/// Makes a draft, or gives the one that was made under the same key before.
///
/// # Errors
/// [`Error::Forbidden`] for accounts that may only watch, [`Error::KeyReused`], [`Error::Invalid`], [`Error::Locksmith`].
pub async fn create(ctx: &Ctx, actor: &Actor, key: Option<&IdempotencyKey>, mut command: CreateVideo) -> Result<Found> {
    if !access::may_create(actor) {
        return Err(Error::Forbidden);
    }
    let now = ctx.clock.now();
    let category = categories::named(&ctx.db, command.category.as_deref()).await?;
    let lock = locks::lock_of(ctx, command.password.take()).await?;
    let mut draft = Video::draft(VideoId(ctx.ids.uuid(now)), actor.user_id, command, now);
    draft.metadata.category = category;
    draft.lock = lock;
    draft.check()?;
    let tx = ctx.db.begin_write().await?;
    if let Some(key) = key
        && let Some(earlier) = idempotency::claim(&tx, actor.user_id, key, draft.id.0, now).await?
    {
        drop(tx);
        let same = earlier.fingerprint == key.fingerprint();
        return if same { get(ctx, actor, VideoId(earlier.made)).await } else { Err(Error::KeyReused) };
    }
    video::insert(&tx, &draft).await?;
    tx.commit().await?;
    read(ctx, draft.id).await
}

/// One video.
///
/// # Errors
/// [`Error::Unseen`].
pub async fn get(ctx: &Ctx, viewer: impl Into<Viewer>, id: VideoId) -> Result<Found> {
    let stored = visible(&ctx.db, viewer, id).await?;
    Ok(found(ctx, &stored))
}

/// Puts new metadata in place of all of the old; `seen` are the versions that the client read, one of
/// which must be the current one, if it cares.
///
/// # Errors
/// [`Error::Stale`] if the video has another version by now, [`Error::Invalid`], [`Error::Locksmith`].
pub async fn replace(ctx: &Ctx, actor: &Actor, id: VideoId, seen: Option<&[i64]>, mut command: ReplaceVideo) -> Result<Found> {
    let category = categories::named(&ctx.db, command.category.as_deref()).await?;
    let lock = new_lock(ctx, actor, id, seen, command.password.take()).await?;
    change(ctx, actor, id, seen, lock, |video, now| {
        video.replace(command, now);
        video.metadata.category = category;
    })
    .await
}

/// Changes what the patch names.
///
/// # Errors
/// [`Error::Stale`] if the video has another version by now, [`Error::Invalid`], [`Error::Locksmith`].
pub async fn patch(ctx: &Ctx, actor: &Actor, id: VideoId, seen: Option<&[i64]>, mut patch: PatchVideo) -> Result<Found> {
    let category = categories::named(&ctx.db, patch.category.value().map(String::as_str)).await?;
    let lock = new_lock(ctx, actor, id, seen, patch.password.take()).await?;
    change(ctx, actor, id, seen, lock, |video, now| {
        if patch.category != Patch::Keep {
            video.metadata.category = category;
        }
        video.patch(patch, now);
    })
    .await
}

/// Puts the video in the bin; every address of it answers 404 from now on.
///
/// # Errors
/// [`Error::Stale`] if the video has another version by now.
pub async fn delete(ctx: &Ctx, actor: &Actor, id: VideoId, seen: Option<&[i64]>) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let mut video = editable(video::find_for_update(&tx, id).await?, actor, seen)?;
    video.delete(ctx.clock.now());
    video::save(&tx, &video).await?;
    Ok(tx.commit().await?)
}

/// Takes the video out of the bin; doing it twice is doing it once.
///
/// # Errors
/// [`Error::Unseen`] if it isn't the actor's or was emptied out of the bin.
pub async fn restore(ctx: &Ctx, actor: &Actor, id: VideoId) -> Result<Found> {
    let tx = ctx.db.begin_write().await?;
    let mut video = video::find_for_update(&tx, id).await?.filter(|v| access::may_edit(v, actor)).ok_or(Unseen::Hidden)?;
    if video.deleted_at.is_some() {
        video.restore(ctx.clock.now());
        video::save(&tx, &video).await?;
    }
    tx.commit().await?;
    read(ctx, id).await
}

/// The lock of a new password. Whoever may not edit the video is refused before the hash, which is dear, and again in
/// the transaction.
async fn new_lock(ctx: &Ctx, actor: &Actor, id: VideoId, seen: Option<&[i64]>, password: Option<Password>) -> Result<Option<Lock>> {
    if password.is_some() {
        editable(video::find_summary(&ctx.db, id).await?.map(|stored| stored.video), actor, seen)?;
    }
    locks::lock_of(ctx, password).await
}

async fn change(
    ctx: &Ctx,
    actor: &Actor,
    id: VideoId,
    seen: Option<&[i64]>,
    lock: Option<Lock>,
    edit: impl FnOnce(&mut Video, Timestamp),
) -> Result<Found> {
    let tx = ctx.db.begin_write().await?;
    let mut video = editable(video::find_for_update(&tx, id).await?, actor, seen)?;
    edit(&mut video, ctx.clock.now());
    video.lock = lock.or(video.lock);
    video.check()?;
    video::save(&tx, &video).await?;
    tx.commit().await?;
    read(ctx, id).await
}

/// The order of the questions: is it there for the actor, may the actor edit, is the copy fresh.
pub(crate) fn editable(video: Option<Video>, actor: &Actor, seen: Option<&[i64]>) -> Result<Video> {
    let video = video.ok_or(Unseen::Hidden)?;
    access::see(&video, actor)?;
    if !access::may_edit(&video, actor) {
        return Err(Error::Forbidden);
    }
    if seen.is_some_and(|versions| !versions.contains(&video.version)) {
        return Err(Error::Stale);
    }
    Ok(video)
}

pub(crate) async fn visible(db: &impl Read, viewer: impl Into<Viewer>, id: VideoId) -> Result<StoredVideo> {
    let stored = video::find(db, id).await?.ok_or(Unseen::Hidden)?;
    access::see(&stored.video, viewer)?;
    Ok(stored)
}

pub(crate) async fn read(ctx: &Ctx, id: VideoId) -> Result<Found> {
    let stored = video::find(&ctx.db, id).await?.ok_or(Unseen::Hidden)?;
    Ok(found(ctx, &stored))
}

fn found(ctx: &Ctx, stored: &StoredVideo) -> Found {
    let view = VideoView::new(&stored.video, stored.author.clone(), stored.counts, ctx.links.as_ref(), ctx.clock.now());
    Found { view, version: stored.video.version }
}

#[cfg(test)]
mod tests;
