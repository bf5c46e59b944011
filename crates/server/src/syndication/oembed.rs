//! oEmbed 1.0: how another site shows a video in its own page.

use super::{Addresses, PROVIDER, escaped};
use domain::video::PublicationView;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use utoipa::ToSchema;

/// What a frame is without a wish: a small wide screen.
const USUAL: (u32, u32) = (640, 360);
/// The frame of sound without pictures.
const SOUND_HEIGHT: u32 = 180;
/// No frame is smaller.
const LEAST: u32 = 120;
/// No picture is larger, on either side.
const POSTER_SIDE: u32 = 1920;

/// The forms of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OembedFormat {
    /// JSON.
    #[default]
    Json,
    /// XML.
    Xml,
}

impl OembedFormat {
    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }
}

/// How to show a video in a page of another site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Oembed {
    /// Always `1.0`.
    #[schema(example = "1.0")]
    pub version: &'static str,
    /// Always `video`.
    #[serde(rename = "type")]
    #[schema(example = "video")]
    pub kind: &'static str,
    /// The title of the video.
    pub title: String,
    /// Who made it.
    pub author_name: String,
    /// The author's page.
    pub author_url: String,
    /// The name of the installation.
    pub provider_name: &'static str,
    /// Its address.
    pub provider_url: String,
    /// Seconds for which this may be kept.
    pub cache_age: u32,
    /// Still picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    /// Its width.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_width: Option<u32>,
    /// Its height.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_height: Option<u32>,
    /// The frame to put into the page.
    pub html: String,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

impl Oembed {
    /// How to show this video in a frame of at most this size.
    pub fn new(video: &PublicationView, addresses: Addresses<'_>, max_width: Option<u32>, max_height: Option<u32>) -> Self {
        let summary = &video.summary;
        let side = |pixels: Option<i32>| pixels.and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
        let picture = side(summary.width).zip(side(summary.height));
        let (width, height) = frame(picture, max_width, max_height);
        let poster = summary.poster_url.as_deref().zip(picture.map(|size| within(size, (POSTER_SIDE, POSTER_SIDE))));
        let html = format!(
            "<iframe width=\"{width}\" height=\"{height}\" src=\"{}\" title=\"{}\" style=\"border:0\" \
             allow=\"autoplay; fullscreen; picture-in-picture\" allowfullscreen></iframe>",
            escaped(&addresses.embed(summary.id)),
            escaped(&summary.title),
        );
        Self {
            version: "1.0",
            kind: "video",
            title: summary.title.clone(),
            author_name: summary.author.display_name.clone(),
            author_url: addresses.author(&summary.author.handle),
            provider_name: PROVIDER,
            provider_url: addresses.site.to_owned(),
            cache_age: 3600,
            thumbnail_url: poster.map(|(url, _)| addresses.absolute(url)),
            thumbnail_width: poster.map(|(_, size)| size.0),
            thumbnail_height: poster.map(|(_, size)| size.1),
            html,
            width,
            height,
        }
    }

    /// The same as XML.
    pub fn to_xml(&self) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<oembed>\n");
        let numbers = |number: Option<u32>| number.map(|n| n.to_string());
        for (name, value) in [
            ("version", Some(self.version.to_owned())),
            ("type", Some(self.kind.to_owned())),
            ("title", Some(self.title.clone())),
            ("author_name", Some(self.author_name.clone())),
            ("author_url", Some(self.author_url.clone())),
            ("provider_name", Some(self.provider_name.to_owned())),
            ("provider_url", Some(self.provider_url.clone())),
            ("cache_age", Some(self.cache_age.to_string())),
            ("thumbnail_url", self.thumbnail_url.clone()),
            ("thumbnail_width", numbers(self.thumbnail_width)),
            ("thumbnail_height", numbers(self.thumbnail_height)),
            ("html", Some(self.html.clone())),
            ("width", Some(self.width.to_string())),
            ("height", Some(self.height.to_string())),
        ] {
            if let Some(value) = value {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "<{name}>{}</{name}>", escaped(&value));
            }
        }
        text.push_str("</oembed>\n");
        text
    }
}

/// The frame of a picture of this size.
fn frame(picture: Option<(u32, u32)>, max_width: Option<u32>, max_height: Option<u32>) -> (u32, u32) {
    let most = (max_width.unwrap_or(USUAL.0), max_height.unwrap_or(u32::MAX));
    let most = (most.0.max(LEAST), if max_width.is_none() && max_height.is_none() { USUAL.0 } else { most.1.max(LEAST) });
    match picture {
        // A small picture is shown as large as the frame: players scale.
        Some((width, height)) => within((width.saturating_mul(100), height.saturating_mul(100)), most),
        None => (most.0, SOUND_HEIGHT.min(most.1)),
    }
}

/// The size in its shape, made to fit into the other one.
fn within((width, height): (u32, u32), most: (u32, u32)) -> (u32, u32) {
    let scaled =
        |side: u32, by: u32, of: u32| u32::try_from(u64::from(side) * u64::from(by) / u64::from(of.max(1))).unwrap_or(u32::MAX).max(1);
    if width <= most.0 && height <= most.1 {
        return (width, height);
    }
    let by_width = (most.0, scaled(height, most.0, width));
    if by_width.1 <= most.1 { by_width } else { (scaled(width, most.1, height), most.1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_keep_the_shape_of_the_picture() {
        for (picture, max_width, max_height, expected) in [
            (Some((1920, 1080)), None, None, (640, 360)),
            (Some((320, 180)), None, None, (640, 360)),
            (Some((1080, 1920)), None, None, (360, 640)),
            (Some((1920, 1080)), Some(320), None, (320, 180)),
            (Some((1920, 1080)), Some(2000), Some(500), (888, 500)),
            (Some((1920, 1080)), Some(1), Some(1), (120, 67)),
            (None, None, None, (640, 180)),
        ] {
            assert_eq!(frame(picture, max_width, max_height), expected, "{picture:?} {max_width:?} {max_height:?}");
        }
        assert_eq!(within((4000, 3000), (1920, 1920)), (1920, 1440));
    }
}
