//! Atom (RFC 4287).

use super::{Feed, HLS, escaped, media_rss, published};
use domain::Timestamp;
use domain::video::PublicationView;
use std::fmt::Write;

pub(super) fn write(feed: &Feed<'_>, videos: &[PublicationView]) -> String {
    let updated = videos.iter().map(|video| video.summary.updated_at).max().unwrap_or(Timestamp::from_millis(0));
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\">\n<title>{}</title>\n<id>{own}</id>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n\
         <updated>{updated}</updated>\n",
        escaped(feed.title),
        escaped(feed.page),
        own = escaped(feed.address),
    );
    for video in videos {
        entry(&mut text, feed, video);
    }
    text.push_str("</feed>\n");
    text
}

fn entry(text: &mut String, feed: &Feed<'_>, video: &PublicationView) {
    let summary = &video.summary;
    let author = feed.addresses.author(&summary.author.handle);
    text.push_str("<entry>\n");
    line(text, format_args!("<title>{}</title>", escaped(&summary.title)));
    line(text, format_args!("<id>urn:uuid:{}</id>", summary.id));
    line(text, format_args!("<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", feed.addresses.watch(summary.id)));
    line(text, format_args!("<published>{}</published>\n<updated>{}</updated>", published(video), summary.updated_at));
    let name = escaped(&summary.author.display_name);
    line(text, format_args!("<author><name>{name}</name><uri>{}</uri></author>", escaped(&author)));
    line(text, format_args!("<summary>{}</summary>", escaped(&video.description)));
    if let Some(url) = &video.hls_url {
        let url = feed.addresses.absolute(url);
        line(text, format_args!("<link rel=\"enclosure\" type=\"{HLS}\" href=\"{}\"/>", escaped(&url)));
    }
    line(text, format_args!("{}", media_rss(video, feed.addresses)));
    text.push_str("</entry>\n");
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{content}");
}
