//! What a player gets: addresses, playlists that grow, and objects.
//!
//! Every request for media asks the database whether the video may be watched, so making it
//! private, giving it another password or deleting it takes effect at once on every address.

use crate::guard::visible;
use crate::manifest::{self, Manifest};
use crate::{Ctx, Error, Result};
use domain::access::Viewer;
use domain::caption::{CaptionTrack, CaptionView};
use domain::chapter;
use domain::id::{GenerationId, VideoId};
use domain::processing::PlaybackView;
use domain::video::{MediaGuard, MediaKind, MediaLinks, VideoState};
use media::delivery::{Access, Caching, content_type};
use media::plan::TranscodePlan;
use media::playlist::{self, Captions, Growth, HeightFilter};
use media::storage::{ByteStream, ObjectInfo, Prefix, Store};
use persistence::transcode::{self, Generation, GenerationState};
use persistence::{caption, video};
use std::ops::Range;

mod text;

/// Far more than the manifest of the longest film.
const MAX_MANIFEST_BYTES: u64 = 16 << 20;

/// The addresses for players of a video that plays.
///
/// # Errors
/// [`Error::Unseen`]; [`Error::NotPlayable`].
pub async fn view(ctx: &Ctx, links: &dyn MediaLinks, viewer: impl Into<Viewer>, id: VideoId) -> Result<PlaybackView> {
    let now = ctx.clock.now();
    let video = visible(&ctx.db, viewer, id).await?;
    let generation = video.generation.filter(|_| video.playable).ok_or(Error::NotPlayable)?;
    let guard = video.media_guard();
    let base = links.base(id, generation, guard, now);
    let growing = video.state != VideoState::Ready;
    let file = |there: bool, name: &str| there.then(|| format!("{base}/{name}"));
    let kind = video.media.map_or(MediaKind::Video, |m| m.kind);
    let captions = caption::tracks(&ctx.db, id).await?.into_iter().map(|track| {
        let url = format!("{base}/captions/{}.vtt", track.language);
        CaptionView::new(track, url)
    });
    let length_ms = video.media.map(|m| m.duration_ms);
    let chapters = chapter::shown(&persistence::chapter::of(&ctx.db, id).await?, &video.metadata.description, length_ms);
    Ok(PlaybackView {
        kind,
        growing,
        hls_url: format!("{base}/master.m3u8"),
        dash_url: file(!growing, "manifest.mpd"),
        poster_url: file(video.has_poster, "poster.jpg"),
        storyboard_url: file(video.has_preview, "storyboard.vtt"),
        preview_url: file(video.has_preview, "preview.webp"),
        captions: captions.collect(),
        chapters_url: file(chapters.is_some(), "chapters.vtt"),
        downloads: Vec::new(),
        expires_at: links.expiry(guard, now),
    })
}

/// A request for something under a generation's folder.
#[derive(Clone, Debug)]
pub struct MediaRequest {
    /// The video.
    pub video: VideoId,
    /// The generation.
    pub generation: GenerationId,
    /// The path below the generation.
    pub path: String,
    /// The token of the address, if it has one.
    pub token: Option<String>,
    /// Which rungs the master lists.
    pub heights: HeightFilter,
}

/// What is at a media address.
pub enum Media {
    /// A playlist or captions, made for this request.
    Text {
        /// Its text.
        text: String,
        /// Its media type.
        kind: &'static str,
        /// How long it may be kept, by whom.
        caching: Caching,
        /// Who may keep it.
        access: Access,
    },
    /// An object that never changes.
    Object {
        /// Its size and validators.
        info: ObjectInfo,
        /// Who may keep it.
        access: Access,
        /// Where its bytes are.
        body: ObjectBody,
    },
}

/// The bytes of an object, whole or a part of them.
#[derive(Clone)]
pub struct ObjectBody {
    store: Store,
    info: ObjectInfo,
}

impl ObjectBody {
    /// The bytes of this object.
    pub fn new(store: Store, info: ObjectInfo) -> Self {
        Self { store, info }
    }

    /// Streams these bytes.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn range(&self, range: Range<u64>) -> Result<ByteStream> {
        Ok(self.store.get_range(&self.info.key, range).await?)
    }
}

/// Opens what is at a media address.
///
/// # Errors
/// [`Error::MediaNotFound`] if there is nothing, or nothing for whoever asks.
pub async fn open(ctx: &Ctx, request: &MediaRequest) -> Result<Media> {
    let access = admit(ctx, request).await?;
    match at(ctx, request, access).await {
        // A video may become ready between the read of its generation and that of its segments:
        // then these rows are gone, and what they told stands in the store.
        Err(Error::MediaNotFound) if request.path.rsplit('.').next() == Some("m3u8") => at(ctx, request, access).await,
        found => found,
    }
}

async fn at(ctx: &Ctx, request: &MediaRequest, access: Access) -> Result<Media> {
    match request.path.split('/').collect::<Vec<_>>().as_slice() {
        ["master.m3u8"] => master(ctx, request, access).await,
        ["manifest.mpd"] => dash(ctx, request, access).await,
        ["captions", file] => text::captions(ctx, request, file, access).await,
        ["chapters.vtt"] => text::chapters(ctx, request, access).await,
        [rendition, list @ ("index.m3u8" | "iframes.m3u8")] => {
            let generation = find(ctx, request).await?;
            match generation.state {
                GenerationState::Ready => object(ctx, request, access).await,
                _ => growing(ctx, &generation, rendition, list, access).await,
            }
        }
        _ => object(ctx, request, access).await,
    }
}

