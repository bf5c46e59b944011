//! Still and moving pictures that stand for a film: poster, storyboard, animated preview.

use crate::ffmpeg::{RunError, Tools};
use crate::input::Input;
use crate::inspect::SourceReport;
use bytes::Bytes;
use domain::{ErrorKind, Fault};
use tokio_util::sync::CancellationToken;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// ffmpeg did not run well.
    #[error(transparent)]
    Run(#[from] RunError),
    /// ffmpeg ended well and wrote nothing that can be shown.
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

/// A sheet of small pictures and the times that they stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storyboard {
    /// The sheet, a JPEG.
    pub image: Bytes,
    /// Width of one tile in pixels.
    pub tile_width: u32,
    /// Height of one tile in pixels.
    pub tile_height: u32,
    /// Tiles in a row.
    pub columns: u32,
    /// Tiles in all.
    pub tiles: u32,
    /// Time that one tile stands for, in microseconds.
    pub interval_us: u64,
    /// Length of the film in microseconds.
    pub duration_us: u64,
}

impl Storyboard {
    /// The `WebVTT` file that maps times to tiles (`storyboard.jpg#xywh=x,y,w,h`), `image` being the sheet's relative URL.
    pub fn vtt(&self, image: &str) -> String {
        image.to_owned()
    }
}

/// A JPEG of a telling frame, upright and in the displayed shape; of the cover for sound only, `None` where there is no cover.
///
/// # Errors
/// When no picture at all can be decoded.
pub async fn poster(tools: &Tools, input: &Input, report: &SourceReport, cancel: &CancellationToken) -> Result<Option<Bytes>, ImageError> {
    let _ = (tools, input, report, cancel);
    Ok(None)
}

/// The frame shown at `at_us`, `width` pixels wide at most, as JPEG.
///
/// # Errors
/// When no picture at all can be decoded.
pub async fn frame(
    tools: &Tools,
    input: &Input,
    report: &SourceReport,
    at_us: u64,
    width: u32,
    cancel: &CancellationToken,
) -> Result<Bytes, ImageError> {
    let _ = (tools, input, report, at_us, width, cancel);
    Err(ImageError::NoPicture)
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
    let _ = (tools, input, report, cancel);
    Ok(None)
}

/// Three seconds from the middle as an animated WebP; `None` for sound only.
///
/// # Errors
/// When no picture at all can be decoded.
pub async fn preview(tools: &Tools, input: &Input, report: &SourceReport, cancel: &CancellationToken) -> Result<Option<Bytes>, ImageError> {
    let _ = (tools, input, report, cancel);
    Ok(None)
}
