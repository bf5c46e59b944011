//! Sitemaps with the video extension.

use super::{Addresses, escaped, published};
use catalog::publications::Place;
use domain::video::PublicationView;
use std::fmt::Write;

/// The longest description that the extension allows, in characters.
const MAX_DESCRIPTION: usize = 2048;
/// The longest film that it allows, in seconds.
const MAX_DURATION: f64 = 28_800.0;
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The list of parts, each by where it begins.
pub fn sitemap_index(addresses: Addresses<'_>, places: &[Place]) -> String {
    let mut text = format!("{HEAD}<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for Place { published_at, id } in places {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "<sitemap><loc>{}/sitemaps/{}-{id}.xml</loc></sitemap>", escaped(addresses.site), published_at.millis());
    }
    text.push_str("</sitemapindex>\n");
    text
}

/// One part.
pub fn sitemap_part(addresses: Addresses<'_>, videos: &[PublicationView]) -> String {
    let mut text = format!(
        "{HEAD}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\">\n"
    );
    for video in videos {
        let summary = &video.summary;
        let _ = write!(text, "<url><loc>{}</loc><lastmod>{}</lastmod>", escaped(&addresses.watch(summary.id)), summary.updated_at);
        // The extension asks for a picture; without one, the page alone is told.
        if let Some(poster) = &summary.poster_url {
            extension(&mut text, addresses, video, poster);
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    text
}

fn extension(text: &mut String, addresses: Addresses<'_>, video: &PublicationView, poster: &str) {
    let summary = &video.summary;
    let told = if video.description.is_empty() { &summary.title } else { &video.description };
    let description: String = told.chars().take(MAX_DESCRIPTION).collect();
    let _ = write!(
        text,
        "<video:video><video:thumbnail_loc>{}</video:thumbnail_loc><video:title>{}</video:title><video:description>{}</video:description>\
         <video:player_loc>{}</video:player_loc>",
        escaped(&addresses.absolute(poster)),
        escaped(&summary.title),
        escaped(&description),
        escaped(&addresses.embed(summary.id)),
    );
    if let Some(seconds) = summary.duration_seconds.filter(|seconds| (1.0..=MAX_DURATION).contains(seconds)) {
        let _ = write!(text, "<video:duration>{seconds:.0}</video:duration>");
    }
    let _ = write!(
        text,
        "<video:view_count>{}</video:view_count><video:publication_date>{}</video:publication_date>\
         <video:uploader info=\"{}\">{}</video:uploader></video:video>",
        summary.counts.views,
        published(video),
        escaped(&addresses.author(&summary.author.handle)),
        escaped(&summary.author.display_name),
    );
}
