//! Still and moving pictures that stand for a film: poster, storyboard, animated preview.
//!
//! All are upright, in the displayed shape and in standard colours, like the renditions.

mod poster;
mod storyboard;
mod take;

pub use storyboard::Storyboard;

use crate::ffmpeg::{RunError, Tools};
use crate::input::Input;
use crate::inspect::SourceReport;
use bytes::Bytes;
use domain::{ErrorKind, Fault};
use take::{Camera, Shot};
use tokio_util::sync::CancellationToken;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// ffmpeg did not run well.
    #[error(transparent)]
    Run(#[from] RunError),
    /// ffmpeg wrote nothing that can be shown.
    #[error("no picture could be taken from the source")]
    NoPicture,
}

impl Fault for ImageError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Run(run) => run.kind(),
            Self::NoPicture => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Run(run) => run.code(),
            Self::NoPicture => "no-picture",
        }
    }
}

/// A JPEG of a telling frame, at most 1920 pixels on a side; of the cover for sound only, `None` where there is no cover.
///
/// # Errors
/// When no picture at all can be decoded.
pub async fn poster(tools: &Tools, input: &Input, report: &SourceReport, cancel: &CancellationToken) -> Result<Option<Bytes>, ImageError> {
    let camera = Camera { tools, input, cancel, origin_us: report.origin_us };
    match (&report.video, report.cover) {
        (Some(video), _) => poster::of_film(&camera, video).await.map(Some),
        (None, Some(stream)) => poster::cover(&Camera { origin_us: 0, ..camera }, stream).await,
        (None, None) => Ok(None),
    }
}

/// The frame shown at `at_us` microseconds, at most `width` pixels wide, as JPEG.
///
/// # Errors
/// When no picture at all can be decoded, or the source is sound only.
pub async fn frame(
    tools: &Tools,
    input: &Input,
    report: &SourceReport,
    at_us: u64,
    width: u32,
    cancel: &CancellationToken,
) -> Result<Bytes, ImageError> {
    let video = report.video.as_ref().ok_or(ImageError::NoPicture)?;
    poster::at(&Camera { tools, input, cancel, origin_us: report.origin_us }, video, at_us, width).await
}

/// The storyboard; `None` for sound only.
///
/// # Errors
/// When no picture at all can be decoded.
pub async fn storyboard(
    tools: &Tools,
    input: &Input,
    report: &SourceReport,
    cancel: &CancellationToken,
) -> Result<Option<Storyboard>, ImageError> {
    let Some(video) = &report.video else { return Ok(None) };
    storyboard::of_film(&Camera { tools, input, cancel, origin_us: report.origin_us }, video).await.map(Some)
}

/// Three seconds from the middle as an animated WebP, 320 pixels at most; `None` for sound only.
///
/// # Errors
/// When no picture at all can be decoded.
pub async fn preview(tools: &Tools, input: &Input, report: &SourceReport, cancel: &CancellationToken) -> Result<Option<Bytes>, ImageError> {
    let Some(video) = &report.video else { return Ok(None) };
    let camera = Camera { tools, input, cancel, origin_us: report.origin_us };
    let (width, height) = take::fit(video, 320, 320);
    let develop = take::develop(video, width, height, false);
    let timed = format!("fps=8:start_time=0:round=up,trim=end_frame=24,{develop}");
    let output = ["-c:v", "libwebp", "-q:v", "60", "-loop", "0", "-f", "webp"];
    let middle = (video.end_us / 2).saturating_sub(1_500_000);
    // The last try is for a single picture without a length.
    for (at_us, filter) in [(middle, &timed), (0, &timed), (0, &format!("trim=end_frame=1,{develop}"))] {
        let shot = Shot { stream: video.stream, at_us, key_frames: false, filter, output: &output, extension: "webp" };
        if let Some(picture) = camera.take(&shot).await? {
            return Ok(Some(picture));
        }
    }
    Err(ImageError::NoPicture)
}
