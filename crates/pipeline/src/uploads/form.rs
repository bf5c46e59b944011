//! A file in one `multipart/form-data` request: for small files and plain forms.

use super::create::{NewUpload, begin};
use super::{Status, check_type, forget, settle};
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

/// What a form says of its file.
#[derive(Clone, Copy, Debug)]
pub struct FormFile<'a> {
    /// The draft that it is for; a new one is made without it.
    pub video: Option<VideoId>,
    /// The client's name of the file.
    pub filename: &'a str,
    /// The declared media type.
    pub media_type: Option<&'a str>,
}

/// Takes a whole file from a form field. If it breaks off, nothing stays.
///
/// # Errors
/// [`Error::EmptyFile`], [`Error::NotMedia`], too large (cut at the limit), not enough room, [`Error::Unseen`],
/// [`Error::VideoDeleted`].
pub async fn receive<S, E>(ctx: &Ctx, actor: &Actor, file: FormFile<'_>, body: S) -> Result<Status>
where
    S: Stream<Item = std::result::Result<Bytes, E>> + Unpin,
    E: Display,
{
    check_type(file.media_type)?;
    let filename = clean_name(file.filename);
    let new = NewUpload { role: UploadRole::Whole, wanted: file.video, filename, length: None, metadata: String::new(), route: None };
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
    settle(ctx, claim, &upload, stored).await?;
    Ok(Status::of(upload, stored))
}
