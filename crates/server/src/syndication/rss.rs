//! RSS 2.0.

use super::{Feed, HLS, escaped, media_rss, published};
use domain::video::PublicationView;
use media::delivery::http_date;
use std::fmt::Write;

pub(super) fn write(feed: &Feed<'_>, videos: &[PublicationView]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n\
         <title>{title}</title>\n<link>{page}</link>\n<description>{title}</description>\n\
         <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{own}\"/>\n",
        title = escaped(feed.title),
        page = escaped(feed.page),
        own = escaped(feed.address),
    );
    if let Some(latest) = videos.first() {
        line(&mut text, format_args!("<lastBuildDate>{}</lastBuildDate>", http_date(published(latest))));
    }
    for video in videos {
        item(&mut text, feed, video);
    }
    text.push_str("</channel>\n</rss>\n");
    text
}

fn item(text: &mut String, feed: &Feed<'_>, video: &PublicationView) {
    let summary = &video.summary;
    let page = feed.addresses.watch(summary.id);
    text.push_str("<item>\n");
    line(text, format_args!("<title>{}</title>", escaped(&summary.title)));
    line(text, format_args!("<link>{page}</link>"));
    line(text, format_args!("<guid isPermaLink=\"true\">{page}</guid>"));
    line(text, format_args!("<pubDate>{}</pubDate>", http_date(published(video))));
    line(text, format_args!("<dc:creator>{}</dc:creator>", escaped(&summary.author.display_name)));
    line(text, format_args!("<description>{}</description>", escaped(&video.description)));
    if let Some(url) = &video.hls_url {
        // A stream in pieces has no length of its own; the attribute must be there all the same.
        let url = feed.addresses.absolute(url);
        line(text, format_args!("<enclosure url=\"{}\" type=\"{HLS}\" length=\"0\"/>", escaped(&url)));
    }
    line(text, format_args!("{}", media_rss(video, feed.addresses)));
    text.push_str("</item>\n");
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{content}");
}
