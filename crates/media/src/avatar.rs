//! Pictures of accounts: what somebody sent becomes squares of our own making, or nothing.
//!
//! The sender is not believed: the kind is told by the first bytes, the size is held against the bounds
//! before anything is unpacked, and what is stored was encoded here, so no metadata, no place where the
//! picture was taken and no second meaning of the file comes through.

use bytes::Bytes;
use domain::{ErrorKind, Fault};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, Rgba};
use std::io::Cursor;

/// The most pixels of a picture: what a phone's camera makes.
const MAX_PIXELS: u64 = 33_177_600;
/// The longest side.
const MAX_SIDE: u32 = 16_384;
/// The most memory that decoding may take.
const MAX_MEMORY: u64 = 384 * 1024 * 1024;
const QUALITY: u8 = 85;
/// Behind what is transparent: JPEG knows no transparency.
const PAPER: u8 = 255;

/// Why a picture is refused.
#[derive(Debug, thiserror::Error)]
pub enum AvatarError {
    /// Neither JPEG nor PNG nor WebP by its first bytes.
    #[error("the picture is neither JPEG nor PNG nor WebP")]
    Unsupported,
    /// More pixels than are unpacked.
    #[error("the picture has too many pixels: at most {MAX_PIXELS}, and {MAX_SIDE} on a side")]
    TooLarge,
    /// It can't be decoded.
    #[error("the picture is broken")]
    Broken,
    /// It could not be encoded.
    #[error("the picture could not be written")]
    Encode(#[source] image::ImageError),
}

impl Fault for AvatarError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Unsupported | Self::TooLarge | Self::Broken => ErrorKind::Invalid,
            Self::Encode(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unsupported => "picture-unsupported",
            Self::TooLarge => "picture-too-large",
            Self::Broken => "picture-broken",
            Self::Encode(_) => "internal",
        }
    }
}

/// The middle of a picture as JPEG squares with these sides. Takes processor time: call it off the
/// asynchronous threads.
///
/// # Errors
/// [`AvatarError`] saying why there is none.
pub fn squares(file: &[u8], sides: &[u32]) -> Result<Vec<(u32, Bytes)>, AvatarError> {
    let square = flattened(&cropped(&decode(file)?));
    sides.iter().map(|side| Ok((*side, encode(&square, *side)?))).collect()
}

fn decode(file: &[u8]) -> Result<DynamicImage, AvatarError> {
    let format = image::guess_format(file).map_err(|_| AvatarError::Unsupported)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(AvatarError::Unsupported);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_MEMORY {
        return Err(AvatarError::TooLarge);
    }
    // A broken hint is no reason to refuse the picture.
    let upright = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    picture.apply_orientation(upright);
    Ok(picture)
}

fn refused(error: &image::ImageError) -> AvatarError {
    match error {
        image::ImageError::Limits(_) => AvatarError::TooLarge,
        _ => AvatarError::Broken,
    }
}

fn cropped(picture: &DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let side = width.min(height);
    picture.crop_imm((width - side) / 2, (height - side) / 2, side, side)
}

/// What is transparent lies on paper.
fn flattened(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let rgba = picture.to_rgba8();
    let flat = RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| over_paper(*rgba.get_pixel(x, y)));
    DynamicImage::ImageRgb8(flat)
}

fn over_paper(Rgba([red, green, blue, alpha]): Rgba<u8>) -> image::Rgb<u8> {
    let (ink, paper) = (u16::from(alpha), u16::from(u8::MAX - alpha) * u16::from(PAPER));
    // At most 255 * 255 / 255.
    let blend = |colour: u8| u8::try_from((u16::from(colour) * ink + paper) / 255).unwrap_or(u8::MAX);
    image::Rgb([blend(red), blend(green), blend(blue)])
}

fn encode(square: &DynamicImage, side: u32) -> Result<Bytes, AvatarError> {
    let scaled = square.resize_exact(side, side, FilterType::Lanczos3);
    let mut jpeg = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    scaled.write_with_encoder(encoder).map_err(AvatarError::Encode)?;
    Ok(jpeg.into())
}

#[cfg(test)]
#[path = "avatar/tests.rs"]
mod tests;
