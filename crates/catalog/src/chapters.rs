//! The named parts of videos.

use crate::videos::{editable, visible};
use crate::{Ctx, Error, Result};
use domain::access::{Actor, Viewer};
use domain::chapter::{ChapterSource, ChaptersView, ReplaceChapters, shown};
use domain::id::VideoId;
use domain::video::Video;
use persistence::{Read, chapter, video};

/// The chapters that are shown of a video, and the video.
///
/// # Errors
/// [`Error::Unseen`].
pub async fn get(ctx: &Ctx, viewer: impl Into<Viewer>, id: VideoId) -> Result<(ChaptersView, Video)> {
    let video = visible(&ctx.db, viewer, id).await?.video;
    Ok((view(&ctx.db, &video).await?, video))
}

/// Puts new chapters in place of those that the owner gave; with none, those of the file or of the description
/// are shown again.
///
/// # Errors
/// [`Error::ChapterBeyondEnd`], and those of changing a video.
pub async fn replace(ctx: &Ctx, actor: &Actor, id: VideoId, command: ReplaceChapters) -> Result<ChaptersView> {
    let chapters = command.into_chapters();
    let tx = ctx.db.begin_write().await?;
    let video = editable(video::find_for_update(&tx, id).await?, actor, None)?;
    let length_ms = video.media.map(|media| media.duration_ms);
    if chapters.last().is_some_and(|last| length_ms.is_some_and(|length| last.start_ms >= length)) {
        return Err(Error::ChapterBeyondEnd);
    }
    chapter::replace(&tx, id, ChapterSource::Given, &chapters).await?;
    let view = view(&tx, &video).await?;
    tx.commit().await?;
    Ok(view)
}

async fn view(db: &impl Read, video: &Video) -> Result<ChaptersView> {
    let stored = chapter::of(db, video.id).await?;
    Ok(ChaptersView::new(shown(&stored, &video.metadata.description, video.media.map(|media| media.duration_ms))))
}

#[cfg(test)]
mod tests;
