//! The tus concatenation extension: pieces that were sent side by side become one file.

use super::create::{NewUpload, write};
use super::{Status, check_type, find, settle};
use crate::{Ctx, Error, Result};
use domain::access::{self, Actor, Unseen};
use domain::id::VideoId;
use domain::upload::{Upload, UploadId, UploadRole};
use media::tus::{Creation, TusError};
use persistence::upload;

/// Joins complete pieces of the actor's into one whole upload, which is complete at once.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::UploadNotFound`] for pieces that aren't the actor's, [`Error::IncompletePart`], too large.
pub async fn join(ctx: &Ctx, actor: &Actor, request: &Creation, parts: &[UploadId]) -> Result<Status> {
    if !access::may_create(actor) {
        return Err(Error::Forbidden);
    }
    check_type(request.metadata.file_type().as_deref())?;
    let mut pieces = Vec::with_capacity(parts.len());
    let mut length = 0_u64;
    for id in parts {
        let piece = complete_piece(ctx, actor, id).await?;
        length = length.saturating_add(piece.length.unwrap_or(0));
        pieces.push(piece);
    }
    if length > ctx.upload.max_bytes {
        return Err(TusError::TooLarge { limit: ctx.upload.max_bytes }.into());
    }
    let wanted = request.metadata.text("video_id")?.map(|id| id.parse::<VideoId>().map_err(|_| Unseen::Hidden)).transpose()?;
    let filename = request.metadata.file_name().unwrap_or_else(|| "upload".to_owned());
    let new = NewUpload {
        role: UploadRole::Whole,
        wanted,
        filename,
        length: Some(length),
        metadata: request.metadata.raw().to_owned(),
        route: request.route,
    };
    let upload = write(ctx, actor, UploadId::on_route(ctx.ids.secret(), new.route), new).await?;

    let target = ctx.staging.claim(&upload.id).await?;
    let mut claims = Vec::with_capacity(pieces.len());
    for piece in &pieces {
        claims.push((ctx.staging.claim(&piece.id).await?, piece.length.unwrap_or(0)));
    }
    let stored = target.concat(claims).await?;
    let tx = ctx.db.begin_write().await?;
    for piece in &pieces {
        upload::delete(&tx, &piece.id).await?;
    }
    tx.commit().await?;
    settle(ctx, target, &upload, stored).await?;
    Ok(Status::of(upload, stored))
}

async fn complete_piece(ctx: &Ctx, actor: &Actor, id: &UploadId) -> Result<Upload> {
    let piece = find(ctx, id).await?;
    if piece.owner_id != actor.user_id || piece.role != UploadRole::Partial {
        return Err(Error::UploadNotFound);
    }
    if *piece.node != *ctx.node {
        return Err(Error::Elsewhere);
    }
    if piece.completed_at.is_none() {
        return Err(Error::IncompletePart);
    }
    Ok(piece)
}
