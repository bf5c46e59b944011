//! Files on their way to us, by tus 1.0 or as a form.
//!
//! Everything is checked before a byte is taken. The bytes lie in a staged file whose length is
//! the truth; the row tells whose it is and what for. The last byte completes the upload in one
//! short transaction, which also queues the ingest job, so the answer never waits for media work.

mod create;
mod form;
mod join;
mod unfinished;

pub use create::create;
pub use form::{FormFile, receive};
pub use join::join;
pub use unfinished::list_unfinished;

use crate::{Ctx, Error, Result, queue};
use bytes::Bytes;
use domain::Timestamp;
use domain::id::{UserId, VideoId};
use domain::upload::{Upload, UploadId, UploadRole, is_no_media_type};
use domain::video::{Video, VideoState};
use futures_util::Stream;
use media::staging::{Claim, Part};
use media::tus::{Append, TusError};
use persistence::{WriteTx, job, upload, video};
use std::fmt::Display;

/// Where an upload stands, as the protocol's headers tell it.
#[derive(Clone, Debug)]
pub struct Status {
    /// Its id.
    pub id: UploadId,
    /// The video that it becomes; `None` for pieces.
    pub video_id: Option<VideoId>,
    /// Bytes that are safely here.
    pub offset: u64,
    /// Declared length; `None` while it is deferred.
    pub length: Option<u64>,
    /// The client's `Upload-Metadata` as it came.
    pub metadata: String,
    /// Whole file or piece.
    pub role: UploadRole,
    /// Until when it can be continued.
    pub expires_at: Timestamp,
}

/// Whose upload it is.
///
/// # Errors
/// [`Error::UploadNotFound`]; [`Error::Elsewhere`].
pub async fn owner(ctx: &Ctx, id: &UploadId) -> Result<UserId> {
    Ok(find(ctx, id).await?.owner_id)
}

/// Where the upload stands. A request that is writing to it is stopped first, so that the number
/// is final: the client asks because it lost that request. If that was the last one and it was cut
/// off behind its last byte, the upload is completed now, since the client won't send anything more.
///
/// # Errors
/// [`Error::UploadNotFound`], [`Error::VideoDeleted`]; [`Error::Elsewhere`] and a locked staging are passing.
pub async fn status(ctx: &Ctx, id: &UploadId) -> Result<Status> {
    let claim = ctx.staging.claim(id).await?;
    let upload = find(ctx, id).await?;
    if upload.completed_at.is_some() {
        let length = upload.length.unwrap_or(0);
        return Ok(Status::of(upload, length));
    }
    let claim = wanted(ctx, claim, &upload).await?;
    let offset = claim.offset().await?;
    settle(ctx, claim, &upload, offset).await?;
    Ok(Status::of(upload, offset))
}

/// Takes the bytes of one request. A complete upload takes none and says where it stands.
///
/// # Errors
/// Those of [`Claim::append`]; what was kept is told by [`status`]. [`TusError::BadHeader`] for another length than the
/// declared one, [`Error::VideoDeleted`].
pub async fn append<S, E>(ctx: &Ctx, id: &UploadId, request: Append, body: S) -> Result<Status>
where
    S: Stream<Item = std::result::Result<Bytes, E>> + Unpin,
    E: Display,
{
    let claim = ctx.staging.claim(id).await?;
    let mut upload = find(ctx, id).await?;
    check_length(&claim, &upload, request.length).await?;
    if upload.completed_at.is_some() {
        let length = upload.length.unwrap_or(0);
        return Ok(Status::of(upload, length));
    }
    let claim = wanted(ctx, claim, &upload).await?;
    if let (None, Some(length)) = (upload.length, request.length) {
        let tx = ctx.db.begin_write().await?;
        upload::set_length(&tx, id, length).await?;
        tx.commit().await?;
        upload.length = Some(length);
    }
    let limit = upload.length.unwrap_or(ctx.upload.max_bytes);
    let part = Part { offset: request.offset, limit, content_length: request.content_length, checksum: request.checksum };
    let offset = claim.append(part, body).await?;
    settle(ctx, claim, &upload, offset).await?;
    Ok(Status::of(upload, offset))
}

/// A declared length never changes, and one that comes late is not less than what is here.
async fn check_length(claim: &Claim, upload: &Upload, named: Option<u64>) -> Result<()> {
    let Some(named) = named else { return Ok(()) };
    let reason = match upload.length {
        Some(declared) if declared != named => "contradicts the declared length",
        None if named < claim.offset().await? => "is less than what was sent already",
        _ => return Ok(()),
    };
    Err(TusError::BadHeader { header: "upload-length", reason }.into())
}

/// Refuses a file whose declared type can't be a film before any of its bytes; the content decides about all others.
fn check_type(declared: Option<&str>) -> Result<()> {
    match declared.filter(|declared| is_no_media_type(declared)) {
        Some(declared) => Err(Error::NotMedia(declared.to_owned())),
        None => Ok(()),
    }
}

