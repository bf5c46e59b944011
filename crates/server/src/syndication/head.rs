//! What the page of a video says of itself in its head: to search engines, and to whoever shows a link to it.

use super::{Addresses, OembedFormat, PROVIDER, escaped, published};
use domain::video::{PublicationView, Visibility};
use serde_json::{Value, json};
use std::fmt::Write;

/// The longest text beside a link, in characters.
const MAX_WORDS: usize = 300;
/// The longest description for search engines.
const MAX_DESCRIPTION: usize = 5000;

/// Which page of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The one that people visit.
    Watch,
    /// The one that other sites frame.
    Embed,
}

/// The title, links and tags of a page.
pub fn head(video: &PublicationView, addresses: Addresses<'_>, page: Page) -> String {
    let summary = &video.summary;
    let mut text = format!("<title>{} - {PROVIDER}</title>\n", escaped(&summary.title));
    let _ = writeln!(text, "<link rel=\"canonical\" href=\"{}\">", escaped(&addresses.watch(summary.id)));
    if summary.visibility != Visibility::Public || page == Page::Embed {
        text.push_str("<meta name=\"robots\" content=\"noindex\">\n");
    }
    for (format, kind) in [(OembedFormat::Json, "application/json+oembed"), (OembedFormat::Xml, "text/xml+oembed")] {
        let url = addresses.oembed(summary.id, format);
        let _ = writeln!(text, "<link rel=\"alternate\" type=\"{kind}\" href=\"{}\">", escaped(&url));
    }
    let feed = format!("{}/feeds/users/{}", addresses.site, summary.author.handle);
    for (name, kind) in [("rss", "application/rss+xml"), ("atom", "application/atom+xml")] {
        let _ = writeln!(text, "<link rel=\"alternate\" type=\"{kind}\" href=\"{}.{name}\">", escaped(&feed));
    }
    for (name, content) in tags(video, addresses) {
        let attribute = if name.starts_with("og:") { "property" } else { "name" };
        let _ = writeln!(text, "<meta {attribute}=\"{name}\" content=\"{}\">", escaped(&content));
    }
    // No script can end within a string of JSON whose every `<` is escaped.
    let data = linked_data(video, addresses).to_string().replace('<', "\\u003c");
    let _ = writeln!(text, "<script type=\"application/ld+json\">{data}</script>");
    text
}

/// The description, Open Graph, and the player card.
fn tags(video: &PublicationView, addresses: Addresses<'_>) -> Vec<(&'static str, String)> {
    let summary = &video.summary;
    let words: String = video.description.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_WORDS).collect();
    let embed = addresses.embed(summary.id);
    let (width, height) = summary.width.zip(summary.height).unwrap_or((640, 360));
    let mut tags = vec![
        ("description", words.clone()),
        ("og:site_name", PROVIDER.to_owned()),
        ("og:type", "video.other".to_owned()),
        ("og:title", summary.title.clone()),
        ("og:description", words.clone()),
        ("og:url", addresses.watch(summary.id)),
        ("og:video", embed.clone()),
        ("og:video:type", "text/html".to_owned()),
        ("og:video:width", width.to_string()),
        ("og:video:height", height.to_string()),
        ("twitter:card", "player".to_owned()),
        ("twitter:title", summary.title.clone()),
        ("twitter:description", words),
        ("twitter:player", embed),
        ("twitter:player:width", width.to_string()),
        ("twitter:player:height", height.to_string()),
    ];
    if let Some(seconds) = summary.duration_seconds {
        tags.push(("og:video:duration", format!("{:.0}", seconds.max(1.0))));
    }
    if let Some(poster) = &summary.poster_url {
        let poster = addresses.absolute(poster);
        tags.extend([("og:image", poster.clone()), ("twitter:image", poster)]);
    }
    tags.extend(video.tags.iter().map(|tag| ("og:video:tag", tag.clone())));
    tags
}

/// A `VideoObject` of schema.org.
fn linked_data(video: &PublicationView, addresses: Addresses<'_>) -> Value {
    let summary = &video.summary;
    let told = if video.description.is_empty() { &summary.title } else { &video.description };
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": summary.title,
        "description": told.chars().take(MAX_DESCRIPTION).collect::<String>(),
        "url": addresses.watch(summary.id),
        "embedUrl": addresses.embed(summary.id),
        "uploadDate": published(video).to_string(),
        "author": {
            "@type": "Person",
            "name": summary.author.display_name,
            "url": addresses.author(&summary.author.handle),
        },
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": { "@type": "WatchAction" },
            "userInteractionCount": summary.counts.views,
        },
    });
    let known = [
        ("thumbnailUrl", summary.poster_url.as_deref().map(|url| json!([addresses.absolute(url)]))),
        ("contentUrl", video.hls_url.as_deref().map(|url| json!(addresses.absolute(url)))),
        ("duration", summary.duration_seconds.map(|seconds| json!(format!("PT{seconds:.3}S")))),
        ("inLanguage", summary.language.as_deref().map(|language| json!(language))),
        ("keywords", (!video.tags.is_empty()).then(|| json!(video.tags.join(", ")))),
    ];
    if let Value::Object(members) = &mut data {
        members.extend(known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    data
}
