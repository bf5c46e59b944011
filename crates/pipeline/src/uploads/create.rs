//! The beginning of an upload: every check that needs no bytes.

use super::{Status, check_type, settle};
use crate::guard::editable;
use crate::{Ctx, Error, Result};
use bytes::Bytes;
use domain::access::{self, Actor, Unseen};
use domain::id::VideoId;
use domain::upload::{Upload, UploadId, UploadRole, UploadRoute};
use domain::video::{CreateVideo, Video};
use futures_util::Stream;
use media::staging::Part;
use media::tus::{Concat, Creation};
use persistence::{WriteTx, upload, video};
use std::fmt::Display;

/// The name of a file that has none.
const NAMELESS: &str = "upload";

/// Begins an upload, with the first bytes in the same request if the client sends them. Without
/// `video_id` in its metadata a new private draft is made, named after the file.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Unseen`], [`Error::VideoDeleted`], [`Error::NotMedia`], too large, not enough room on the disk.
pub async fn create<S, E>(ctx: &Ctx, actor: &Actor, request: Creation, body: S) -> Result<Status>
where
    S: Stream<Item = std::result::Result<Bytes, E>> + Unpin,
    E: Display,
{
    check_type(request.metadata.file_type().as_deref())?;
    let role = if request.concat == Some(Concat::Partial) { UploadRole::Partial } else { UploadRole::Whole };
    let wanted = request.metadata.text("video_id")?.map(|id| id.parse::<VideoId>().map_err(|_| Unseen::Hidden)).transpose()?;
    let filename = request.metadata.file_name().unwrap_or_else(|| NAMELESS.to_owned());
    let new =
        NewUpload { role, wanted, filename, length: request.length, metadata: request.metadata.raw().to_owned(), route: request.route };
    let upload = begin(ctx, actor, new).await?;
    let claim = ctx.staging.claim(&upload.id).await?;
    let mut offset = 0;
    if request.has_body {
        let limit = upload.length.unwrap_or(ctx.upload.max_bytes);
        let part = Part { offset, limit, content_length: request.content_length, checksum: request.checksum };
        match claim.append(part, body).await {
            Ok(stored) => offset = stored,
            // The client has no address to ask at yet, so it begins anew: nothing may stay.
            Err(e) => {
                super::forget(ctx, claim, &upload).await?;
                return Err(e.into());
            }
        }
    }
    settle(ctx, claim, &upload, offset).await?;
    Ok(Status::of(upload, offset))
}

pub(super) struct NewUpload {
    pub role: UploadRole,
    pub wanted: Option<VideoId>,
    pub filename: String,
    pub length: Option<u64>,
    pub metadata: String,
    pub route: Option<UploadRoute>,
}

/// Makes the staged file, then the row: a file without a row is swept, a row without a file
/// would be an upload that can't go on.
pub(super) async fn begin(ctx: &Ctx, actor: &Actor, new: NewUpload) -> Result<Upload> {
    if !access::may_create(actor) {
        return Err(Error::Forbidden);
    }
    let id = UploadId::on_route(ctx.ids.secret(), new.route);
    ctx.staging.create(&id, new.length).await?;
    let written = write(ctx, actor, id.clone(), new).await;
    if written.is_err() {
        ctx.staging.claim(&id).await?.remove().await?;
    }
    written
}

pub(super) async fn write(ctx: &Ctx, actor: &Actor, id: UploadId, new: NewUpload) -> Result<Upload> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let video_id = match new.role {
        UploadRole::Partial => None,
        UploadRole::Whole => Some(target(ctx, &tx, actor, new.wanted, &new.filename, now).await?),
    };
    let upload = Upload {
        id,
        owner_id: actor.user_id,
        video_id,
        role: new.role,
        length: new.length,
        filename: new.filename,
        metadata: new.metadata,
        node: ctx.node.to_string(),
        completed_at: None,
        created_at: now,
        expires_at: now.plus(ctx.upload.expire()),
    };
    upload::insert(&tx, &upload).await?;
    tx.commit().await?;
    Ok(upload)
}

/// The video that a file is for: the one the client named, if the actor may edit it, or a new draft.
async fn target(
    ctx: &Ctx,
    tx: &WriteTx,
    actor: &Actor,
    wanted: Option<VideoId>,
    filename: &str,
    now: domain::Timestamp,
) -> Result<VideoId> {
    let Some(id) = wanted else {
        let draft = Video::draft(VideoId(ctx.ids.uuid(now)), actor.user_id, CreateVideo::for_file(filename), now);
        video::insert(tx, &draft).await?;
        return Ok(draft.id);
    };
    let video = video::find_for_update(tx, id).await?;
    if video.as_ref().is_some_and(|video| video.deleted_at.is_some() && access::may_edit(video, actor)) {
        return Err(Error::VideoDeleted);
    }
    Ok(editable(video, actor)?.id)
}
