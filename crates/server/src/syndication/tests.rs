use super::*;
use catalog::publications::Place;
use domain::id::UserId;
use domain::user::AuthorView;
use domain::video::{Counts, MediaKind, VideoState, VideoSummary, Visibility};
use uuid::Uuid;

/// A title that would break out of anything.
const NASTY: &str = "</title></script>]]><b a=\"'&amp;\u{0}\u{FFFE}ñ";

fn video() -> PublicationView {
    let at = Timestamp::from_millis(784_111_777_999);
    let summary = VideoSummary {
        id: VideoId(Uuid::from_u128(5)),
        title: NASTY.to_owned(),
        state: VideoState::Ready,
        playable: true,
        kind: MediaKind::Video,
        visibility: Visibility::Public,
        publish_at: None,
        published_at: Some(at),
        created_at: at,
        updated_at: at,
        duration_seconds: Some(62.5),
        width: Some(1920),
        height: Some(1080),
        language: Some("es".to_owned()),
        license: None,
        category: None,
        poster_url: Some("/media/x/poster.jpg".to_owned()),
        preview_url: None,
        author: AuthorView { id: UserId(Uuid::nil()), handle: "ana".to_owned(), display_name: NASTY.to_owned(), avatar_url: None },
        counts: Counts { views: 3, ..Counts::default() },
    };
    PublicationView {
        summary,
        description: NASTY.to_owned(),
        tags: vec!["a\"b".to_owned()],
        hls_url: Some("/media/x/master.m3u8".to_owned()),
    }
}

const SITE: Addresses<'_> = Addresses { site: "https://v.example" };

/// A reader that follows only the rules of XML: names match, values are quoted, nothing is left open.
fn well_formed(xml: &str) {
    let mut open: Vec<String> = Vec::new();
    let (_, mut rest) = xml.split_once("?>").unwrap();
    while let Some((text, after)) = rest.split_once('<') {
        assert!(!text.contains('>') && !text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        assert!(
            text.split('&').skip(1).all(|entity| ["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|e| entity.starts_with(e))),
            "{text:?}"
        );
        let (tag, after) = after.split_once('>').unwrap();
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap().to_owned());
        }
        rest = after;
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn feeds_and_maps_are_well_formed_whatever_a_title_holds() {
    let feed = Feed { title: NASTY, page: "https://v.example/@ana", address: "https://v.example/feeds/x", addresses: SITE };
    let rss = FeedFormat::Rss.write(&feed, &[video()]);
    let atom = FeedFormat::Atom.write(&feed, &[video()]);
    let place = Place { published_at: Timestamp::from_millis(7), id: VideoId(Uuid::from_u128(5)) };
    let texts =
        [&rss, &atom, &sitemap_index(SITE, &[place]), &sitemap_part(SITE, &[video()]), &Oembed::new(&video(), SITE, None, None).to_xml()];
    for text in texts {
        well_formed(text);
    }
    assert!(rss.contains("<pubDate>Sun, 06 Nov 1994 08:49:37 GMT</pubDate>"), "{rss}");
    assert!(
        rss.contains("<enclosure url=\"https://v.example/media/x/master.m3u8\" type=\"application/vnd.apple.mpegurl\" length=\"0\"/>"),
        "{rss}"
    );
    assert!(atom.contains("<published>1994-11-06T08:49:37.999Z</published>"), "{atom}");
}

#[test]
fn a_head_cannot_be_broken_out_of_and_its_data_is_json() {
    let text = head(&video(), SITE, Page::Watch);
    assert_eq!((text.matches("</title>").count(), text.matches("</script>").count(), text.matches("<b").count()), (1, 1, 0), "{text}");
    let (_, data) = text.split_once("<script type=\"application/ld+json\">").unwrap();
    let data: serde_json::Value = serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(data["name"], NASTY);
    assert_eq!(data["duration"], "PT62.500S");
    assert_eq!(data["thumbnailUrl"][0], "https://v.example/media/x/poster.jpg");
    assert_eq!(data["embedUrl"], "https://v.example/embed/00000000-0000-0000-0000-000000000005");
    assert!(text.contains("<meta property=\"og:image\" content=\"https://v.example/media/x/poster.jpg\">"), "{text}");
    assert!(!text.contains("noindex"));
    let hidden = PublicationView { summary: VideoSummary { visibility: Visibility::Unlisted, ..video().summary }, ..video() };
    assert!(head(&hidden, SITE, Page::Watch).contains("noindex"));
}
