//! Captions of videos: files of many hands in, WebVTT out.

use crate::guard::{editable, visible};
use crate::{Ctx, Error, Result};
use bytes::Bytes;
use domain::access::{Actor, Viewer};
use domain::caption::{Caption, CaptionLanguage, CaptionTrack, CaptionView, CaptionsView, MAX_CAPTIONS, PutCaption};
use domain::id::VideoId;
use domain::video::Video;
use media::captions;
use persistence::{WriteTx, caption, search, video};

/// Captions of a video that the viewer may see.
#[derive(Clone, Debug)]
pub struct Found {
    /// The captions.
    pub caption: Caption,
    /// Whose they are.
    pub video: Video,
}

/// All tracks of a video, and the video.
///
/// # Errors
/// [`Error::Unseen`].
pub async fn list(ctx: &Ctx, viewer: impl Into<Viewer>, id: VideoId) -> Result<(CaptionsView, Video)> {
    let video = visible(&ctx.db, viewer, id).await?;
    let items = caption::tracks(&ctx.db, id).await?.into_iter().map(|track| view(id, track)).collect();
    Ok((CaptionsView { items }, video))
}

/// One track.
///
/// # Errors
/// [`Error::Unseen`];
/// [`Error::CaptionNotFound`].
pub async fn get(ctx: &Ctx, viewer: impl Into<Viewer>, id: VideoId, language: &CaptionLanguage) -> Result<Found> {
    let video = visible(&ctx.db, viewer, id).await?;
    let caption = caption::find(&ctx.db, id, language).await?.ok_or(Error::CaptionNotFound)?;
    Ok(Found { caption, video })
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The view of the track.
    pub view: CaptionView,
    /// Its version.
    pub version: i64,
    /// Whether there was none in this language before.
    pub is_new: bool,
}

/// Puts a file in place of the captions in this language; `seen` are the versions that the client read, one of
/// which must be the current one, if it cares.
///
/// # Errors
/// [`Error::Unseen`], [`Error::Forbidden`], [`Error::Stale`], [`Error::TooManyCaptions`], and
/// [`Error::NoCues`] if the file has none for this video.
pub async fn put(ctx: &Ctx, actor: &Actor, id: VideoId, seen: Option<&[i64]>, command: PutCaption, file: Bytes) -> Result<Written> {
    // A file may take some milliseconds, which other requests of this thread should not wait for.
    let language = command.language.clone();
    let cues = tokio::task::spawn_blocking(move || captions::read(&file, Some(language.as_str()))).await.unwrap_or_default();
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let video = editable(video::find_for_update(&tx, id).await?, actor)?;
    let tracks = caption::tracks(&tx, id).await?;
    let before = tracks.iter().find(|track| track.language == command.language).map(|track| track.version);
    fresh(before, seen)?;
    if before.is_none() && tracks.len() >= MAX_CAPTIONS {
        return Err(Error::TooManyCaptions);
    }
    let length = video.media.and_then(|media| u64::try_from(media.duration_ms).ok());
    let cues = captions::within(cues, length.unwrap_or(u64::MAX));
    if cues.is_empty() {
        return Err(Error::NoCues);
    }
    let track = command.into_track(before.map_or(i64::MIN, |version| version + 1).max(now.millis()));
    caption::put(&tx, id, &Caption { track: track.clone(), body: captions::write(&cues) }).await?;
    let_be_found(&tx, id).await?;
    tx.commit().await?;
    Ok(Written { version: track.version, view: view(id, track), is_new: before.is_none() })
}

/// Takes the captions in this language away.
///
/// # Errors
/// [`Error::Unseen`], [`Error::Forbidden`], [`Error::CaptionNotFound`], [`Error::Stale`].
pub async fn delete(ctx: &Ctx, actor: &Actor, id: VideoId, seen: Option<&[i64]>, language: &CaptionLanguage) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    editable(video::find_for_update(&tx, id).await?, actor)?;
    let tracks = caption::tracks(&tx, id).await?;
    let track = tracks.iter().find(|track| track.language == *language).ok_or(Error::CaptionNotFound)?;
    fresh(Some(track.version), seen)?;
    caption::delete(&tx, id, language).await?;
    let_be_found(&tx, id).await?;
    Ok(tx.commit().await?)
}

/// The video is found by what is said in it.
async fn let_be_found(tx: &WriteTx, id: VideoId) -> Result<()> {
    let said: Vec<String> = caption::bodies(tx, id).await?.iter().map(|body| captions::spoken(body)).collect();
    Ok(search::set_captions_text(tx, id, &said.join("\n")).await?)
}

fn fresh(version: Option<i64>, seen: Option<&[i64]>) -> Result<()> {
    let is_seen = |versions: &[i64]| version.is_some_and(|version| versions.contains(&version));
    if seen.is_none_or(is_seen) { Ok(()) } else { Err(Error::Stale) }
}

fn view(id: VideoId, track: CaptionTrack) -> CaptionView {
    let url = format!("/api/videos/{id}/captions/{}", track.language);
    CaptionView::new(track, url)
}

#[cfg(test)]
mod tests;