/// The claim again, unless the video was deleted meanwhile: then the upload ends, and its bytes go.
async fn wanted(ctx: &Ctx, claim: Claim, upload: &Upload) -> Result<Claim> {
    let Some(id) = upload.video_id else { return Ok(claim) };
    if video::is_deleted(&ctx.db, id).await? {
        forget(ctx, claim, upload).await?;
        return Err(Error::VideoDeleted);
    }
    Ok(claim)
}

/// Forgets an upload and its bytes, and the draft that was made for it alone. A whole file that
/// is complete is a video by now: it is deleted there.
///
/// # Errors
/// [`Error::UploadNotFound`].
pub async fn terminate(ctx: &Ctx, id: &UploadId) -> Result<()> {
    let claim = ctx.staging.claim(id).await?;
    let upload = find(ctx, id).await?;
    if upload.completed_at.is_some() && upload.role == UploadRole::Whole {
        return Ok(());
    }
    forget(ctx, claim, &upload).await
}

/// Ends an upload whose time is over, and tells whether it is gone. One that has every byte, though
/// nobody noted it, is completed; a complete one is kept for as long as its ingest job lives.
pub(crate) async fn expire(ctx: &Ctx, id: &UploadId) -> Result<bool> {
    let claim = ctx.staging.claim(id).await?;
    let Some(upload) = upload::find(&ctx.db, id).await? else { return Ok(false) };
    if upload.completed_at.is_none()
        && let Ok(offset) = claim.offset().await
        && upload.length == Some(offset)
    {
        return match settle(ctx, claim, &upload, offset).await {
            Err(Error::VideoDeleted) => Ok(true),
            settled => settled.map(|()| false),
        };
    }
    let awaited = upload.completed_at.is_some() && !job::live_keys(&ctx.db, &queue::ingest_key(id)).await?.is_empty();
    if awaited {
        return Ok(false);
    }
    forget(ctx, claim, &upload).await?;
    Ok(true)
}

pub(crate) async fn forget(ctx: &Ctx, claim: Claim, upload: &Upload) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    // A video is locked before its uploads, everywhere.
    let video = match upload.video_id {
        Some(id) => video::find_for_update(&tx, id).await?,
        None => None,
    };
    upload::delete(&tx, &upload.id).await?;
    if let Some(video) = video
        && upload.completed_at.is_none()
        && is_untouched_draft(&tx, &video, upload).await?
    {
        video::erase(&tx, video.id).await?;
    }
    tx.commit().await?;
    // The file of a complete upload belongs to its ingest job; what no row knows is swept.
    if upload.completed_at.is_none() || upload.role == UploadRole::Partial {
        claim.remove().await?;
    }
    Ok(())
}

/// A draft that only this upload made and nobody edited says nothing without it.
async fn is_untouched_draft(tx: &WriteTx, video: &Video, upload: &Upload) -> Result<bool> {
    let fresh = video.state == VideoState::Draft && video.version == 1 && video.created_at == upload.created_at;
    Ok(fresh && !upload::any_of(tx, video.id).await?)
}

/// Completes the upload if every byte is here and its video was not deleted meanwhile.
async fn settle(ctx: &Ctx, claim: Claim, upload: &Upload, offset: u64) -> Result<()> {
    if upload.length != Some(offset) {
        return Ok(());
    }
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let video = match upload.video_id {
        Some(id) => video::find_for_update(&tx, id).await?,
        None => None,
    };
    if upload.video_id.is_some() && video.as_ref().is_none_or(|video| video.deleted_at.is_some()) {
        drop(tx);
        forget(ctx, claim, upload).await?;
        return Err(Error::VideoDeleted);
    }
    if upload::complete(&tx, &upload.id, now).await?
        && let Some(mut video) = video
    {
        video.begin_waiting(now);
        video::save(&tx, &video).await?;
        queue::ingest(ctx, &tx, upload.owner_id, &upload.id).await?;
    }
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}

/// The upload, if it lies on this server and its time isn't over.
async fn find(ctx: &Ctx, id: &UploadId) -> Result<Upload> {
    let upload = upload::find(&ctx.db, id).await?.ok_or(Error::UploadNotFound)?;
    if upload.expires_at <= ctx.clock.now() {
        return Err(Error::UploadNotFound);
    }
    if *upload.node != *ctx.node && upload.completed_at.is_none() {
        return Err(Error::Elsewhere);
    }
    Ok(upload)
}

impl Status {
    fn of(upload: Upload, offset: u64) -> Self {
        Self {
            id: upload.id,
            video_id: upload.video_id,
            offset,
            length: upload.length,
            metadata: upload.metadata,
            role: upload.role,
            expires_at: upload.expires_at,
        }
    }
}

#[cfg(test)]
mod tests;
