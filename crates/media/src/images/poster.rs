//! One picture that stands for a film.

use super::ImageError;
use super::take::{Camera, Shot, develop, fit};
use crate::inspect::VideoSource;
use bytes::Bytes;

/// Largest sides of a poster; other sizes are made from it.
const BOX: (u32, u32) = (1920, 1920);

/// Where a telling picture is looked for, in thousandths of the film; the start comes last.
const PLACES: [u64; 4] = [100, 300, 500, 0];

/// Mean brightness, 0 to 255, below which a picture counts as black.
const DARK: u64 = 20;

const JPEG: [&str; 8] = ["-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-f", "image2"];

/// The first place whose picture is not dark, else the brightest.
pub(super) async fn of_film(camera: &Camera<'_>, video: &VideoSource) -> Result<Bytes, ImageError> {
    let (width, height) = fit(video, BOX.0, BOX.1);
    // The most typical of a few pictures, so that a cut or a flash is not caught.
    let filter = format!("thumbnail=n=12,{}", develop(video, width, height, true));
    let mut best: Option<(u64, Bytes)> = None;
    for place in PLACES {
        let at_us = video.end_us / 1000 * place;
        let shot = Shot { stream: video.stream, at_us, key_frames: false, filter: &filter, output: &JPEG, extension: "jpg" };
        let Some(picture) = camera.take(&shot).await? else { continue };
        let light = brightness(&picture);
        if light >= DARK {
            return Ok(picture);
        }
        if best.as_ref().is_none_or(|(most, _)| light > *most) {
            best = Some((light, picture));
        }
    }
    best.map(|(_, picture)| picture).ok_or(ImageError::NoPicture)
}

/// The picture at a time, clamped to the film; the first one if there is none.
pub(super) async fn at(camera: &Camera<'_>, video: &VideoSource, at_us: u64, width: u32) -> Result<Bytes, ImageError> {
    let (width, height) = fit(video, width, u32::MAX);
    let filter = develop(video, width, height, true);
    for at_us in [at_us.min(video.end_us), 0] {
        let shot = Shot { stream: video.stream, at_us, key_frames: false, filter: &filter, output: &JPEG, extension: "jpg" };
        if let Some(picture) = camera.take(&shot).await? {
            return Ok(picture);
        }
    }
    Err(ImageError::NoPicture)
}

/// The picture that is embedded in a sound file, as JPEG.
pub(super) async fn cover(camera: &Camera<'_>, stream: u32) -> Result<Option<Bytes>, ImageError> {
    let filter = format!(
        "scale='min({0},iw)':'min({1},ih)':force_original_aspect_ratio=decrease:out_color_matrix=bt601:out_range=pc,format=yuvj420p,setsar=1",
        BOX.0, BOX.1
    );
    camera.take(&Shot { stream, at_us: 0, key_frames: false, filter: &filter, output: &JPEG, extension: "jpg" }).await
}

/// Mean of the grey values; 0 for what cannot be decoded.
fn brightness(jpeg: &[u8]) -> u64 {
    let Ok(picture) = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg) else { return 0 };
    let grey = picture.thumbnail(64, 64).into_luma8();
    let sum: u64 = grey.as_raw().iter().map(|value| u64::from(*value)).sum();
    sum / (grey.as_raw().len() as u64).max(1)
}
