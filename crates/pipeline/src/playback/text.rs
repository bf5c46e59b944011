//! Captions and chapters at the addresses of media, so that they carry the token of private ones.

use super::{Media, MediaRequest, find, made_list, plan_of};
use crate::{Ctx, Error, Result};
use domain::caption::CaptionLanguage;
use domain::chapter;
use media::delivery::{Access, Caching, content_type};
use persistence::{caption, video};

/// `{language}.vtt`, and `{language}.m3u8` around it for HLS.
pub(super) async fn captions(ctx: &Ctx, request: &MediaRequest, file: &str, access: Access) -> Result<Media> {
    let (name, kind) = file.rsplit_once('.').ok_or(Error::MediaNotFound)?;
    let language: CaptionLanguage = name.parse().map_err(|_| Error::MediaNotFound)?;
    match kind {
        "vtt" => {
            let found = caption::find(&ctx.db, request.video, &language).await?.ok_or(Error::MediaNotFound)?;
            Ok(vtt(found.body, access))
        }
        "m3u8" => {
            let tracks = caption::tracks(&ctx.db, request.video).await?;
            tracks.iter().find(|track| track.language == language).ok_or(Error::MediaNotFound)?;
            // How long the film gets is known from its plan on, so this list is whole while the others grow.
            let length_us = plan_of(&find(ctx, request).await?)?.timeline.duration_us();
            Ok(made_list(media::playlist::captions_playlist(&format!("{language}.vtt"), length_us), Caching::Revised, access))
        }
        _ => Err(Error::MediaNotFound),
    }
}

/// The chapters that are shown.
pub(super) async fn chapters(ctx: &Ctx, request: &MediaRequest, access: Access) -> Result<Media> {
    let found = video::find(&ctx.db, request.video).await?.ok_or(Error::MediaNotFound)?.video;
    let length_ms = found.media.map(|media| media.duration_ms);
    let stored = persistence::chapter::of(&ctx.db, request.video).await?;
    let (_, chapters) = chapter::shown(&stored, &found.metadata.description, length_ms).ok_or(Error::MediaNotFound)?;
    let millis = |at: i64| u64::try_from(at).unwrap_or(0);
    let marks = chapters.iter().map(|chapter| (millis(chapter.start_ms), chapter.title.as_str()));
    Ok(vtt(media::captions::chapters(marks, millis(length_ms.unwrap_or(0))), access))
}

fn vtt(text: String, access: Access) -> Media {
    Media::Text { text, kind: content_type("captions.vtt"), caching: Caching::Revised, access }
}
