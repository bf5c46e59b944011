//! A file in one `multipart/form-data` request: for small files and plain forms.

use super::create::{NewUpload, begin};
use super::{Status, forget, settle};
use crate::{Ctx, Error, Result};
use bytes::Bytes;
use domain::access::Actor;
use domain::id::VideoId;
use domain::upload::UploadRole;
use futures_util::Stream;
use media::staging::Part;
use media::tus::clean_name;
use persistence::upload;
use std::fmt::Display;

/// Takes a whole file from a form field. If it breaks off, nothing stays.
///
/// # Errors
/// [`Error::EmptyFile`], too large (cut at the limit), not enough room, [`Error::Unseen`].
pub async fn receive<S, E>(ctx: &Ctx, actor: &Actor, video: Option<VideoId>, filename: &str, body: S) -> Result<Status>
where
    S: Stream<Item = std::result::Result<Bytes, E>> + Unpin,
    E: Display,
{
    let new = NewUpload { role: UploadRole::Whole, wanted: video, filename: clean_name(filename), length: None, metadata: String::new() };
    let mut upload = begin(ctx, actor, new).await?;
    let claim = ctx.staging.claim(&upload.id).await?;
    let part = Part { offset: 0, limit: ctx.upload.max_bytes, content_length: None, checksum: None };
    let stored = match claim.append(part, body).await {
        Ok(0) => Err(Error::EmptyFile),
        Ok(stored) => Ok(stored),
        Err(e) => Err(e.into()),
    };
    let stored = match stored {
        Ok(stored) => stored,
        Err(e) => {
            forget(ctx, claim, &upload).await?;
            return Err(e);
        }
    };
    let tx = ctx.db.begin_write().await?;
    upload::set_length(&tx, &upload.id, stored).await?;
    tx.commit().await?;
    upload.length = Some(stored);
    settle(ctx, &claim, &upload, stored).await?;
    Ok(Status::of(upload, stored))
}
