//! How our own objects are served: media types, caching, dates.
//!
//! Everything follows from the object's name, which we chose, never from what somebody uploaded.

use domain::Timestamp;

/// The media type of an object by its file name. Unknown names are opaque bytes, which no
/// browser renders.
pub fn content_type(file_name: &str) -> &'static str {
    match extension(file_name) {
        "m3u8" => "application/vnd.apple.mpegurl",
        "mpd" => "application/dash+xml",
        // An initialization segment is an MP4 file; a media segment is `video/iso.segment` by the
        // letter of DASH, but players and proxies know `video/mp4` for both, sound included.
        "mp4" | "m4s" => "video/mp4",
        "vtt" => "text/vtt; charset=utf-8",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "png" => "image/png",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

fn extension(file_name: &str) -> &str {
    file_name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// How long an answer stays true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// An object of a generation: it never changes under its URL.
    Immutable,
    /// Built on request and stable, but something may join it (a caption in the master playlist).
    Revised,
    /// A playlist of a video that is still being encoded.
    Growing,
}

/// Who may keep a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Shared caches too.
    Public,
    /// The viewer's own browser only.
    Private,
}

/// The value of `Cache-Control`.
///
/// A public video can become private at any moment. A browser that has shown it keeps what never changes; shared
/// caches, which would show it to others, ask again after `shared_seconds`.
pub fn cache_control(caching: Caching, access: Access, shared_seconds: u32) -> String {
    let lifetime = match caching {
        Caching::Immutable => "max-age=31536000, immutable",
        Caching::Revised => "max-age=300",
        Caching::Growing => "max-age=1",
    };
    match (access, caching) {
        (Access::Private, _) => format!("private, {lifetime}"),
        (Access::Public, Caching::Growing) => format!("public, {lifetime}"),
        (Access::Public, _) => format!("public, {lifetime}, s-maxage={shared_seconds}"),
    }
}

/// The date form of HTTP fields (IMF-fixdate, RFC 9110 section 5.6.7): `Last-Modified`,
/// `Upload-Expires`.
pub fn http_date(at: Timestamp) -> String {
    let t = at.to_datetime();
    let (weekday, month) = (t.weekday().to_string(), t.month().to_string());
    format!("{weekday:.3}, {:02} {month:.3} {:04} {:02}:{:02}:{:02} GMT", t.day(), t.year(), t.hour(), t.minute(), t.second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_follow_our_names() {
        assert_eq!(content_type("index.m3u8"), "application/vnd.apple.mpegurl");
        assert_eq!(content_type("12.m4s"), "video/mp4");
        assert_eq!(content_type("manifest.mpd"), "application/dash+xml");
        assert_eq!(content_type("source"), "application/octet-stream");
        assert_eq!(content_type("evil.html"), "application/octet-stream");
    }

    #[test]
    fn private_media_stays_out_of_shared_caches() {
        for caching in [Caching::Immutable, Caching::Revised, Caching::Growing] {
            assert!(cache_control(caching, Access::Private, 60).starts_with("private, "));
            assert!(cache_control(caching, Access::Public, 60).starts_with("public, "));
        }
    }

    #[test]
    fn shared_caches_revalidate_what_browsers_keep() {
        assert_eq!(cache_control(Caching::Immutable, Access::Public, 60), "public, max-age=31536000, immutable, s-maxage=60");
        assert_eq!(cache_control(Caching::Growing, Access::Public, 60), "public, max-age=1");
    }

    #[test]
    fn dates_are_those_of_the_rfc() {
        assert_eq!(http_date(Timestamp::from_millis(784_111_777_999)), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