/// Whether the address may be used now: public and unlisted videos by everybody, others with the
/// token of what guards them now, deleted ones by nobody.
async fn admit(ctx: &Ctx, request: &MediaRequest) -> Result<Access> {
    let found = video::media_access(&ctx.db, request.video).await?.filter(|a| !a.deleted).ok_or(Error::MediaNotFound)?;
    match (found.guard, &request.token) {
        (MediaGuard::Open, None) => Ok(Access::Public),
        // A video that was opened to everybody goes on playing where it was played before.
        (MediaGuard::Open, Some(_)) => Ok(Access::Private),
        (MediaGuard::Token(lock), Some(token)) if ctx.tokens.verify(token, request.video, lock, ctx.clock.now()).is_ok() => {
            Ok(Access::Private)
        }
        (MediaGuard::Token(_), _) => Err(Error::MediaNotFound),
    }
}

async fn find(ctx: &Ctx, request: &MediaRequest) -> Result<Generation> {
    let found = transcode::find(&ctx.db, request.generation).await?;
    found.filter(|g| g.video_id == request.video).ok_or(Error::MediaNotFound)
}

async fn master(ctx: &Ctx, request: &MediaRequest, access: Access) -> Result<Media> {
    let generation = find(ctx, request).await?;
    let (renditions, caching) = if generation.state == GenerationState::Ready {
        let manifest: Manifest = manifest::read("manifest", generation.manifest.as_deref())?;
        (manifest.renditions, Caching::Revised)
    } else {
        let found = manifest::renditions(&plan_of(&generation)?, transcode::segments(&ctx.db, generation.id).await?)?;
        (found.into_iter().map(|(info, _)| info).collect(), Caching::Growing)
    };
    if renditions.is_empty() {
        return Err(Error::MediaNotFound);
    }
    let captions = captions_of(caption::tracks(&ctx.db, request.video).await?, "m3u8");
    Ok(made_list(playlist::master_playlist(&renditions, &captions, request.heights), caching, access))
}

/// The manifest of a finished film is an object; its captions are those of now.
async fn dash(ctx: &Ctx, request: &MediaRequest, access: Access) -> Result<Media> {
    let key = Prefix::generation(request.video, request.generation).key("manifest.mpd")?;
    let film = ctx.store.read(&key, MAX_MANIFEST_BYTES).await?.ok_or(Error::MediaNotFound)?;
    let captions = captions_of(caption::tracks(&ctx.db, request.video).await?, "vtt");
    let text = playlist::dash_with_captions(&String::from_utf8_lossy(&film), &captions);
    Ok(Media::Text { text, kind: content_type("manifest.mpd"), caching: Caching::Revised, access })
}

async fn growing(ctx: &Ctx, generation: &Generation, rendition: &str, list: &str, access: Access) -> Result<Media> {
    let plan = plan_of(generation)?;
    let run = manifest::run_of(&transcode::segments_of(&ctx.db, generation.id, rendition).await?)?;
    if run.is_empty() {
        return Err(Error::MediaNotFound);
    }
    let target = manifest::target_seconds(&plan);
    let text = match list {
        "iframes.m3u8" => playlist::iframe_playlist(&run, target, Growth::Growing),
        _ => playlist::media_playlist(&run, target, Growth::Growing),
    };
    Ok(made_list(text, Caching::Growing, access))
}

fn made_list(text: String, caching: Caching, access: Access) -> Media {
    Media::Text { text, kind: content_type("index.m3u8"), caching, access }
}

/// The tracks as players are told of them, at addresses of one kind: two of one label would be one to a player.
fn captions_of(tracks: Vec<CaptionTrack>, extension: &str) -> Vec<Captions> {
    let mut captions: Vec<Captions> = Vec::new();
    for CaptionTrack { language, label, kind, default, .. } in tracks {
        let taken = captions.iter().any(|other| other.label == label);
        let label = if taken { format!("{label} ({language})") } else { label };
        let uri = format!("captions/{language}.{extension}");
        captions.push(Captions { language: language.to_string(), label, kind, uri, default });
    }
    captions
}

fn plan_of(generation: &Generation) -> Result<TranscodePlan> {
    if generation.plan.is_none() {
        return Err(Error::MediaNotFound);
    }
    manifest::read("plan", generation.plan.as_deref())
}

async fn object(ctx: &Ctx, request: &MediaRequest, access: Access) -> Result<Media> {
    let folder = Prefix::generation(request.video, request.generation);
    let key = folder.resolve(&request.path).map_err(|_| Error::MediaNotFound)?;
    let info = ctx.store.head(&key).await?.ok_or(Error::MediaNotFound)?;
    Ok(Media::Object { body: ObjectBody { store: ctx.store.clone(), info: info.clone() }, info, access })
}

#[cfg(test)]
mod tests;
