//! The web's own formats: feeds, maps for search engines, and what a page says of itself in its head.
//!
//! Pure functions from views to text. Every address in them is absolute: what reads them comes from elsewhere.

mod atom;
mod head;
mod oembed;
mod rss;
mod sitemap;

#[cfg(test)]
mod tests;

pub use head::{Page, head};
pub use oembed::{Oembed, OembedFormat};
pub use sitemap::{sitemap_index, sitemap_part};

use domain::Timestamp;
use domain::id::VideoId;
use domain::video::PublicationView;
use std::borrow::Cow;
use std::fmt::Write;

/// The media type of what a player fetches first.
const HLS: &str = "application/vnd.apple.mpegurl";
/// What the installation is called where formats want a name.
const PROVIDER: &str = "Claqueta";

/// Where things are on this site.
#[derive(Clone, Copy, Debug)]
pub struct Addresses<'a> {
    /// The public URL without a slash at its end.
    pub site: &'a str,
}

impl Addresses<'_> {
    /// An address that may lack its host.
    pub fn absolute(self, url: &str) -> String {
        if url.starts_with('/') { format!("{}{url}", self.site) } else { url.to_owned() }
    }

    /// The page of a video.
    pub fn watch(self, id: VideoId) -> String {
        format!("{}/watch/{id}", self.site)
    }

    /// The page that other sites frame.
    pub fn embed(self, id: VideoId) -> String {
        format!("{}/embed/{id}", self.site)
    }

    /// The page of an account.
    pub fn author(self, handle: &str) -> String {
        format!("{}/@{handle}", self.site)
    }

    /// Where a video is told of in this form.
    pub fn oembed(self, id: VideoId, format: OembedFormat) -> String {
        let url: String = form_urlencoded::byte_serialize(self.watch(id).as_bytes()).collect();
        format!("{}/oembed?format={}&url={url}", self.site, format.name())
    }
}

/// A feed: what it is called, and where it and its page are.
#[derive(Clone, Copy, Debug)]
pub struct Feed<'a> {
    /// What it is called.
    pub title: &'a str,
    /// The page that it follows.
    pub page: &'a str,
    /// Its own address.
    pub address: &'a str,
    /// Where things are.
    pub addresses: Addresses<'a>,
}

/// The forms of feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedFormat {
    /// RSS 2.0 with Media RSS.
    Rss,
    /// Atom (RFC 4287) with Media RSS.
    Atom,
}

impl FeedFormat {
    /// The media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
        }
    }

    /// The feed of these videos, the latest first.
    pub fn write(self, feed: &Feed<'_>, videos: &[PublicationView]) -> String {
        match self {
            Self::Rss => rss::write(feed, videos),
            Self::Atom => atom::write(feed, videos),
        }
    }
}

/// Text in XML and HTML, also within quotes.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    let forbidden = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if !text.contains(|c| matches!(c, '&' | '<' | '>' | '"' | '\'') || forbidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // XML 1.0 has no form for them.
            c if forbidden(c) => safe.push(' '),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// When a video was published, or made if it never stood in a list.
fn published(video: &PublicationView) -> Timestamp {
    video.summary.published_at.unwrap_or(video.summary.created_at)
}

/// Media RSS: what players fetch, the picture, and the words.
fn media_rss(video: &PublicationView, addresses: Addresses<'_>) -> String {
    let summary = &video.summary;
    // Writing to a string cannot fail.
    let mut group = String::from("<media:group>");
    if let Some(url) = &video.hls_url {
        let size = summary.width.zip(summary.height).map_or_else(String::new, |(w, h)| format!(" width=\"{w}\" height=\"{h}\""));
        let length = summary.duration_seconds.map_or_else(String::new, |seconds| format!(" duration=\"{seconds:.0}\""));
        let url = addresses.absolute(url);
        let (url, kind) = (escaped(&url), summary.kind.name());
        let _ = write!(group, "<media:content url=\"{url}\" type=\"{HLS}\" medium=\"{kind}\"{size}{length}/>");
    }
    let _ = write!(group, "<media:player url=\"{}\"/>", escaped(&addresses.embed(summary.id)));
    let _ = write!(group, "<media:title type=\"plain\">{}</media:title>", escaped(&summary.title));
    let _ = write!(group, "<media:description type=\"plain\">{}</media:description>", escaped(&video.description));
    if let Some(poster) = &summary.poster_url {
        let _ = write!(group, "<media:thumbnail url=\"{}\"/>", escaped(&addresses.absolute(poster)));
    }
    group.push_str("</media:group>");
    group
}
